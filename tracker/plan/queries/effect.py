"""What a change would do, told before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.plan.models import Task
from tracker.plan.queries.milestones import certificate, milestones
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Moved:
    """A milestone whose forecast would be another."""

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


def effect_of(task: Task, starts_on: date, due_on: date, view: Outlook | None = None) -> Effect:
    """Compare the forecast with the one that these dates would give; nothing is changed."""
    project: Project = task.project
    view = view or outlook(project)
    facts = milestones(project, view)
    before, after = view.forecasts, view.forecasts_with(task.pk, starts_on, due_on)
    moved = [
        Moved(fact.name, before[fact.task_id].finish, after[fact.task_id].finish)
        for fact in facts
        if before[fact.task_id].finish != after[fact.task_id].finish and fact.task_id != task.pk
    ]
    end = certificate(facts)
    limit = end.baseline_on if end else None
    late = (after[end.task_id].finish - limit).days if end and limit else 0
    items = sum(before[key].finish != told.finish for key, told in after.items())
    return Effect(
        moved=moved,
        items=items,
        slack_days=max(after[task.pk].slack, 0) if task.pk in after else 0,
        passes_tolerance=bool(moved) and late > project.tolerance_days,
    )
