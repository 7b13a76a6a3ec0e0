"""The plan computed anew from its links, calendars and constraints, as Microsoft Project would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.core.errors import RuleBroken
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.queries.timing import Plan
from tracker.plan.queries.why import driver_sentence, refusal_sentence
from tracker.plan.scheduling import Key, Placed, Schedule, Unschedulable, schedule
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Computed:
    """One task with its dates, floats, and what decides them."""

    task: TaskFact
    placed: Placed
    driver: str
    driven_by: int | None


@dataclass(frozen=True, slots=True)
class ComputedPlan:
    """The whole of it; `project` is the plan as one line."""

    project: Placed
    tasks: list[Computed]
    has_basis: bool


def computed_plan(project: Project, on: date | None = None) -> ComputedPlan:
    """Every task's dates. Raises `RuleBroken` where the plan has no schedule, and says why."""
    view, found = _computed(project, on)
    names: dict[Key, str] = {task.uid: task.name for task in view.tasks}
    rows = []
    try:
        for task in view.tasks:
            placed = found[task.uid]
            link = placed.driver.link
            before = link.before if link is not None and isinstance(link.before, int) else None
            rows.append(Computed(task, placed, driver_sentence(placed.driver, names), before))
        return ComputedPlan(found.project, rows, view.timing.basis is not None)
    except Unschedulable as problem:
        raise RuleBroken(refusal_sentence(problem)) from problem


def must_be_schedulable(project: Project) -> None:
    """Raises `RuleBroken` where the plan, as it stands, has no schedule or no forecast."""
    view, found = _computed(project, None)
    try:
        found.project  # noqa: B018
    except Unschedulable as problem:
        raise RuleBroken(refusal_sentence(problem)) from problem
    if view.problem is not None:
        raise RuleBroken(refusal_sentence(view.problem)) from view.problem


def _computed(project: Project, on: date | None) -> tuple[Outlook, Schedule]:
    view = outlook(project, on)
    plan = Plan(view.tasks, view.links, view.timing, today=view.today, forecast=False)
    try:
        return view, schedule(
            plan.activities, plan.links, basis=plan.basis, calendars=plan.calendars.values()
        )
    except Unschedulable as problem:
        raise RuleBroken(refusal_sentence(problem)) from problem
