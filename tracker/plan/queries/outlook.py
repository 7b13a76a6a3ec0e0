"""The plan as it stands and as it will be: dates, forecast, baseline, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import FilteredRelation, Q, Subquery

from tracker.plan.choices import LagUnit, TaskKind
from tracker.plan.models import Baseline, Dependency, Task
from tracker.plan.schedule import MINUTES_A_DAY, Activity, Forecast, Link, forecast
from tracker.projects.models import Project

MINUTES_A_WHOLE_DAY = 1440
ELAPSED_UNITS = frozenset(
    unit for unit in LagUnit.values if unit.startswith("e") and unit != LagUnit.ELAPSED_PERCENT
)
FIELDS = (
    "id",
    "uid",
    "kind",
    "name",
    "level",
    "is_summary",
    "parent_id",
    "phase_id",
    "starts_on",
    "due_on",
    "duration_minutes",
    "percent",
    "actual_start_on",
    "actual_finish_on",
    "blocked_reason",
    "version",
    "owner_id",
    "owner__name",
    "phase__name",
    "phase__place",
    "phase__code",
    "milestone__id",
    "milestone__kind",
    "milestone__needs_signoff",
    "planned__starts_on",
    "planned__due_on",
)


class TaskFact(NamedTuple):
    """One row of the plan as plain values."""

    id: UUID
    uid: int
    kind: str
    name: str
    level: int
    is_summary: bool
    parent_id: UUID | None
    phase_id: UUID | None
    starts_on: date
    due_on: date
    duration_minutes: int
    percent: int
    actual_start_on: date | None
    actual_finish_on: date | None
    blocked_reason: str
    version: int
    owner_id: UUID | None
    owner: str | None
    phase: str | None
    phase_place: int | None
    phase_code: str | None
    milestone_id: UUID | None
    milestone_kind: str | None
    needs_signoff: bool | None
    planned_start: date | None
    planned_due: date | None

    @property
    def is_milestone(self) -> bool:
        return self.kind == TaskKind.MILESTONE

    @property
    def is_done(self) -> bool:
        return self.actual_finish_on is not None


@dataclass(frozen=True)
class Outlook:
    """Everything the pages of the plan are made from."""

    today: date
    tasks: list[TaskFact]
    links: list[Link]

    @cached_property
    def has_baseline(self) -> bool:
        """Whether any of the dates has been frozen."""
        return any(task.planned_due for task in self.tasks)

    @cached_property
    def by_id(self) -> dict[UUID, TaskFact]:
        return {task.id: task for task in self.tasks}

    @cached_property
    def children(self) -> dict[UUID | None, list[TaskFact]]:
        found: dict[UUID | None, list[TaskFact]] = defaultdict(list)
        for task in self.tasks:
            found[task.parent_id].append(task)
        return found

    @cached_property
    def forecasts(self) -> dict[Any, Forecast]:
        """When each task and milestone will be; summaries span what lies under them."""
        return self._spanned(self._pushed(self.activities()))

    def forecasts_with(self, task_id: UUID, starts_on: date, due_on: date) -> dict[Any, Forecast]:
        """The same, if one task had other dates."""
        uid = self.by_id[task_id].uid if task_id in self.by_id else None
        changed = [
            replace(activity, start=starts_on, finish=due_on) if activity.key == uid else activity
            for activity in self.activities()
        ]
        return self._spanned(self._pushed(changed))

    def _pushed(self, activities: list[Activity]) -> dict[Any, Forecast]:
        """The forecast of each task by its id; inside, tasks go by their numbers, which compare faster."""
        told = forecast(activities, self._leaf_links, today=self.today)
        return {task.id: told[task.uid] for task in self.tasks if task.uid in told}

    def activities(self) -> list[Activity]:
        return [
            Activity(
                key=task.uid,
                start=task.starts_on,
                finish=task.due_on,
                milestone=task.is_milestone,
                actual_start=task.actual_start_on,
                actual_finish=task.actual_finish_on,
                percent=task.percent,
            )
            for task in self.tasks
            if not task.is_summary
        ]

    def slip(self, task: TaskFact) -> int | None:
        """Calendar days behind the baseline; negative when ahead, none without a baseline."""
        return (self.finish(task) - task.planned_due).days if task.planned_due else None

    def finish(self, task: TaskFact) -> date:
        """The day on which it was or will be finished."""
        if task.actual_finish_on:
            return task.actual_finish_on
        told = self.forecasts.get(task.id)
        return told.finish if told else task.due_on

    def leaves_under(self, task: TaskFact) -> list[TaskFact]:
        found: list[TaskFact] = []
        waiting = list(self.children.get(task.id, ()))
        while waiting:
            child = waiting.pop()
            if child.is_summary:
                waiting.extend(self.children.get(child.id, ()))
            else:
                found.append(child)
        return found

    @cached_property
    def _leaf_links(self) -> list[Link]:
        uids = {task.id: task.uid for task in self.tasks}
        return [
            Link(uids[link.before], uids[link.after], link.kind, link.lag, link.elapsed)  # type: ignore[index]
            for link in self.leaf_links(self.links)
        ]

    def leaf_links(self, links: Iterable[Link]) -> list[Link]:
        """The same links between leaves: one of a summary holds for everything that lies under it."""
        plain: list[Link] = []
        for link in links:
            for before in self._ends(link.before):
                for after in self._ends(link.after):
                    if before != after:
                        plain.append(Link(before, after, link.kind, link.lag, link.elapsed))
        return plain

    def _ends(self, key: Any) -> Iterable[UUID]:
        task = self.by_id.get(key)
        if task is None:
            return ()
        return (task.id,) if not task.is_summary else tuple(leaf.id for leaf in self.leaves_under(task))

    def _spanned(self, found: dict[Any, Forecast]) -> dict[Any, Forecast]:
        for task in self.tasks:
            if task.is_summary:
                parts = [found[leaf.id] for leaf in self.leaves_under(task) if leaf.id in found]
                if parts:
                    found[task.id] = spanning(parts)
        return found


def spanning(parts: Sequence[Forecast]) -> Forecast:
    """From the first start to the last finish of the parts."""
    return Forecast(
        start=min(part.start for part in parts),
        finish=max(part.finish for part in parts),
        slack=min(part.slack for part in parts),
        critical=any(part.critical for part in parts),
        driver=None,
    )


def outlook(project: Project, on: date | None = None) -> Outlook:
    """Tasks with their dates in the newest baseline, and links: two queries, however long the plan."""
    newest = Baseline.objects.filter(project=project).order_by("-number").values("pk")[:1]
    frozen = FilteredRelation("baseline_rows", condition=Q(baseline_rows__baseline=Subquery(newest)))
    rows = Task.objects.of(project).in_order().annotate(planned=frozen).values_list(*FIELDS)
    return Outlook(today=on or project.today(), tasks=[TaskFact(*row) for row in rows], links=_links(project))


def _links(project: Project) -> list[Link]:
    rows = Dependency.objects.of(project).values_list(
        "predecessor_id", "successor_id", "kind", "lag_minutes", "lag_unit"
    )
    found = []
    for before, after, kind, minutes, unit in rows:
        elapsed = unit in ELAPSED_UNITS
        days = _days(minutes, MINUTES_A_WHOLE_DAY if elapsed else MINUTES_A_DAY)
        found.append(Link(before, after, kind, 0 if elapsed else days, days if elapsed else 0))
    return found


def _days(minutes: int, a_day: int) -> int:
    """Whole days of a lag; half a day or more counts as one."""
    size = (abs(minutes) + a_day // 2) // a_day
    return size if minutes >= 0 else -size
