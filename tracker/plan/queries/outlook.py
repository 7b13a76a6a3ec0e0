"""The plan as it stands and as it will be: dates, forecast, baseline, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, Subquery

from tracker.plan.choices import ConstraintKind
from tracker.plan.models import Baseline, Task
from tracker.plan.queries.facts import FIELDS, TaskFact
from tracker.plan.queries.timing import Plan, Timing, links_of, timing
from tracker.plan.queries.why import driver_sentence, refusal_sentence
from tracker.plan.scheduling import MINUTES_A_DAY, Key, Link, Schedule, Unschedulable, schedule
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Forecast:
    """When it will be. `slack` in working days until it moves the end, or a date that must be kept."""

    start: date
    finish: date
    slack: int
    critical: bool


Pushed = tuple[dict[Any, Forecast], Unschedulable | None, Schedule | None]


@dataclass(frozen=True)
class Outlook:
    """Everything the pages of the plan are made from."""

    today: date
    tasks: list[TaskFact]
    links: list[Link]
    timing: Timing = field(default_factory=Timing)

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
    def problem(self) -> Unschedulable | None:
        """Why the plan cannot be pushed forward; its planned dates stand for the forecast then."""
        return self._found[1]

    @cached_property
    def forecasts(self) -> dict[Any, Forecast]:
        """When each task and milestone will be; summaries span what lies under them."""
        return self._found[0]

    def why(self, task: TaskFact) -> str:
        """What decides when the task begins, in a sentence."""
        found = self._found[2]
        if found is None:
            return refusal_sentence(self.problem) if self.problem else ""
        names: dict[Key, str] = {other.uid: other.name for other in self.tasks}
        return driver_sentence(found.driver(task.uid), names)

    def span(self, task: TaskFact) -> tuple[datetime, datetime]:
        """From when until when it is forecast, with the time of day; as planned where there is no forecast."""
        found = self._found[2]
        if found is None:
            first, last = (task.starts_on, task.starts_at), (task.due_on, task.due_at)
            return datetime.combine(*first), datetime.combine(*last)
        return found.start(task.uid), found.finish(task.uid)

    @cached_property
    def _found(self) -> Pushed:
        return self._pushed(self.tasks)

    def forecasts_with(self, task_id: UUID, starts_on: date, due_on: date) -> dict[Any, Forecast]:
        """The same, if one task had other dates."""
        planned = ConstraintKind.PLANNED
        tasks = [
            task._replace(starts_on=starts_on, due_on=due_on, constraint=planned)
            if task.id == task_id
            else task
            for task in self.tasks
        ]
        return self._pushed(tasks)[0]

    def _pushed(self, tasks: list[TaskFact]) -> Pushed:
        """The forecast of each task by its id: nothing unfinished lies in the past, no link is broken.

        What is finished keeps its real dates; what has begun keeps its start. Nothing is pulled earlier than
        planned.
        """
        plan = Plan(tasks, self.links, self.timing, today=self.today, forecast=True)
        try:
            found = schedule(plan.activities, plan.links, basis=plan.basis, calendars=plan.calendars.values())
            return told(found, tasks), None, found
        except Unschedulable as problem:
            return {task.id: _as_planned(task) for task in tasks}, problem, None

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


def told(found: Schedule, tasks: list[TaskFact]) -> dict[Any, Forecast]:
    """Where the engine has put each task, by its id."""
    return {task.id: _told(found, task) for task in tasks}


def _told(found: Schedule, task: TaskFact) -> Forecast:
    total = found.total_float(task.uid)
    return Forecast(
        start=found.start(task.uid).date(),
        finish=found.finish(task.uid).date(),
        slack=int(total / MINUTES_A_DAY),
        critical=found.critical(task.uid),
    )


def _as_planned(task: TaskFact) -> Forecast:
    return Forecast(
        start=task.actual_start_on or task.starts_on,
        finish=task.actual_finish_on or task.due_on,
        slack=0,
        critical=False,
    )


def outlook(project: Project, on: date | None = None) -> Outlook:
    """Tasks with their dates in the newest baseline, and links: two queries, however long the plan."""
    newest = Baseline.objects.filter(project=project).order_by("-number").values("pk")[:1]
    frozen = FilteredRelation("baseline_rows", condition=Q(baseline_rows__baseline=Subquery(newest)))
    rows = Task.objects.of(project).in_order().annotate(planned=frozen).values_list(*FIELDS)
    tasks = [TaskFact(*row) for row in rows]
    return Outlook(
        today=on or project.today(),
        tasks=tasks,
        links=links_of(project),
        timing=timing(project, tasks),
    )
