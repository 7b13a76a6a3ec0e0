"""Peer sessions: offered by anybody, come to, held, and asked afterwards whether they helped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.awareness.choices import PEERS, Verb
from tracker.awareness.models import PeerSeat, PeerSession
from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many
from tracker.people.models import Department, Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require
from tracker.standard.models import Clause

MOST_SEATS = 500


@transaction.atomic
def offer_session(
    *,
    actor: User,
    project: Project,
    topic: str,
    starts_at: datetime,
    place: str,
    about: str = "",
    minutes: int = 45,
    capacity: int = 12,
    clause: Clause | None = None,
    department: Department | None = None,
) -> PeerSession:
    """Offer colleagues an hour in which one shows what one knows."""
    require(actor, Permission.TRAINING_VIEW, project)
    host = staff_of(actor, project)
    if not topic.strip():
        raise RuleBroken(_("Say what the session is about."), field="topic")
    if not place.strip():
        raise RuleBroken(_("Say where it is, or give a link."), field="place")
    if starts_at <= clock.now():
        raise RuleBroken(_("A session is offered for a time that lies ahead."), field="starts_at")
    if not (1 <= capacity <= MOST_SEATS and 5 <= minutes <= 600):
        raise RuleBroken(_("Give 1 to 500 seats and 5 to 600 minutes."), field="capacity")
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    if department is not None and department.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="department")
    row = PeerSession(
        project=project,
        topic=topic.strip()[:200],
        about=about.strip()[:2000],
        host=host,
        clause=clause,
        department=department,
        starts_at=starts_at,
        minutes=minutes,
        place=place.strip()[:300],
        capacity=capacity,
    ).save_because(_("offered"), by=actor)
    record(actor, Verb.SESSION_OFFERED, row)
    return row


@transaction.atomic
def come_to_session(*, actor: User, session: PeerSession) -> PeerSeat:
    """Take a seat, while there is one and it has not begun."""
    require(actor, Permission.TRAINING_VIEW, session)
    row = _ahead(session)
    person = staff_of(actor, row.project)
    if person.pk == row.host_id:
        raise RuleBroken(_("You hold this session yourself."))
    if row.department_id is not None and person.department_id != row.department_id:
        raise RuleBroken(
            _("This session is for %(department)s. Ask who holds it.") % {"department": row.department}
        )
    taken = set(row.seats.values_list("person_id", flat=True))
    if person.pk in taken:
        raise RuleBroken(_("You have a seat already."))
    if len(taken) >= row.capacity:
        raise RuleBroken(_("All seats are taken. Ask who holds it for another day."))
    seat = PeerSeat(project=row.project, session=row, person=person)
    return seat.save_because(_("comes"), by=actor)


@transaction.atomic
def stay_away(*, actor: User, session: PeerSession) -> None:
    """Give one's seat to somebody else."""
    require(actor, Permission.TRAINING_VIEW, session)
    row = _ahead(session)
    seat = PeerSeat.objects.filter(session=row, person=staff_of(actor, row.project)).first()
    if seat is None:
        raise RuleBroken(_("You have no seat there."))
    seat.delete_because(_("does not come"), by=actor)


@transaction.atomic
def say_who_came(*, actor: User, session: PeerSession, came: Collection[UUID]) -> PeerSession:
    """Who holds the session says afterwards who was there."""
    row = _of_the_host(actor, session)
    if row.starts_at > clock.now():
        raise RuleBroken(_("The session has not begun yet."))
    seats = list(PeerSeat.objects.select_for_update().filter(session=row))
    for seat in seats:
        seat.came = seat.person_id in came
        seat.helped = seat.helped if seat.came else None
    bulk_save_because(seats, reason=_("attendance"), by=actor, fields=["came", "helped"])
    row.attendance_at = clock.now()
    row.save_because(_("attendance"), by=actor)
    there = sum(bool(seat.came) for seat in seats)
    record(actor, Verb.ATTENDANCE_SAID, row, after={"came": there, "seats": len(seats)})
    return row


@transaction.atomic
def say_session_helped(*, actor: User, session: PeerSession, helped: bool) -> PeerSeat:
    """One word from who was there; only counts are shown, and none of fewer than three."""
    require(actor, Permission.TRAINING_VIEW, session)
    row = lock(PeerSession.objects.select_related("project"), session.pk)
    if row.cancelled_at is not None or row.starts_at > clock.now():
        raise RuleBroken(_("Say it when the session is over."))
    seats = PeerSeat.objects.filter(session=row, person=staff_of(actor, row.project))
    seat: PeerSeat | None = seats.exclude(came=False).first()
    if seat is None:
        raise RuleBroken(_("Only who was there says whether it helped."))
    seat.helped = helped
    return seat.save_because(_("said whether it helped"), by=actor)


@transaction.atomic
def cancel_session(*, actor: User, session: PeerSession, reason: str) -> PeerSession:
    """It does not take place; who wanted to come is told."""
    row = _of_the_host(actor, session)
    if row.attendance_at is not None or row.starts_at <= clock.now():
        raise RuleBroken(_("What has begun is not cancelled any more."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is cancelled."), field="reason")
    row.cancelled_at, row.reason = clock.now(), reason.strip()[:500]
    row.save_because(reason.strip(), by=actor)
    post_many(
        Message(
            recipient=getattr(seat.person, "user", seat.person),
            kind=PEERS,
            subject=_("Cancelled: %(topic)s") % {"topic": row.topic},
            context={"detail": row.reason, "status": "missing", "button": _("Look")},
            link=reverse("awareness:peer_session", args=[row.project.slug, row.pk]),
            project=row.project,
            about=row,
        )
        for seat in row.seats.select_related("person__user")
    )
    record(actor, Verb.SESSION_CANCELLED, row, reason=row.reason)
    return row


def staff_of(actor: User, project: Project) -> Person:
    """The actor in the staff register of the implementation's organization."""
    person = actor.person
    if person is None or person.organization_id != project.organization_id:
        raise RuleBroken(
            _("Your login is not tied to anybody in the staff register. Ask who manages this implementation.")
        )
    return person


def _ahead(session: PeerSession) -> PeerSession:
    row: PeerSession = lock(PeerSession.objects.select_related("project", "department"), session.pk)
    if row.cancelled_at is not None:
        raise RuleBroken(_("This session is cancelled."))
    if row.starts_at <= clock.now():
        raise RuleBroken(_("This session has begun already."))
    return row


def _of_the_host(actor: User, session: PeerSession) -> PeerSession:
    row: PeerSession = lock(PeerSession.objects.select_related("project"), session.pk)
    if actor.person_id != row.host_id and not may(actor, Permission.TRAINING_MANAGE, row):
        raise NotPermitted(_("Only who holds the session can say that."))
    if row.cancelled_at is not None:
        raise RuleBroken(_("This session is cancelled."))
    return row
