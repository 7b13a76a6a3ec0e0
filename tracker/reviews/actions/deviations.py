"""Deviations: written down with a cause and a correction, corrected, closed by somebody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reviews.choices import Effect, Verb
from tracker.reviews.models import Correction, Deviation, ProjectReview
from tracker.reviews.policies import may_check, may_report

ONCE_MORE_WITHIN = timedelta(days=14)


@transaction.atomic
def raise_deviation(
    *,
    actor: User,
    project: Project,
    title: str,
    cause: str,
    correction: str,
    owner: Person,
    due_on: date,
    review: ProjectReview | None = None,
) -> Deviation:
    """Anybody who works here writes down what is not as planned, why, and who corrects it by when."""
    require(actor, Permission.GOVERNANCE_VIEW, project)
    lock(Project, project.pk)
    if not title.strip():
        raise RuleBroken(_("Say what is not as planned."), field="title")
    if not cause.strip():
        raise RuleBroken(_("Say why it came about."), field="cause")
    if review is not None and review.project_id != project.pk:
        raise RuleBroken(_("This review belongs to another implementation."), field="review")
    last = Deviation.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    row = Deviation(
        project=project,
        number=last + 1,
        title=title.strip()[:300],
        cause=cause.strip()[:5000],
        review=review,
        raised_by=actor,
        raised_on=project.today(),
    )
    first = Correction(project=project, deviation=row)
    _put(first, correction, owner, due_on)
    row.save_because(_("found"), by=actor)
    first.save_because(_("begun"), by=actor)
    record(actor, Verb.DEVIATION_RAISED, row, after={"owner": owner.name, "due_on": due_on})
    _ask_owner(first, actor)
    return row


@transaction.atomic
def change_cause(*, actor: User, deviation: Deviation, version: int, cause: str) -> Deviation:
    """What was thought to be the cause was not all of it."""
    require(actor, Permission.GOVERNANCE_VIEW, deviation)
    row = lock_telling(Deviation.objects.select_related("project"), deviation.pk, version=version)
    if row.closed_on is not None:
        raise RuleBroken(_("This deviation is closed."))
    if not cause.strip():
        raise RuleBroken(_("Say why it came about."), field="cause")
    row.cause = cause.strip()[:5000]
    row.save_because(_("changed"), by=actor)
    record(actor, Verb.CAUSE_CHANGED, row)
    return row


@transaction.atomic
def change_correction(
    *, actor: User, correction: Correction, version: int, text: str, owner: Person, due_on: date, reason: str
) -> Correction:
    """Other words, another owner, another day, and why."""
    require(actor, Permission.PLAN_EDIT, correction)
    row = _undone(correction, version)
    if not reason.strip():
        raise RuleBroken(_("Say why it is changed."), field="reason")
    before = {"owner": row.owner.name, "due_on": row.due_on}
    moved = row.owner_id != owner.pk
    _put(row, text, owner, due_on)
    row.save_because(reason.strip()[:500], by=actor)
    notifications.withdraw_about(row)
    after = {"owner": owner.name, "due_on": due_on}
    record(
        actor, Verb.CORRECTION_CHANGED, row.deviation, before=before, after=after, reason=reason.strip()[:500]
    )
    if moved:
        _ask_owner(row, actor)
    return row


def _put(row: Correction, text: str, owner: Person, due_on: date) -> None:
    if not text.strip():
        raise RuleBroken(_("Say what is done about it."), field="correction")
    if owner.organization_id != row.project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="owner")
    if due_on < row.project.today():
        raise RuleBroken(_("The day lies in the past."), field="due_on")
    row.text, row.owner, row.due_on = text.strip()[:5000], owner, due_on


@transaction.atomic
def report_correction(*, actor: User, correction: Correction, note: str) -> Correction:
    """Its owner says what was done and what shows it; somebody else then says whether it worked."""
    row = _undone(correction)
    if not may_report(actor, row):
        raise NotPermitted(_("Only whose correction it is, or who keeps the plan, reports it as done."))
    if not note.strip():
        raise RuleBroken(_("Say what was done, and what shows it."), field="note")
    row.done_on, row.done_by, row.done_note = row.project.today(), actor, note.strip()[:5000]
    row.save_because(_("done"), by=actor)
    notifications.withdraw_about(row)
    record(actor, Verb.CORRECTION_DONE, row.deviation, reason=row.done_note[:500])
    finder = row.deviation.raised_by
    if finder.is_active and may_check(finder, row):
        _tell(row, finder, _("Did it work? %(what)s"), actor)
    return row


def _undone(correction: Correction, version: int | None = None) -> Correction:
    row = _locked(correction, version)
    if row.done_on is not None:
        raise RuleBroken(_("This correction has been reported as done."))
    return row


@transaction.atomic
def check_correction(*, actor: User, correction: Correction, effect: str, note: str) -> Correction:
    """Somebody other than its owner says whether it worked. If it did, the deviation is closed; if not, the
    correction begins once more."""
    row = _locked(correction)
    if not may_check(actor, row):
        raise NotPermitted(_("Whether it worked is said by somebody other than its owner."))
    if row.done_on is None:
        raise RuleBroken(_("It has not been reported as done yet."))
    if row.checked_on is not None:
        raise RuleBroken(_("This has been checked."))
    if effect not in Effect.values:
        raise RuleBroken(_("Say whether it worked."), field="effect")
    if not note.strip():
        raise RuleBroken(_("Say what you saw."), field="note")
    today = row.project.today()
    row.effect, row.checked_on, row.checked_by, row.check_note = effect, today, actor, note.strip()[:5000]
    row.save_because(_("checked"), by=actor)
    notifications.withdraw_about(row)
    if effect == Effect.WORKED:
        _close(actor, row)
    else:
        _begin_again(actor, row)
    return row


def _close(actor: User, row: Correction) -> None:
    deviation = lock(Deviation.objects.select_related("project"), row.deviation_id)
    deviation.closed_on = row.checked_on
    deviation.save_because(_("it worked"), by=actor)
    record(actor, Verb.DEVIATION_CLOSED, deviation, reason=row.check_note[:500])


def _begin_again(actor: User, row: Correction) -> None:
    """The same owner, until somebody says otherwise; it never lies with nobody."""
    again = Correction(
        project=row.project,
        deviation=row.deviation,
        text=row.text,
        owner=row.owner,
        due_on=row.project.today() + ONCE_MORE_WITHIN,
    )
    again.save_because(_("begun again"), by=actor)
    record(actor, Verb.CORRECTION_FAILED, row.deviation, reason=row.check_note[:500])
    _ask_owner(again, actor)


def _locked(correction: Correction, version: int | None = None) -> Correction:
    rows: Any = Correction.objects.select_related(
        "project", "deviation__project", "deviation__raised_by", "owner"
    )
    row: Correction = lock_telling(rows, correction.pk, version=version)
    return row


def _ask_owner(row: Correction, by: User) -> None:
    """Who can log in hears at once; everybody else by the reminders."""
    user = User.objects.filter(person=row.owner, is_active=True).first()
    if user is not None:
        _tell(row, user, _("A correction is yours: %(what)s"), by)


def _tell(row: Correction, user: User, words: str, by: User) -> None:
    if user.pk == by.pk:
        return
    notifications.post(
        recipient=user,
        kind="correction_asked",
        subject=(words % {"what": row.deviation.title})[:200],
        context={"detail": row.text[:500], "by": str(by), "button": _("Open"), "status": "waiting"},
        link=reverse("reviews:deviation", args=[row.project.slug, row.deviation_id]),
        project=row.project,
        about=row,
        due_on=row.due_on,
    )
