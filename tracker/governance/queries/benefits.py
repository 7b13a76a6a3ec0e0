"""Benefits with how far they are, and the matrix of goals with what serves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tracker.governance.models import Benefit, GoalLink, Measurement, StrategicGoal
from tracker.projects.models import Objective, Project

NEAR = 20  # percentage points behind the plan that are still at risk and not off track
ONE, ZERO = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit today. `share` is the part of the way that is measured, `planned` the part that is due."""

    benefit: Benefit
    latest: Measurement | None
    share: int | None
    planned: int
    state: str
    realised: Decimal | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Served:
    """An objective or a benefit with what it does for each goal."""

    thing: Objective | Benefit
    links: dict[object, GoalLink]
    excused: GoalLink | None

    @property
    def orphan(self) -> bool:
        return not self.links and self.excused is None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Goals against objectives and benefits, with what serves nothing and what nothing serves."""

    goals: list[StrategicGoal]
    objectives: list[Served]
    benefits: list[Served]

    @property
    def orphans(self) -> list[Served]:
        return [row for row in (*self.objectives, *self.benefits) if row.orphan]

    @property
    def unserved(self) -> list[StrategicGoal]:
        served = {key for row in (*self.objectives, *self.benefits) for key in row.links}
        return [goal for goal in self.goals if goal.pk not in served]


def benefit_rows(project: Project) -> list[BenefitRow]:
    """Every benefit with its latest value; two queries."""
    today = project.today()
    rows = Benefit.objects.of(project).select_related("owner", "objective").prefetch_related("measurements")
    return [benefit_row(row, today) for row in rows]


def benefit_row(row: Benefit, today: date) -> BenefitRow:
    latest = max(row.measurements.all(), key=lambda one: one.measured_on, default=None)
    planned = planned_share(row, today)
    share = realised_share(row, latest.value) if latest else None
    realised = None
    if row.worth is not None and share is not None:
        part = min(max(_part(row, latest.value), ZERO), ONE) if latest else ZERO
        realised = (row.worth * part).quantize(Decimal("0.01"), ROUND_HALF_UP)
    overdue = row.next_on is not None and row.next_on < today
    return BenefitRow(row, latest, share, planned, _state(share, planned), realised, overdue)


def realised_share(row: Benefit, value: Decimal) -> int:
    """How much of the way from where it stood to where it is to be; below zero where it got worse."""
    return int((_part(row, value) * 100).to_integral_value(ROUND_HALF_UP))


def _part(row: Benefit, value: Decimal) -> Decimal:
    return (value - row.baseline) / (row.target - row.baseline)


def planned_share(row: Benefit, on: date) -> int:
    """How much of the way is due by then: evenly from the day it begins to show to the day it is reached."""
    days = (row.due_on - row.starts_on).days
    return min(max(100 * (on - row.starts_on).days // days, 0), 100)


def _state(share: int | None, planned: int) -> str:
    if share is None:
        return "not_started"
    if share >= 100:
        return "done"
    if share >= planned:
        return "on_track"
    return "at_risk" if share >= planned - NEAR else "off_track"


def alignment(project: Project) -> Matrix:
    """The whole matrix in four queries."""
    links = list(GoalLink.objects.of(project))

    def served(rows: list[Objective] | list[Benefit], key: str) -> list[Served]:
        found = []
        for row in rows:
            mine = [link for link in links if getattr(link, key) == row.pk]
            excused = next((link for link in mine if link.goal_id is None), None)
            found.append(Served(row, {link.goal_id: link for link in mine if link.goal_id}, excused))
        return found

    return Matrix(
        list(StrategicGoal.objects.of(project)),
        served(list(Objective.objects.of(project)), "objective_id"),
        served(list(Benefit.objects.of(project)), "benefit_id"),
    )
