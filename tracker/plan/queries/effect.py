"""What a change would do, told before it is saved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from tracker.plan.choices import MilestoneKind
from tracker.plan.models import Task, TaskClause
from tracker.plan.queries.milestones import MilestoneFact, certificate, milestones
from tracker.plan.queries.outlook import Forecast, Outlook, outlook
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Moved:
    """A milestone, or a clause, whose forecast would be another."""

    name: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What other dates for one task would do. `slack_days` is what would remain before the end moves."""

    moved: list[Moved]
    items: int
    slack_days: int
    passes_tolerance: bool
    clauses: list[Moved] = field(default_factory=list)
    audit: str = ""
    missed: list[str] = field(default_factory=list)
    tasks: list[Moved] = field(default_factory=list)


def effect_of(task: Task, starts_on: date, due_on: date, view: Outlook | None = None) -> Effect:
    """Compare the forecast with the one that these dates would give; nothing is changed."""
    project: Project = task.project
    view = view or outlook(project)
    facts = milestones(project, view)
    after = view.forecasts_with(task.pk, starts_on, due_on)
    return _effect(project, facts, view.forecasts, after, task.pk)


def effect_between(project: Project, was: Outlook, now: Outlook) -> Effect:
    """What a change did to the forecast of what is there before and after it."""
    tasks = [
        Moved(task.name, was.finish(task), now.finish(task))
        for task in was.tasks
        if not task.is_summary
        and not task.is_milestone
        and task.id in now.by_id
        and was.finish(task) != now.finish(task)
    ]
    after = {key: told for key, told in now.forecasts.items() if key in was.forecasts}
    return replace(_effect(project, milestones(project, was), was.forecasts, after), tasks=tasks)


def effect_of_forecasts(project: Project, was: Outlook, after: dict[Any, Forecast]) -> Effect:
    """What other forecasts for the whole plan would mean; nothing is changed."""
    return _effect(project, milestones(project, was), was.forecasts, after)


def _effect(
    project: Project,
    facts: list[MilestoneFact],
    before: dict[Any, Forecast],
    after: dict[Any, Forecast],
    but: UUID | None = None,
) -> Effect:
    moved = [
        Moved(fact.name, before[fact.task_id].finish, after[fact.task_id].finish)
        for fact in facts
        if before[fact.task_id].finish != after[fact.task_id].finish and fact.task_id != but
    ]
    end = certificate(facts)
    limit = end.baseline_on if end else None
    late = (after[end.task_id].finish - limit).days if end and limit else 0
    items = sum(before[key].finish != told.finish for key, told in after.items())
    clauses = _clauses(project, before, after) if items else []
    audit = _next_audit(facts)
    reached = after[audit.task_id].finish if audit else None
    return Effect(
        moved=moved,
        items=items,
        slack_days=max(after[but].slack, 0) if but in after else 0,
        passes_tolerance=bool(moved) and late > project.tolerance_days,
        clauses=clauses,
        audit=audit.name if audit else "",
        missed=[moved.name for moved in clauses if reached and moved.before <= reached < moved.after],
    )


def _clauses(project: Project, before: dict[Any, Forecast], after: dict[Any, Forecast]) -> list[Moved]:
    """Clauses whose last task would end on another day, in the order of the standard."""
    rows = TaskClause.objects.of(project).order_by("clause__sort_key")
    tasks: dict[str, list[UUID]] = defaultdict(list)
    for task, number in rows.values_list("task_id", "clause__number"):
        if task in after:
            tasks[number].append(task)
    ends = [
        Moved(number, max(before[pk].finish for pk in found), max(after[pk].finish for pk in found))
        for number, found in tasks.items()
    ]
    return [end for end in ends if end.before != end.after]


def _next_audit(facts: list[MilestoneFact]) -> MilestoneFact | None:
    """The first audit that has not been passed: what is not ready then is missed."""
    waiting = [fact for fact in facts if fact.kind == MilestoneKind.AUDIT and not fact.done]
    return min(waiting, key=lambda fact: fact.forecast_on, default=None)
