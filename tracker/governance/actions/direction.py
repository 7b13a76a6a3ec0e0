"""Decisions asked for, commitments, obstacles: each with a person, a day, and what became of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.governance.choices import CommitmentKind, Kept, Verb
from tracker.governance.models import Commitment, DecisionAsked, Obstacle
from tracker.governance.policies import may_close, may_decide, may_remove
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def ask_decision(
    *,
    actor: User,
    project: Project,
    question: str,
    options: str,
    decider: Person,
    due_on: date,
    effect: str = "",
) -> DecisionAsked:
    """Put a decision before somebody, with at least two things to choose from."""
    require(actor, Permission.GOVERNANCE_EDIT, project)
    _check(project, decider, due_on, "decider")
    if not question.strip():
        raise RuleBroken(_("Say what is to be decided."), field="question")
    lines = [line.strip() for line in options.splitlines() if line.strip()]
    if len(lines) < 2:
        raise RuleBroken(_("Name at least two options, one a line."), field="options")
    row = DecisionAsked(
        project=project,
        question=question.strip()[:300],
        options="\n".join(lines)[:5000],
        effect=effect.strip()[:500],
        decider=decider,
        asked_by=actor,
        asked_on=project.today(),
        due_on=due_on,
    ).save_because(_("asked"), by=actor)
    record(actor, Verb.DECISION_ASKED, row, after={"due_on": due_on})
    _tell(row, decider, _("A decision is asked of you: %(what)s") % {"what": row.question}, actor)
    return row


@transaction.atomic
def take_decision(*, actor: User, asked: DecisionAsked, answer: str) -> DecisionAsked:
    """Write down what was decided: who was asked, or who leads and sat at the table."""
    row = _open_decision(asked)
    if not may_decide(actor, row):
        raise NotPermitted(_("%(name)s was asked to decide this.") % {"name": row.decider})
    if not answer.strip():
        raise RuleBroken(_("Say what was decided."), field="answer")
    row.answer, row.decided_on = answer.strip()[:5000], row.project.today()
    row.save_because(_("decided"), by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.DECISION_TAKEN, row, reason=row.answer[:500])
    return row


@transaction.atomic
def withdraw_decision(*, actor: User, asked: DecisionAsked, reason: str) -> DecisionAsked:
    """It is no longer asked for."""
    require(actor, Permission.GOVERNANCE_EDIT, asked)
    row = _open_decision(asked)
    if not reason.strip():
        raise RuleBroken(_("Say why it is no longer asked for."), field="reason")
    row.withdrawn_on = row.project.today()
    row.save_because(reason.strip()[:500], by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.DECISION_WITHDRAWN, row, reason=reason.strip()[:500])
    return row


def _open_decision(asked: DecisionAsked) -> DecisionAsked:
    row = lock_telling(DecisionAsked.objects.select_related("project", "decider"), asked.pk, version=None)
    if not row.is_open:
        raise RuleBroken(_("This is no longer open."))
    return row


@transaction.atomic
def commit(
    *,
    actor: User,
    project: Project,
    person: Person,
    kind: str,
    text: str,
    due_on: date,
    made_on: date | None = None,
) -> Commitment:
    """Write down what somebody of top management has promised, and by when."""
    require(actor, Permission.GOVERNANCE_EDIT, project)
    made_on = made_on or project.today()
    _check(project, person, due_on, "person")
    if not text.strip() or kind not in CommitmentKind.values:
        raise RuleBroken(_("Say what is promised."), field="text")
    if made_on > project.today():
        raise RuleBroken(_("It cannot be promised on a day to come."), field="made_on")
    row = Commitment(
        project=project, person=person, kind=kind, text=text.strip()[:300], made_on=made_on, due_on=due_on
    ).save_because(_("promised"), by=actor)
    record(actor, Verb.COMMITMENT_MADE, row, after={"due_on": due_on})
    return row


@transaction.atomic
def close_commitment(*, actor: User, commitment: Commitment, kept: str, note: str) -> Commitment:
    """Say what became of a promise, and what shows it."""
    row = lock_telling(Commitment.objects.select_related("project"), commitment.pk, version=None)
    if not may_close(actor, row):
        raise NotPermitted(_("Only who promised it, or who leads, says what became of it."))
    if row.closed_on is not None:
        raise RuleBroken(_("This is no longer open."))
    if kept not in Kept.values or not note.strip():
        raise RuleBroken(_("Say how it came out, and what shows it."), field="note")
    row.kept, row.note, row.closed_on = kept, note.strip()[:500], row.project.today()
    row.save_because(_("closed"), by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.COMMITMENT_CLOSED, row, after={"kept": kept}, reason=row.note)
    return row


@transaction.atomic
def raise_obstacle(
    *, actor: User, project: Project, title: str, effect: str, owner: Person, due_on: date
) -> Obstacle:
    """Anybody who works here may raise what stands in the way, before whom can remove it."""
    require(actor, Permission.GOVERNANCE_VIEW, project)
    _check(project, owner, due_on, "owner")
    if not title.strip() or not effect.strip():
        raise RuleBroken(_("Say what stands in the way, and what it does."), field="effect")
    row = Obstacle(
        project=project,
        title=title.strip()[:300],
        effect=effect.strip()[:500],
        owner=owner,
        raised_by=actor,
        raised_on=project.today(),
        due_on=due_on,
    ).save_because(_("raised"), by=actor)
    record(actor, Verb.OBSTACLE_RAISED, row, after={"due_on": due_on})
    _tell(row, owner, _("An obstacle is put before you: %(what)s") % {"what": row.title}, actor)
    return row


@transaction.atomic
def raise_higher(*, actor: User, obstacle: Obstacle, owner: Person, due_on: date) -> Obstacle:
    """Take it to somebody else, because it did not move where it lay."""
    require(actor, Permission.GOVERNANCE_EDIT, obstacle)
    row = _open_obstacle(obstacle)
    _check(row.project, owner, due_on, "owner")
    before = row.owner.name
    row.owner, row.due_on = owner, due_on
    row.save_because(_("taken to %(name)s") % {"name": owner}, by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.OBSTACLE_RAISED_HIGHER, row, before={"owner": before}, after={"owner": owner.name})
    _tell(row, owner, _("An obstacle is put before you: %(what)s") % {"what": row.title}, actor)
    return row


@transaction.atomic
def remove_obstacle(*, actor: User, obstacle: Obstacle, resolution: str) -> Obstacle:
    """Say what was done about it."""
    row = _open_obstacle(obstacle)
    if not may_remove(actor, row):
        raise NotPermitted(_("Only who was asked to remove it, or who leads, says that it is gone."))
    if not resolution.strip():
        raise RuleBroken(_("Say what was done."), field="resolution")
    row.resolution, row.closed_on = resolution.strip()[:5000], row.project.today()
    row.save_because(_("removed"), by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.OBSTACLE_REMOVED, row, reason=row.resolution[:500])
    return row


def _open_obstacle(obstacle: Obstacle) -> Obstacle:
    row = lock_telling(Obstacle.objects.select_related("project", "owner"), obstacle.pk, version=None)
    if row.closed_on is not None:
        raise RuleBroken(_("This is no longer open."))
    return row


def _check(project: Project, person: Person, due_on: date, field: str) -> None:
    if person.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field=field)
    if due_on < project.today():
        raise RuleBroken(_("The day lies in the past."), field="due_on")


def _tell(row: DecisionAsked | Obstacle, person: Person, subject: str, by: User) -> None:
    """Who can log in hears at once; everybody else by the reminders."""
    user = User.objects.filter(person=person, is_active=True).first()
    if user is None or user.pk == by.pk:
        return
    notifications.post(
        recipient=user,
        kind="governance_asked",
        subject=subject[:200],
        context={"detail": "", "by": str(by), "button": _("Open"), "status": "waiting"},
        link=reverse("governance:direction", args=[row.project.slug]),
        project=row.project,
        about=row,
        due_on=row.due_on,
    )
