"""Changes of several tasks at once: one verb each, set-based, all of it or nothing, one entry in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import Activity
from tracker.notifications.actions import withdraw_about
from tracker.people.models import Person, User
from tracker.plan.actions.doneness import refuse_lacking
from tracker.plan.actions.leaving import let_go
from tracker.plan.actions.outline import Outline, become_task, chosen, outline_of
from tracker.plan.actions.tasks import check_dates, check_owner, take_dates
from tracker.plan.choices import ConstraintKind, Verb
from tracker.plan.models import Deliverable, Dependency, Milestone, Phase, Task, TaskCalendar, TaskClause
from tracker.plan.queries.worktime import work_counter
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

LONGEST_SHIFT = 3650


@transaction.atomic
def reassign_tasks(*, actor: User, project: Project, tasks: Iterable[Task], owner: Person | None) -> Activity:
    """Give all of them one owner, or none."""
    require(actor, Permission.PLAN_EDIT, project)
    check_owner(project, owner)
    changed = [task for task in _locked(project, tasks) if task.owner_id != (owner.pk if owner else None)]
    for task in changed:
        task.owner = owner
    return _save(actor, project, changed, Verb.TASKS_REASSIGNED, _("another owner"))


@transaction.atomic
def rephase_tasks(*, actor: User, project: Project, tasks: Iterable[Task], phase: Phase | None) -> Activity:
    """Put all of them, with what lies under them, into one phase; they leave summaries of another phase."""
    require(actor, Permission.PLAN_EDIT, project)
    if phase is not None and phase.project_id != project.pk:
        raise RuleBroken(_("The phase must be one of this plan."), field="phase")
    outline = outline_of(project)
    wanted = phase.pk if phase else None
    changed = []
    for top in chosen(outline, tasks):
        if top.parent_id and outline.tasks[top.parent_id].phase_id != wanted:
            raise RuleBroken(
                _("“%(name)s” lies under a summary of another phase. Outdent it first.") % {"name": top}
            )
        for task in [top, *outline.walk(top.pk)]:
            if task.phase_id != wanted:
                task.phase = phase
                changed.append(task)
    return _save(actor, project, changed, Verb.TASKS_REPHASED, _("another phase"))


@transaction.atomic
def shift_tasks(
    *, actor: User, project: Project, tasks: Iterable[Task], days: int, reason: str = ""
) -> Activity:
    """Move what is open among them by so many calendar days; a summary moves what lies under it."""
    require(actor, Permission.PLAN_EDIT, project)
    if not days or abs(days) > LONGEST_SHIFT:
        raise RuleBroken(
            _("Say by how many days: from 1 to %(n)s, with a minus for earlier.") % {"n": LONGEST_SHIFT},
            field="days",
        )
    step = timedelta(days=days)
    changed = [task for task in _leaves(project, tasks) if not task.is_done]
    count = work_counter(project)
    for task in changed:
        task.starts_on, task.due_on = task.starts_on + step, task.due_on + step
        check_dates(task.starts_on, task.due_on)
        take_dates(task, count)
    entry = _save(actor, project, changed, Verb.TASKS_SHIFTED, reason or _("moved"), {"days": days})
    for task in changed:
        withdraw_about(task)
    return entry


@transaction.atomic
def hold_tasks(
    *,
    actor: User,
    project: Project,
    days: Mapping[UUID, date],
    reason: str = "",
    after: dict[str, Any] | None = None,
) -> Activity:
    """Let each of these tasks start no earlier than its day; what has begun, or adds up others, is refused."""
    require(actor, Permission.PLAN_EDIT, project)
    changed = _locked(project, [Task(pk=pk) for pk in days])
    for task in changed:
        day = days[task.pk]
        check_dates(day, day)
        if task.is_summary or task.actual_start_on or task.is_done:
            raise RuleBroken(
                _("“%(name)s” has begun, or adds up others: it is not held back.") % {"name": task}
            )
        task.constraint, task.constraint_on = ConstraintKind.START_NO_EARLIER, day
        task.constraint_at = time(8)
    return _save(actor, project, changed, Verb.TASKS_HELD, reason or _("held back"), after)


@transaction.atomic
def complete_tasks(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Finish today what is open among them. Raises `RuleBroken`, naming the first that cannot be finished."""
    require(actor, Permission.PLAN_EDIT, project)
    today = clock.today(project.zone)
    changed = [task for task in _leaves(project, tasks) if not task.is_done]
    refuse_unfinishable(changed)
    refuse_lacking(project, changed)
    for task in changed:
        task.percent = 100
        task.actual_start_on = min(task.actual_start_on or task.starts_on, today)
        task.actual_finish_on = today
    entry = _save(actor, project, changed, Verb.TASKS_COMPLETED, _("completed"))
    for task in changed:
        withdraw_about(task)
    return entry


