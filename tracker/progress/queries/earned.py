"""Earned value of a project: its baseline in force, what was accepted, what was spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.plan.choices import DeliverableState
from tracker.plan.models import Baseline, BaselineRow, Deliverable, Task
from tracker.progress.choices import EarningRule
from tracker.progress.earned import Curve, Figures, Item, Rule, Step, curve, figures
from tracker.progress.models import Earning, ValueBasis
from tracker.projects.models import Project

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One task of the baseline with its figures; `task` is None where it has left the plan."""

    item: Item
    task: Task | None
    earning: Earning | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """All of it on one day. `uncounted` are tasks of the baseline without hours; `outside` is what was spent on
    work that is not in it."""

    on: date
    baseline: Baseline
    basis: ValueBasis
    total: Figures
    lines: list[Line]
    curve: Curve
    uncounted: int
    outside: Decimal

    @property
    def money(self) -> Decimal | None:
        return self.basis.rate


@dataclass(slots=True)
class _Facts:
    """What the rows say, by task."""

    tasks: dict[UUID, Task]
    earnings: dict[UUID, Earning]
    products: dict[UUID, list[date | None]] = field(default_factory=lambda: defaultdict(list))


def earned_value(project: Project, on: date | None = None) -> EarnedValue | None:
    """Seven queries, however long the plan; None before there is a baseline."""
    baseline = Baseline.objects.filter(project=project).order_by("-number").first()
    if baseline is None:
        return None
    on = on or project.today()
    basis = basis_of(project)
    facts = _facts(project)
    told = _spent(project)
    items: list[tuple[UUID, Item]] = []
    uncounted = 0
    for row in BaselineRow.objects.filter(baseline=baseline).order_by("starts_on", "due_on", "name"):
        task = facts.tasks.get(row.task_id)
        if _is_no_work(row, task):
            continue
        if not row.effort_hours:
            uncounted += 1
            continue
        items.append((row.task_id, _item(row, task, facts, EarningRule(basis.rule))))
    spent = {key: _last(totals, on) for key, totals in told.items()}
    known = {key for key, _item_ in items}
    all_items = [item for _key, item in items]
    return EarnedValue(
        on=on,
        baseline=baseline,
        basis=basis,
        total=figures(all_items, sum(spent.values(), NOUGHT), on),
        lines=[
            Line(
                item,
                facts.tasks.get(key),
                facts.earnings.get(key),
                figures([item], spent.get(key, NOUGHT), on),
            )
            for key, item in items
        ],
        curve=curve(all_items, _together(told), on),
        uncounted=uncounted,
        outside=sum((hours for key, hours in spent.items() if key not in known), NOUGHT),
    )


def basis_of(project: Project) -> ValueBasis:
    """What was said, or else 0/100 in hours."""
    found: ValueBasis | None = ValueBasis.objects.of(project).first()
    return found or ValueBasis(project=project)


def _is_no_work(row: BaselineRow, task: Task | None) -> bool:
    """Milestones and summaries; a baseline from before these were kept asks the task."""
    summary = row.is_summary if row.is_summary is not None else task is not None and task.is_summary
    milestone = row.is_milestone if row.is_milestone is not None else task is not None and task.is_milestone
    return summary or milestone


def _facts(project: Project) -> _Facts:
    facts = _Facts(
        tasks={task.pk: task for task in Task.objects.of(project)},
        earnings={row.task_id: row for row in Earning.objects.of(project)},
    )
    zone = ZoneInfo(project.zone)
    rows = Deliverable.objects.of(project).exclude(task=None).order_by("id")
    for task, state, at in rows.values_list("task_id", "state", "accepted_at"):
        accepted = state == DeliverableState.ACCEPTED and at is not None
        facts.products[task].append(at.astimezone(zone).date() if accepted else None)
    return facts


def _item(row: BaselineRow, task: Task | None, facts: _Facts, usual: EarningRule) -> Item:
    earning = facts.earnings.get(row.task_id)
    return Item(
        name=row.name,
        budget=row.effort_hours or NOUGHT,
        starts_on=row.starts_on,
        due_on=row.due_on,
        rule=Rule(earning.rule if earning else usual),
        steps=tuple(_steps(earning)) if earning else (),
        began_on=task.actual_start_on if task else None,
        finished_on=task.actual_finish_on if task else None,
        products=tuple(facts.products.get(row.task_id, ())),
    )


def _steps(earning: Earning) -> Iterator[Step]:
    for step in earning.steps:
        done_on = date.fromisoformat(step["done_on"]) if step["done_on"] else None
        yield Step(step["name"], step["weight"], done_on)


Totals = list[tuple[date, Decimal]]


def _spent(project: Project) -> dict[UUID, Totals]:
    """What was written down for each task by each day; hours stay spent when the task leaves the plan."""
    past: Any = Task.history.filter(project_id=project.pk, spent_hours__isnull=False)
    zone = ZoneInfo(project.zone)
    found: dict[UUID, Totals] = defaultdict(list)
    rows = past.order_by("history_date", "history_id").values_list("id", "history_date", "spent_hours")
    for key, at, hours in rows.iterator():
        _put(found[key], _day(at, zone), hours)
    back = Task.objects.of(project).filter(pk__in=found, spent_hours=None).values_list("pk", flat=True)
    for key in back:  # taken back to where nothing was written down
        del found[key]
    return found


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _put(totals: Totals, day: date, hours: Decimal) -> None:
    if totals and totals[-1][0] == day:
        totals.pop()
    totals.append((day, hours))


def _last(totals: Totals, on: date) -> Decimal:
    return next((hours for day, hours in reversed(totals) if day <= on), NOUGHT)


def _together(told: dict[UUID, Totals]) -> Totals:
    """The totals of all tasks by day."""
    changes: dict[date, Decimal] = defaultdict(lambda: NOUGHT)
    for totals in told.values():
        before = NOUGHT
        for day, hours in totals:
            changes[day] += hours - before
            before = hours
    found: Totals = []
    total = NOUGHT
    for day in sorted(changes):
        total += changes[day]
        found.append((day, total))
    return found
