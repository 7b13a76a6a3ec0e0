"""Adding, changing and removing tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.formats import day_year
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.plan.actions.doneness import refuse_lacking
from tracker.plan.actions.leaving import let_go
from tracker.plan.choices import ConstraintKind, DoneWhen, TaskKind, Verb
from tracker.plan.models import Dependency, Milestone, Phase, Task, TaskCalendar, TaskClause, Workstream
from tracker.plan.queries.worktime import Counter, work_counter
from tracker.plan.scheduling import MINUTES_A_DAY
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause

LAST_YEAR = 2150
EDITABLE = frozenset(
    {
        "name",
        "description",
        "owner",
        "starts_on",
        "due_on",
        "percent",
        "effort_hours",
        "phase",
        "workstream",
        "actual_start_on",
        "actual_finish_on",
        "constraint",
        "constraint_on",
        "deadline_on",
    }
)


@transaction.atomic
def add_task(
    *,
    actor: User,
    project: Project,
    name: str,
    starts_on: date,
    due_on: date,
    phase: Phase | None = None,
    workstream: Workstream | None = None,
    owner: Person | None = None,
    description: str = "",
    effort_hours: Decimal | None = None,
    clauses: Iterable[Clause] = (),
    under: Task | None = None,
    kind: TaskKind = TaskKind.TASK,
) -> Task:
    """Add a task at the end of the plan, of its phase, or of the summary task it lies under."""
    require(actor, Permission.PLAN_EDIT, project)
    # One writer at a time decides numbers and places.
    lock(Project, project.pk)
    check_dates(starts_on, due_on)
    if not name.strip():
        raise RuleBroken(_("A task needs a name."), field="name")
    check_owner(project, owner)
    task = Task(
        project=project,
        uid=(Task.objects.of(project).aggregate(last=Max("uid"))["last"] or 0) + 1,
        kind=kind,
        name=name.strip(),
        description=description,
        owner=owner,
        phase=phase or (under.phase if under else None),
        workstream=workstream,
        starts_on=starts_on,
        due_on=due_on,
        effort_hours=effort_hours,
        place=_make_room(project, phase, under),
    )
    task.duration_minutes = minutes_of(task)
    if under is not None:
        _put_under(actor, task, under)
    task.save_because(_("added"), by=actor)
    _lead_to(actor, task, clauses)
    record(actor, Verb.TASK_ADDED, task, after={"starts_on": starts_on, "due_on": due_on})
    return task


def _make_room(project: Project, phase: Phase | None, under: Task | None) -> int:
    """The place behind the last of its kin; what comes after moves down by one."""
    tasks = Task.objects.of(project)
    if under is not None:
        kin = _last_under(under)
    elif phase is not None:
        kin = tasks.filter(phase=phase).aggregate(last=Max("place"))["last"]
    else:
        kin = None
    last = tasks.aggregate(last=Max("place"))["last"] or 0
    if kin is None or kin == last:
        return last + 1
    # Places only say what stands above what; a shift of all below is no change to any of them.
    tasks.filter(place__gt=kin).update(place=F("place") + 1)
    return int(kin) + 1


def _last_under(under: Task) -> int:
    rows = (
        Task.objects.of(under.project).filter(place__gt=under.place).in_order().values_list("place", "level")
    )
    last = under.place
    for place, level in rows:
        if level <= under.level:
            break
        last = place
    return last


def _put_under(actor: User, task: Task, under: Task) -> None:
    if under.project_id != task.project_id or under.kind == TaskKind.MILESTONE:
        raise RuleBroken(_("Nothing can lie under this."), field="under")
    task.parent, task.level = under, under.level + 1
    if not under.is_summary:
        under = lock(Task, under.pk)
        under.is_summary = True
        under.save_because(_("took a task under it"), by=actor)


@transaction.atomic
def edit_task(*, actor: User, task: Task, version: int | None, reason: str = "", **values: Any) -> Task:
    """Change fields of a task in place. Raises `StaleEdit` where somebody was faster."""
    require(actor, Permission.PLAN_EDIT, task)
    unknown = values.keys() - EDITABLE
    if unknown:
        raise ValueError(f"edit_task does not change {', '.join(sorted(unknown))}")
    try:
        task = lock_telling(Task.objects.select_related("project", "owner"), task.pk, version=version)
    except StaleEdit as stale:
        raise StaleEdit(f"{stale.sentence} {_as_it_is(task)}") from stale
    before = {name: _value(task, name) for name in values}
    for name, value in values.items():
        setattr(task, name, value)
    if values.keys() & {"constraint", "constraint_on", "deadline_on"}:
        _take_wishes(task, before)
    check_task(task)
    after = {name: _value(task, name) for name in values}
    changed = sorted(name for name in after if after[name] != before[name])
    if not changed:
        return task
    refuse_undone(task, changed)
    if {"starts_on", "due_on"} & set(changed):
        take_dates(task)
    task.save_because(reason or _("changed"), by=actor)
    if "due_on" in changed:
        withdraw_about(task)
    record(
        actor,
        Verb.TASK_CHANGED,
        task,
        before={name: before[name] for name in changed if name not in {"name", "description"}},
        after={name: after[name] for name in changed if name not in {"name", "description"}},
        reason=reason,
    )
    return task


def refuse_undone(task: Task, changed: Iterable[str]) -> None:
    """Raises `RuleBroken` where it is said to be further than its own definition of done allows."""
    if "percent" in changed and task.done_when == DoneWhen.STEPS and not task.is_done:
        raise RuleBroken(
            _("How far “%(name)s” is follows from its checklist. Tick its steps.") % {"name": task.name},
            field="percent",
        )
    if "actual_finish_on" in changed and task.is_done:
        refuse_lacking(task.project, [task])


def take_dates(task: Task, count: Counter | None = None) -> None:
    """Dates given by hand decide: the duration follows them, and no earlier wish holds against them."""
    task.duration_minutes = minutes_of(task, count)
    task.constraint, task.constraint_on, task.constraint_at = ConstraintKind.PLANNED, None, None


def _take_wishes(task: Task, before: dict[str, Any]) -> None:
    """When the task wants to lie, and until when it must be there: kept with a time that fits, or refused."""
    if task.is_summary:
        raise RuleBroken(_("It adds up what lies under it; say this of a task under it."), field="constraint")
    dated = task.constraint not in {ConstraintKind.PLANNED, ConstraintKind.AS_SOON, ConstraintKind.AS_LATE}
    if dated and task.constraint_on is None:
        raise RuleBroken(_("Say the day of the constraint."), field="constraint_on")
    if not dated:
        task.constraint_on = task.constraint_at = None
    elif (task.constraint, task.constraint_on) != (before.get("constraint"), before.get("constraint_on")):
        begins = task.constraint in {"mso", "snet", "snlt"}
        task.constraint_at = time(8) if begins else time(17)
    if task.deadline_on != before.get("deadline_on"):
        task.deadline_at = time(17) if task.deadline_on else None
    for name in ("constraint_on", "deadline_on"):
        value = getattr(task, name)
        if value is not None and not 1990 <= value.year <= LAST_YEAR:
            raise RuleBroken(
                _("A plan lies between the years 1990 and %(last)s.") % {"last": LAST_YEAR}, field=name
            )


def minutes_of(task: Task, count: Counter | None = None) -> int:
    """What its dates hold of work, by the plan's calendars where it keeps any; `count` asks them once for many."""
    if task.is_milestone:
        return 0
    counted = (count or work_counter(task.project))(task)
    return working_minutes(task.starts_on, task.due_on) if counted is None else counted


