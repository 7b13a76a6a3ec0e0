"""The rows of the plan page, in order, with everything a row says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from tracker.plan.choices import DoneWhen, MilestoneKind
from tracker.plan.models import Baseline, PlanTailoring, TaskClause
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.health import end_of, health, worst
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.scheduling import Link
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of the plan. `kind` is group, task or milestone; only `is_task` rows can be opened."""

    id: UUID
    uid: int | None
    kind: str
    name: str
    level: int
    owner: str
    owner_id: UUID | None
    starts_on: date
    due_on: date
    finish: date
    start: date
    baseline_start: date | None
    baseline_due: date | None
    slip: int | None
    percent: int
    health: str
    critical: bool
    done: bool
    slack: int
    clauses: tuple[str, ...]
    blocked_reason: str
    version: int
    is_task: bool
    deadline_on: date | None = None
    done_when: str = DoneWhen.SAID

    @property
    def by_steps(self) -> bool:
        """Whether its percentage is counted from its checklist."""
        return self.done_when == DoneWhen.STEPS

    @property
    def misses(self) -> bool:
        """Whether it will be there, or was, after its deadline."""
        return self.deadline_on is not None and self.finish > self.deadline_on


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the plan goes by: its method's words, and number and moment of the baseline in force."""

    method: str
    number: int | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The plan as a page shows it."""

    rows: list[PlanRow]
    links: list[Link]
    ends_on: date | None
    late_days: int
    decided_by: PlanRow | None
    agreed: Agreed
    today: date

    @property
    def missed(self) -> list[PlanRow]:
        """What is still open and will pass its deadline."""
        return [row for row in self.rows if row.misses and not row.done]


def plan_table(project: Project, on: date | None = None) -> PlanTable:
    """All rows with forecast, slip and health: four queries, however long the plan."""
    view = outlook(project, on)
    clauses = _clauses(project)
    made = {task.id: _row(project, view, task, clauses) for task in view.tasks}
    rows = _under_phases(view, made)
    ends_on, planned = _end(project, view)
    return PlanTable(
        rows=rows,
        links=view.links,
        ends_on=ends_on,
        late_days=(ends_on - planned).days if ends_on and planned else 0,
        decided_by=_decided_by(view, made),
        agreed=_agreed(project),
        today=view.today,
    )


def _agreed(project: Project) -> Agreed:
    newest = Baseline.objects.filter(project=project).order_by("-number")
    tailored = PlanTailoring.objects.of(project).order_by("-created_at")
    number, at, method = Project.objects.filter(pk=project.pk).values_list(
        Subquery(newest.values("number")[:1]),
        Subquery(newest.values("approved_at")[:1]),
        Subquery(tailored.values("method")[:1]),
    )[0]
    return Agreed(method or "", number, at)


def _clauses(project: Project) -> dict[UUID, tuple[str, ...]]:
    rows = TaskClause.objects.of(project).order_by("clause__sort_key")
    found: dict[UUID, list[str]] = defaultdict(list)
    for task, number in rows.values_list("task_id", "clause__number"):
        found[task].append(number)
    return {task: tuple(numbers) for task, numbers in found.items()}


def _row(project: Project, view: Outlook, task: TaskFact, clauses: dict[UUID, tuple[str, ...]]) -> PlanRow:
    told = view.forecasts.get(task.id)
    leaves = view.leaves_under(task) if task.is_summary else []
    return PlanRow(
        id=task.id,
        uid=task.uid,
        kind="group" if task.is_summary else task.kind,
        name=task.name,
        level=task.level,
        owner=task.owner or "",
        owner_id=task.owner_id,
        starts_on=task.starts_on,
        due_on=task.due_on,
        start=told.start if told else task.starts_on,
        finish=view.finish(task),
        baseline_start=task.planned_start,
        baseline_due=task.planned_due,
        slip=view.slip(task),
        percent=percent_of(leaves) if task.is_summary else task.percent,
        health=worst([health(view, leaf, project.tolerance_days) for leaf in leaves])
        if task.is_summary
        else health(view, task, project.tolerance_days),
        critical=bool(told and told.critical and not task.is_done),
        done=all(leaf.is_done for leaf in leaves) if leaves else task.is_done,
        slack=told.slack if told else 0,
        clauses=clauses.get(task.id, ()),
        blocked_reason=task.blocked_reason,
        version=task.version,
        is_task=True,
        deadline_on=task.deadline_on,
        done_when=task.done_when,
    )


def percent_of(leaves: list[TaskFact]) -> int:
    """Done work as a share of all work, by duration; what has to be accepted or proven counts when it is."""
    total = sum(leaf.duration_minutes for leaf in leaves)
    done = sum(leaf.duration_minutes * leaf.counted for leaf in leaves)
    return done // total if total else 0


def _under_phases(view: Outlook, made: dict[UUID, PlanRow]) -> list[PlanRow]:
    """Rows in the order of the plan, each phase opened by a line of its own; what has no phase comes first."""
    members: dict[UUID | None, list[TaskFact]] = defaultdict(list)
    for task in view.tasks:
        members[task.phase_id].append(task)
    rows = [made[task.id] for task in members.pop(None, [])]
    for tasks in sorted(members.values(), key=lambda tasks: (tasks[0].phase_place, tasks[0].phase_code)):
        rows.append(_phase_row([made[task.id] for task in tasks], tasks))
        rows.extend(made[task.id] for task in tasks)
    return rows


def _phase_row(rows: list[PlanRow], tasks: list[TaskFact]) -> PlanRow:
    planned_ends = [row.baseline_due for row in rows if row.baseline_due]
    planned_starts = [row.baseline_start for row in rows if row.baseline_start]
    finish = max(row.finish for row in rows)
    planned_end = max(planned_ends, default=None)
    return PlanRow(
        id=tasks[0].phase_id or rows[0].id,
        uid=None,
        kind="group",
        name=tasks[0].phase or "",
        level=0,
        owner="",
        owner_id=None,
        starts_on=min(row.starts_on for row in rows),
        due_on=max(row.due_on for row in rows),
        start=min(row.start for row in rows),
        finish=finish,
        baseline_start=min(planned_starts, default=None),
        baseline_due=planned_end,
        slip=(finish - planned_end).days if planned_end else None,
        percent=percent_of([task for task in tasks if not task.is_summary]),
        health=worst([row.health for row in rows]),
        critical=False,
        done=all(row.done for row in rows),
        slack=min(row.slack for row in rows),
        clauses=(),
        blocked_reason="",
        version=0,
        is_task=False,
    )


def _end(project: Project, view: Outlook) -> tuple[date | None, date | None]:
    """When the certificate (or, without one, the last task) will be there, and when it should be."""
    ends = [task for task in view.tasks if task.milestone_kind == MilestoneKind.CERTIFICATE]
    if ends:
        end = max(ends, key=lambda task: task.due_on)
        return view.finish(end), end.planned_due or project.target_on
    planned_ends = [task.planned_due for task in view.tasks if task.planned_due]
    return end_of(view), max(planned_ends, default=project.target_on)


def _decided_by(view: Outlook, made: dict[Any, PlanRow]) -> PlanRow | None:
    """The first open task on the critical path: whoever wants an earlier end looks there."""
    open_ = [row for row in made.values() if row.critical and row.kind == "task"]
    return min(open_, key=lambda row: (row.start, row.finish), default=None)
