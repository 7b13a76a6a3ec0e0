"""Moving work on: dates with a reason, done, not done after all, blocked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.plan.actions.doneness import refuse_lacking
from tracker.plan.actions.tasks import check_dates, minutes_of
from tracker.plan.choices import Verb
from tracker.plan.models import Milestone, Task
from tracker.plan.policies import require_progress

MOST_HOURS = 100_000


def _locked(task: Task, version: int | None) -> Task:
    return lock_telling(Task.objects.select_related("project"), task.pk, version=version)


@transaction.atomic
def complete_task(
    *, actor: User, task: Task, note: str = "", on: date | None = None, version: int | None = None
) -> Task:
    """Finish a task today or on an earlier day; the note becomes the reason in its history."""
    require_progress(actor, task)
    task = _locked(task, version)
    today = clock.today(task.project.zone)
    on = on or today
    _guard_completion(task, on, today)
    before = {"percent": task.percent, "finished_on": None}
    task.percent = 100
    task.actual_start_on = min(task.actual_start_on or task.starts_on, on)
    task.actual_finish_on = on
    task.save_because(note or _("completed"), by=actor)
    withdraw_about(task)
    record(actor, Verb.TASK_COMPLETED, task, before=before, after={"finished_on": on}, reason=note)
    return task


def _guard_completion(task: Task, on: date, today: date) -> None:
    if task.is_done:
        raise RuleBroken(_("This is done already, since %(day)s.") % {"day": task.actual_finish_on})
    if task.is_summary:
        raise RuleBroken(_("A summary is done when what lies under it is done."))
    if task.blocked_reason:
        raise RuleBroken(_("This is blocked: %(why)s. Unblock it first.") % {"why": task.blocked_reason})
    if on > today:
        raise RuleBroken(_("It cannot be finished on a day to come."), field="on")
    if Milestone.objects.filter(task=task, needs_signoff=True).exists():
        raise RuleBroken(_("This milestone is passed by its sign-off, not by a tick."))
    refuse_lacking(task.project, [task])


@transaction.atomic
def reopen_task(*, actor: User, task: Task, reason: str = "", version: int | None = None) -> Task:
    """Take back that a task is done: it is open again, as far as it was known to be."""
    require_progress(actor, task)
    task = _locked(task, version)
    if not task.is_done:
        raise RuleBroken(_("This is open already."))
    before = {"finished_on": task.actual_finish_on}
    past = task.history.filter(actual_finish_on=None).order_by("-history_date", "-history_id").first()
    task.percent = past.percent if past else 0
    task.actual_start_on = past.actual_start_on if past else None
    task.actual_finish_on = None
    task.save_because(reason or _("reopened"), by=actor)
    record(actor, Verb.TASK_REOPENED, task, before=before, reason=reason)
    return task


@transaction.atomic
def spend_hours(
    *, actor: User, task: Task, hours: Decimal, note: str = "", version: int | None = None
) -> Task:
    """Add hours that were worked on a task; fewer than nought takes too many back."""
    require_progress(actor, task)
    task = _locked(task, version)
    if task.is_summary or task.is_milestone:
        raise RuleBroken(_("Hours are spent on the work itself: choose a task under this."), field="hours")
    before = task.spent_hours or Decimal(0)
    if not hours:
        raise RuleBroken(_("Say how many hours."), field="hours")
    if not 0 <= before + hours <= MOST_HOURS:
        raise RuleBroken(
            _("%(hours)s hours are written down; together they must lie between 0 and %(most)s.")
            % {"hours": before, "most": MOST_HOURS},
            field="hours",
        )
    task.spent_hours = before + hours
    task.save_because(note or _("hours written down"), by=actor)
    record(
        actor,
        Verb.HOURS_SPENT,
        task,
        before={"spent_hours": before},
        after={"spent_hours": task.spent_hours},
        reason=note,
    )
    return task


@transaction.atomic
def redate_task(
    *,
    actor: User,
    task: Task,
    due_on: date,
    reason: str,
    starts_on: date | None = None,
    version: int | None = None,
) -> Task:
    """Give an open task another date, and say why.

    Without a new start the start stays, unless the new date lies before it: then the task moves as a whole.
    """
    require_progress(actor, task)
    if not reason.strip():
        raise RuleBroken(_("Say why the date moves; who depends on it will read it."), field="reason")
    task = _locked(task, version)
    if task.is_done:
        raise RuleBroken(_("This is done; a date that is past does not move."))
    before = {"starts_on": task.starts_on, "due_on": task.due_on}
    length = task.due_on - task.starts_on
    if starts_on is None:
        starts_on = task.starts_on if due_on >= task.starts_on and not task.is_milestone else due_on - length
    check_dates(starts_on, due_on)
    task.starts_on, task.due_on = starts_on, due_on
    task.duration_minutes = minutes_of(task)
    task.save_because(reason, by=actor)
    withdraw_about(task)
    after = {"starts_on": starts_on, "due_on": due_on}
    record(actor, Verb.TASK_REDATED, task, before=before, after=after, reason=reason)
    return task


@transaction.atomic
def block_task(*, actor: User, task: Task, reason: str, version: int | None = None) -> Task:
    """Say that the task cannot go on, and why."""
    require_progress(actor, task)
    if not reason.strip():
        raise RuleBroken(_("Say what blocks it; otherwise nobody can clear the way."), field="reason")
    task = _locked(task, version)
    if task.is_done:
        raise RuleBroken(_("This is done already, since %(day)s.") % {"day": task.actual_finish_on})
    task.blocked_reason = reason.strip()[:500]
    task.save_because(reason, by=actor)
    record(actor, Verb.TASK_BLOCKED, task, reason=reason)
    return task


@transaction.atomic
def unblock_task(*, actor: User, task: Task, note: str = "", version: int | None = None) -> Task:
    """The way is clear again."""
    require_progress(actor, task)
    task = _locked(task, version)
    if not task.blocked_reason:
        raise RuleBroken(_("This is not blocked."))
    task.blocked_reason = ""
    task.save_because(note or _("unblocked"), by=actor)
    record(actor, Verb.TASK_UNBLOCKED, task, reason=note)
    return task