def _as_it_is(task: Task) -> str:
    """What the first of two writers left, for the second."""
    found = Task.objects.select_related("owner").get(pk=task.pk)
    last = found.history.order_by("-history_date", "-history_id").first()
    return _(
        "It is now due %(day)s and %(percent)s %% done, owner %(owner)s; the reason given: “%(reason)s”."
    ) % {
        "day": day_year(found.due_on),
        "percent": found.percent,
        "owner": found.owner or _("nobody"),
        "reason": last.history_change_reason if last else "",
    }


def _value(task: Task, name: str) -> Any:
    value = getattr(task, name)
    return value.pk if hasattr(value, "pk") else value


def check_task(task: Task) -> None:
    """Raises `RuleBroken` where its facts cannot hold together."""
    if not task.name.strip():
        raise RuleBroken(_("A task needs a name."), field="name")
    check_dates(task.starts_on, task.due_on)
    check_owner(task.project, task.owner)
    if not 0 <= task.percent <= 100:
        raise RuleBroken(_("Percent done lies between 0 and 100."), field="percent")
    today = clock.today(task.project.zone)
    for name in ("actual_start_on", "actual_finish_on"):
        value = getattr(task, name)
        if value is not None and value > today:
            raise RuleBroken(_("What really happened cannot lie in the future."), field=name)
    if task.actual_finish_on and task.actual_start_on and task.actual_finish_on < task.actual_start_on:
        raise RuleBroken(_("The task cannot have finished before it started."), field="actual_finish_on")