def refuse_unfinishable(tasks: Iterable[Task]) -> None:
    """Raises `RuleBroken` for the first that is blocked, or that only a sign-off finishes."""
    tasks = list(tasks)
    signed = Milestone.objects.filter(task__in=tasks, needs_signoff=True).select_related("task").first()
    if signed:
        raise RuleBroken(_("“%(name)s” is passed by its sign-off, not by a tick.") % {"name": signed.task})
    for task in tasks:
        if task.blocked_reason:
            words = {"name": task.name, "why": task.blocked_reason}
            raise RuleBroken(_("“%(name)s” is blocked: %(why)s. Unblock it first.") % words)


@transaction.atomic
def remove_tasks(*, actor: User, project: Project, tasks: Iterable[Task], reason: str) -> Activity:
    """Take them, with what lies under them, out of the plan; history and baselines keep them."""
    require(actor, Permission.PLAN_EDIT, project)
    if not reason.strip():
        raise RuleBroken(_("Say why the tasks leave the plan."), field="reason")
    outline = outline_of(project)
    gone = [task for top in chosen(outline, tasks) for task in [top, *outline.walk(top.pk)]]
    held = Deliverable.objects.filter(task__in=gone).select_related("task").first()
    if held:
        words = {"name": held.task, "deliverable": held}
        raise RuleBroken(_("“%(deliverable)s” comes from “%(name)s”. Give it another task first.") % words)
    let_go(gone)
    rows = {
        "links": Dependency.objects.of(project).filter(Q(predecessor__in=gone) | Q(successor__in=gone)),
        "clauses": TaskClause.objects.of(project).filter(task__in=gone),
        "calendars": TaskCalendar.objects.of(project).filter(task__in=gone),
        "milestones": Milestone.objects.of(project).filter(task__in=gone),
    }
    before = {name: [str(row.pk) for row in found] for name, found in rows.items()}
    for found in rows.values():
        bulk_delete_because(found, reason=reason, by=actor)
    for task in gone:
        withdraw_about(task)
    _release(actor, outline, gone)
    # A task goes before what it lies under.
    for task_level in sorted({task.level for task in gone}, reverse=True):
        level = [task.pk for task in gone if task.level == task_level]
        bulk_delete_because(Task.objects.of(project).filter(pk__in=level), reason=reason, by=actor)
    return record(
        actor,
        Verb.TASKS_REMOVED,
        gone[0] if len(gone) == 1 else project,
        before=before | {"tasks": [str(task.pk) for task in gone]},
        reason=reason,
    )


def _release(actor: User, outline: Outline, gone: list[Task]) -> None:
    """Summaries that lose the last of what lies under them are tasks again."""
    left = {task.pk for task in gone}
    for parent_id in {task.parent_id for task in gone} - left - {None}:
        below = outline.under[parent_id]
        if all(task.pk in left for task in below):
            parent = outline.tasks[parent_id]  # type: ignore[index]
            become_task(parent, below)
            parent.save_because(_("nothing lies under it any more"), by=actor)


