"""Pairs of mentor and mentee: proposed, agreed to by both, ended.

Who learns from whom is the matter of the two and of who manages the implementation. So nothing of it stands in the
log that others read; each row keeps its own history, with who said what.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.awareness.choices import MENTORING, PairState
from tracker.awareness.models import Mentoring
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.notifications.actions import Message, post_many, withdraw_about
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require

MANAGE = Permission.MEMBERS_MANAGE


@transaction.atomic
def propose_pair(
    *,
    actor: User,
    project: Project,
    mentor: Person,
    mentee: Person,
    about: str,
    starts_on: date,
    ends_on: date,
) -> Mentoring:
    """One of the two asks the other, or who manages the implementation asks both."""
    require(actor, Permission.TRAINING_VIEW, project)
    if actor.person_id not in {mentor.pk, mentee.pk} and not may(actor, MANAGE, project):
        raise RuleBroken(_("Propose a pair that you are part of."), field="mentor")
    if not about.strip():
        raise RuleBroken(_("Say what it is about."), field="about")
    if ends_on < starts_on or ends_on < project.today():
        raise RuleBroken(_("It ends after it begins, and not in the past."), field="ends_on")
    _check_the_two(project, mentor, mentee)
    row = Mentoring(
        project=project,
        mentor=mentor,
        mentee=mentee,
        about=about.strip()[:300],
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if actor.person_id == mentor.pk:
        row.mentor_agreed_at = clock.now()
    elif actor.person_id == mentee.pk:
        row.mentee_agreed_at = clock.now()
    row.save_because(_("proposed"), by=actor)
    _ask(row, actor)
    return row


def _check_the_two(project: Project, mentor: Person, mentee: Person) -> None:
    if {mentor.organization_id, mentee.organization_id} != {project.organization_id}:
        raise RuleBroken(_("This belongs to another organization."), field="mentor")
    if mentor.pk == mentee.pk:
        raise RuleBroken(_("Mentor and mentee are two people."), field="mentee")
    lock(Project, project.pk)
    if Mentoring.objects.of(project).filter(mentor=mentor, mentee=mentee, ended_at=None).exists():
        raise RuleBroken(_("These two are a pair already. End it first."), field="mentee")


@transaction.atomic
def agree_to_pair(*, actor: User, pair: Mentoring) -> Mentoring:
    """Each says so in person; for who has no login, who manages the implementation does."""
    row = _open(actor, pair)
    if row.state(row.project.today()) != PairState.PROPOSED:
        raise RuleBroken(_("This pair does not wait for anybody."))
    now, said = clock.now(), False
    for name, person in (("mentor", row.mentor), ("mentee", row.mentee)):
        theirs = actor.person_id == person.pk or (not hasattr(person, "user") and may(actor, MANAGE, row))
        if theirs and getattr(row, f"{name}_agreed_at") is None:
            setattr(row, f"{name}_agreed_at", now)
            said = True
    if not said:
        raise RuleBroken(_("The other one has a login and agrees in person."))
    row.save_because(_("agreed"), by=actor)
    if row.mentor_agreed_at and row.mentee_agreed_at:
        withdraw_about(row)
    return row


@transaction.atomic
def end_pair(*, actor: User, pair: Mentoring) -> Mentoring:
    """Say no, or that it is over; nobody has to give a reason."""
    row = _open(actor, pair)
    row.ended_at = clock.now()
    row.save_because(_("ended"), by=actor)
    withdraw_about(row)
    return row


def _open(actor: User, pair: Mentoring) -> Mentoring:
    row: Mentoring = lock(
        Mentoring.objects.select_related("project", "mentor__user", "mentee__user"), pair.pk
    )
    if actor.person_id not in {row.mentor_id, row.mentee_id} and not may(actor, MANAGE, row):
        raise NotPermitted(_("This is the matter of the two."))
    if row.ended_at is not None:
        raise RuleBroken(_("This has ended already."))
    return row


def _ask(row: Mentoring, actor: User) -> None:
    """The headline names nobody: whoever looks after deliveries reads it too."""
    asked = [
        (row.mentor, row.mentor_agreed_at, _("You are asked to be a mentor")),
        (row.mentee, row.mentee_agreed_at, _("You are offered a mentor")),
    ]
    post_many(
        Message(
            recipient=getattr(person, "user", person),
            kind=MENTORING,
            subject=subject,
            context={"detail": row.about, "by": actor.name, "button": _("Answer")},
            link=reverse("awareness:mentoring", args=[row.project.slug]),
            project=row.project,
            about=row,
        )
        for person, agreed, subject in asked
        if agreed is None
    )