def check_dates(starts_on: date, due_on: date) -> None:
    """Raises `RuleBroken` where a task would end before it starts."""
    if due_on < starts_on:
        raise RuleBroken(_("The task cannot be due before it starts."), field="due_on")
    if not 1990 <= starts_on.year <= due_on.year <= LAST_YEAR:
        raise RuleBroken(
            _("A plan lies between the years 1990 and %(last)s.") % {"last": LAST_YEAR}, field="due_on"
        )


def check_owner(project: Project, owner: Person | None) -> None:
    """Raises `RuleBroken` for an owner who is not on the organization's staff register."""
    if owner is None:
        return
    if owner.organization_id != project.organization_id:
        raise RuleBroken(_("The owner must be in the staff register of the organization."), field="owner")


def working_minutes(starts_on: date, due_on: date) -> int:
    """Working time of a task over whole days, Monday to Friday, eight hours each; a day where there is none."""
    weeks, rest = divmod((due_on - starts_on).days + 1, 7)
    days = weeks * 5 + sum((starts_on.weekday() + step) % 7 < 5 for step in range(rest))
    return max(days, 1) * MINUTES_A_DAY


@transaction.atomic
def lead_to_clauses(*, actor: User, task: Task, clauses: Iterable[Clause]) -> Task:
    """Say which clauses the task leads to; clauses not named are let go."""
    require(actor, Permission.PLAN_EDIT, task)
    task = lock(Task, task.pk)
    wanted = {clause.pk: clause for clause in clauses}
    bulk_delete_because(
        TaskClause.objects.filter(task=task).exclude(clause__in=wanted), reason=_("clauses changed"), by=actor
    )
    held = set(TaskClause.objects.filter(task=task).values_list("clause_id", flat=True))
    _lead_to(actor, task, [clause for pk, clause in wanted.items() if pk not in held])
    numbers = sorted(clause.number for clause in wanted.values())
    record(actor, Verb.TASK_CHANGED, task, after={"clauses": numbers})
    return task


def _lead_to(actor: User, task: Task, clauses: Iterable[Clause]) -> None:
    links = [TaskClause(project_id=task.project_id, task=task, clause=clause) for clause in clauses]
    bulk_save_because(links, reason=_("leads to the clause"), by=actor)


@transaction.atomic
def remove_task(*, actor: User, task: Task, reason: str) -> None:
    """Take a task out of the plan with its links; its history and its place in baselines stay."""
    require(actor, Permission.PLAN_EDIT, task)
    if not reason.strip():
        raise RuleBroken(_("Say why the task leaves the plan."), field="reason")
    task = lock(Task, task.pk)
    if task.children.exists():
        raise RuleBroken(_("Other tasks lie under this one. Remove or move them first."))
    if task.deliverables.exists():
        raise RuleBroken(_("A deliverable comes from this task. Give it another task first."))
    let_go([task])
    for rows in (
        Dependency.objects.filter(predecessor=task) | Dependency.objects.filter(successor=task),
        TaskClause.objects.filter(task=task),
        TaskCalendar.objects.filter(task=task),
        Milestone.objects.filter(task=task),
    ):
        bulk_delete_because(rows, reason=reason, by=actor)
    withdraw_about(task)
    record(actor, Verb.TASK_REMOVED, task, before={"due_on": task.due_on}, reason=reason)
    task.delete_because(reason, by=actor)