@transaction.atomic
def copy_tasks(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Put a copy of each, with what lies under it, behind it: same dates, owner and clauses, nothing done yet."""
    require(actor, Permission.PLAN_EDIT, project)
    outline = outline_of(project)
    tops = chosen(outline, tasks)
    number = Task.objects.of(project).aggregate(last=Max("uid"))["last"] or 0
    twins: dict[Any, Task] = {}
    for top in tops:
        for task in [top, *outline.walk(top.pk)]:
            number += 1
            twins[task.pk] = _twin(task, number, twins, top)
    if any(task.is_milestone for task in twins.values()):
        raise RuleBroken(_("A milestone stands once in a plan. Choose tasks without one."))
    for top in reversed(tops):
        outline.under[top.parent_id].insert(outline.under[top.parent_id].index(top) + 1, twins[top.pk])
    for original, twin in twins.items():
        outline.under[twin.pk] = [twins[below.pk] for below in outline.under[original]]
    placed = []
    for place, task in enumerate(outline.walk(), 1):
        if task.place != place:
            task.place = place
            placed.append(task)
    made = list(twins.values())
    bulk_save_because(made, reason=_("copied"), by=actor)
    Task.objects.bulk_update([task for task in placed if task.pk in outline.tasks], ["place"], batch_size=500)
    links = TaskClause.objects.filter(task__in=list(twins)).values_list("task_id", "clause_id")
    clauses = [TaskClause(project=project, task=twins[task], clause_id=clause) for task, clause in links]
    bulk_save_because(clauses, reason=_("leads to the clause"), by=actor)
    versions = {str(twin.pk): twin.version for twin in made}
    subject = made[0] if len(made) == 1 else project
    return record(actor, Verb.TASKS_COPIED, subject, after={"versions": versions})


def _twin(task: Task, number: int, twins: dict[Any, Task], top: Task) -> Task:
    name = _("%(name)s (copy)") % {"name": task.name[:280]} if task is top else task.name
    twin = Task(project_id=task.project_id, uid=number, name=name, place=0)
    same = (
        "kind",
        "phase_id",
        "workstream_id",
        "level",
        "is_summary",
        "description",
        "owner_id",
        "starts_on",
        "starts_at",
        "due_on",
        "due_at",
        "duration_minutes",
        "effort_hours",
        "calendar_id",
        "is_elapsed",
        "without_people",
    )
    for attribute in same:
        setattr(twin, attribute, getattr(task, attribute))
    over = twins.get(task.parent_id)
    twin.parent_id = over.pk if over else task.parent_id
    return twin


def _locked(project: Project, tasks: Iterable[Task]) -> list[Task]:
    lock(Project, project.pk)
    rows = Task.objects.of(project).filter(pk__in=[task.pk for task in tasks]).in_order()
    found = list(rows.select_for_update(of=("self",)))
    if not found:
        raise RuleBroken(_("Choose a task first."))
    return found


def _leaves(project: Project, tasks: Iterable[Task]) -> list[Task]:
    """What is worked on among them and under them."""
    outline = outline_of(project)
    found = {task.pk: task for top in chosen(outline, tasks) for task in [top, *outline.walk(top.pk)]}
    return [task for task in found.values() if not task.is_summary]


def _save(
    actor: User,
    project: Project,
    changed: list[Task],
    verb: Verb,
    reason: str,
    after: dict[str, Any] | None = None,
) -> Activity:
    if not changed:
        raise RuleBroken(_("Nothing changes: all of it is as you asked already."))
    bulk_save_because(changed, reason=reason, by=actor)
    versions = {str(task.pk): task.version for task in changed}
    subject = changed[0] if len(changed) == 1 else project
    return record(actor, verb, subject, after={"versions": versions, **(after or {})}, reason=reason)
