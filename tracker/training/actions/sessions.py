"""Sessions: planned, filled, and who was there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.evidence.actions import Upload, Validity, attach_evidence
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.policies import require
from tracker.training.actions.shared import MANAGE, check_same_project, check_staff, expiry
from tracker.training.choices import EFFECT_AFTER_DAYS, Result, Verb
from tracker.training.models import Course, Enrolment, Session, TrainingRecord
from tracker.training.queries import attendance_table


@transaction.atomic
def plan_session(
    *,
    actor: User,
    course: Course,
    starts_at: datetime,
    place: str = "",
    trainer: str = "",
    capacity: int = 12,
    minutes: int = 90,
) -> Session:
    """Fix time, place and seats; people are enrolled afterwards."""
    require(actor, MANAGE, course)
    if starts_at.tzinfo is None:
        raise RuleBroken(_("The start needs a time zone."), field="starts_at")
    if not 1 <= capacity <= 1000:
        raise RuleBroken(_("A session has 1 to 1000 seats."), field="capacity")
    if not 5 <= minutes <= 14_400:
        raise RuleBroken(_("A session lasts from 5 minutes to ten days."), field="minutes")
    session = Session(
        project=course.project,
        course=course,
        starts_at=starts_at,
        place=place.strip(),
        trainer=trainer.strip() or course.trainer,
        capacity=capacity,
        minutes=minutes,
        code=secrets.token_hex(5),
    ).save_because(_("planned"), by=actor)
    record(actor, Verb.SESSION_PLANNED, session, after={"starts_at": starts_at, "capacity": capacity})
    return session


@transaction.atomic
def enrol(*, actor: User, session: Session, people: Sequence[Person]) -> list[Enrolment]:
    """Give people a seat while there is one, and the others a place on the waiting list, in the order given."""
    require(actor, MANAGE, session)
    session = _open(session)
    check_staff(session.project, people)
    _check_not_left(session, people)
    there = {row.person_id: row.waiting for row in session.enrolments.all()}
    wanted = [person for person in {p.pk: p for p in people}.values() if person.pk not in there]
    free = max(session.capacity - list(there.values()).count(False), 0)
    if any(there.values()):
        free = 0  # nobody overtakes who waits
    new = [
        Enrolment(project=session.project, session=session, person=person, waiting=place >= free)
        for place, person in enumerate(wanted)
    ]
    bulk_save_because(new, reason=_("enrolled"), by=actor)
    if new:
        waiting = [row.person_id for row in new if row.waiting]
        after = {"people": [row.person_id for row in new], "waiting": waiting}
        record(actor, Verb.ENROLLED, session, after=after)
    return new


@transaction.atomic
def release_seat(*, actor: User, enrolment: Enrolment, reason: str) -> Enrolment | None:
    """Give a seat up; who has waited longest gets it. Returns whose place became a seat."""
    require(actor, MANAGE, enrolment)
    if not reason.strip():
        raise RuleBroken(_("Say why the seat becomes free."), field="reason")
    session = _open(enrolment.session)
    row = lock(Enrolment.objects.select_related("person", "session__course"), enrolment.pk)
    had_seat = not row.waiting
    record(actor, Verb.SEAT_RELEASED, row, reason=reason.strip()[:500])
    row.delete_because(reason.strip()[:500], by=actor)
    queue = session.enrolments.select_for_update().filter(waiting=True)
    first = queue.select_related("person", "session__course").order_by("created_at", "pk").first()
    if not had_seat or first is None:
        return None
    first.waiting = False
    first.save_because(_("a seat became free"), by=actor)
    record(actor, Verb.ENROLLED, session, after={"people": [first.person_id], "waiting": []})
    return first


def _open(session: Session) -> Session:
    row: Session = lock(Session.objects.select_related("course", "project"), session.pk)
    if row.attendance_at:
        raise RuleBroken(_("Attendance of this session is recorded; nobody can be enrolled any more."))
    return row


def _check_not_left(session: Session, people: Sequence[Person]) -> None:
    day = clock.on_day(session.starts_at, session.project.zone)
    gone = [person.name for person in people if person.left_on and person.left_on <= day]
    if gone:
        raise RuleBroken(
            _("Has left by then and cannot take part: %(names)s.") % {"names": ", ".join(gone[:5])},
            field="people",
        )


@transaction.atomic
def record_attendance(
    *,
    actor: User,
    session: Session,
    results: Mapping[UUID, str],
    version: int | None = None,
    evidence: Evidence | None = None,
) -> list[TrainingRecord]:
    """Say of each enrolled person what came of it; who is not named in `results` was not there.

    Makes the records with their expiry, all at once. May be said again: records follow the new list.
    """
    require(actor, MANAGE, session)
    session = lock_telling(Session.objects.select_related("course", "project"), session.pk, version=version)
    if session.starts_at > clock.now():
        raise RuleBroken(_("This session has not begun yet."))
    seats = {seat.person_id: seat for seat in session.enrolments.select_for_update().filter(waiting=False)}
    strange = results.keys() - seats.keys()
    if strange:
        raise RuleBroken(_("Somebody in this list is not enrolled. Enrol them first."), field="people")
    wanted = {person: Result(result) for person, result in results.items()}
    if evidence is not None:
        check_same_project(session.project, evidence)
    for person, seat in seats.items():
        seat.attended = person in wanted
    reason = _("attendance recorded")
    bulk_save_because(seats.values(), reason=reason, by=actor, fields=["attended"])
    records = _records_for(session, wanted, evidence)
    bulk_save_because(records, reason=reason, by=actor)
    _remove_absent(actor, session, wanted)
    session.attendance_at = clock.now()
    if session.course.effect_method and session.effect_due_on is None:
        session.effect_due_on = session.project.today() + timedelta(days=EFFECT_AFTER_DAYS)
    session.save_because(reason, by=actor)
    record(actor, Verb.ATTENDANCE_RECORDED, session, after={"attended": len(wanted), "seats": len(seats)})
    return records


def _records_for(
    session: Session, wanted: Mapping[UUID, Result], evidence: Evidence | None
) -> list[TrainingRecord]:
    day = clock.on_day(session.starts_at, session.project.zone)
    same_day = TrainingRecord.objects.select_for_update().filter(
        course=session.course, achieved_on=day, person__in=wanted
    )
    known = {row.person_id: row for row in same_day}
    rows = []
    for person, result in wanted.items():
        row = known.get(person) or TrainingRecord(
            project=session.project, course=session.course, person_id=person, achieved_on=day
        )
        row.session, row.result = session, result
        row.expires_on = expiry(session.course, day, result)
        row.evidence = evidence or row.evidence
        rows.append(row)
    return rows


def _remove_absent(actor: User, session: Session, wanted: Mapping[UUID, Result]) -> None:
    for row in session.records.exclude(person__in=wanted).select_for_update():
        row.delete_because(_("was not there after all"), by=actor)


@transaction.atomic
def keep_attendance(*, actor: User, session: Session) -> Evidence:
    """File the attendance list as evidence for the clause of the course, and tie the records to it."""
    require(actor, MANAGE, session)
    session = lock(Session.objects.select_related("course__clause", "project"), session.pk)
    if session.attendance_at is None:
        raise RuleBroken(_("Record who was there first."))
    records = list(session.records.select_for_update())
    if any(row.evidence_id for row in records):
        raise RuleBroken(_("The attendance list of this session is kept already."))
    day = clock.on_day(session.starts_at, session.project.zone)
    name = _("Attendance, %(course)s, %(day)s") % {"course": session.course.name, "day": day}
    table = BytesIO(attendance_table(session))
    kept = attach_evidence(
        actor=actor,
        project=session.project,
        uploads=[Upload(table, f"attendance-{day}.csv", name[:200])],
        kind=Kind.RECORD,
        clauses=[session.course.clause] if session.course.clause else [],
        validity=Validity(effective_from=day),
    )[0]
    for row in records:
        row.evidence = kept
    bulk_save_because(records, reason=_("attendance list kept"), by=actor, fields=["evidence"])
    record(actor, Verb.ATTENDANCE_KEPT, session, after={"evidence": kept.pk})
    return kept
