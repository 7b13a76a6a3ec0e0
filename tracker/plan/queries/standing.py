"""How one task stands in the forecast: when it will be, what float it has, and what decides that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.plan.models import Task
from tracker.plan.queries.outlook import outlook
from tracker.plan.queries.table import percent_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The forecast of one task, and why."""

    start: date
    finish: date
    slack_days: int
    critical: bool
    why: str
    percent: int
    done: bool


def standing_of(task: Task) -> Standing | None:
    """None for a task that is finished: its dates are facts."""
    view = outlook(task.project)
    fact = view.by_id.get(task.pk)
    if fact is None or fact.is_done:
        return None
    told = view.forecasts[task.pk]
    # A summary is as far as what lies under it.
    leaves = view.leaves_under(fact) if fact.is_summary else [fact]
    percent = percent_of(leaves) if fact.is_summary else fact.percent
    done = bool(leaves) and all(leaf.is_done for leaf in leaves)
    return Standing(told.start, told.finish, told.slack, told.critical, view.why(fact), percent, done)
