"""The register: every item with its responses, the heat map, and the exposure now and a month ago."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet, Sum

from tracker.core import clock
from tracker.core.past import rows_at
from tracker.projects.models import Project
from tracker.raid.choices import Impact, Kind, Likelihood
from tracker.raid.models import RaidItem, Response
from tracker.raid.scoring import level, score
from tracker.signoffs.choices import Decision
from tracker.signoffs.models import SignOff

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One item, the responses that stand, and what it is expected to weigh once they are done."""

    row: RaidItem
    responses: tuple[Response, ...]
    overdue: bool

    @property
    def bare(self) -> bool:
        """A high risk without a response."""
        return self.row.closed_on is None and self.row.is_high and not self.responses

    @property
    def residual(self) -> int | None:
        """The lowest score that a response to do promises; None where none says."""
        told = [one.score_after for one in self.responses if one.score_after and one.done_on is None]
        return min(told, default=None)


@dataclass(frozen=True, slots=True)
class Square:
    """One field of the heat map."""

    likelihood: int
    impact: int
    count: int

    @property
    def level(self) -> str:
        return level(score(self.likelihood, self.impact))


@dataclass(frozen=True, slots=True)
class Grid:
    """Open risks by likelihood (rows, the highest first) and impact."""

    rows: list[tuple[str, list[Square]]]
    heads: list[str]


@dataclass(frozen=True, slots=True)
class Register:
    """What the page shows."""

    lines: list[Line]
    grid: Grid
    counts: dict[str, int]
    exposure: int
    month_ago: int
    high: int
    bare: int
    overdue: int

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.row.kind == kind and line.row.closed_on is None]

    @property
    def closed(self) -> list[Line]:
        return [line for line in self.lines if line.row.closed_on is not None]


def register(project: Project, on: date) -> Register:
    """A fixed number of queries, whatever the register holds."""
    lines = [line_of(row, on) for row in items(project)]
    lines.sort(key=lambda line: (not line.bare, not line.overdue, -line.row.score, line.row.number))
    open_ = [line for line in lines if line.row.closed_on is None]
    risks = [line for line in open_ if line.row.kind == Kind.RISK]
    return Register(
        lines=lines,
        grid=_grid(risks),
        counts=Counter(line.row.kind for line in open_),
        exposure=sum(line.row.score for line in risks),
        month_ago=_exposure_at(project),
        high=sum(line.row.is_high for line in risks),
        bare=sum(line.bare for line in risks),
        overdue=sum(line.overdue for line in open_),
    )


def items(project: Project) -> QuerySet[RaidItem]:
    """Every item with its owner and the responses that stand."""
    responses = Response.objects.standing().select_related("owner", "task")
    rows: QuerySet[RaidItem] = RaidItem.objects.of(project).select_related("owner", "raised_by", "came_from")
    return rows.prefetch_related(Prefetch("responses", responses, to_attr="held"))


def line_of(row: RaidItem, on: date) -> Line:
    return Line(row, tuple(answers_of(row)), row.is_overdue(on))


def answers_of(row: RaidItem) -> list[Response]:
    """The responses that stand, of a row of `items`."""
    held: list[Response] = row.held  # type: ignore[attr-defined]
    return held


def _grid(risks: list[Line]) -> Grid:
    found = Counter((line.row.likelihood, line.row.impact) for line in risks)
    rows = [
        (str(step.label), [Square(step, impact, found[step, impact]) for impact in Impact])
        for step in reversed(Likelihood)
    ]
    return Grid(rows, [str(step.label) for step in Impact])


def _exposure_at(project: Project) -> int:
    names = ("kind", "likelihood", "impact", "closed_on")
    past = rows_at(RaidItem, clock.now() - MONTH, names, project_id=project.pk)
    return sum(
        score(row["likelihood"], row["impact"])
        for row in past
        if row["kind"] == Kind.RISK and row["closed_on"] is None
    )


def exposure(project: Project) -> int:
    """The sum of the scores of all open risks."""
    risks = RaidItem.objects.of(project).open().risks()
    total: int | None = risks.aggregate(total=Sum(F("likelihood") * F("impact")))["total"]
    return total or 0


def asked_of_risks(project: Project, on: date) -> tuple[QuerySet[Any], ...]:
    """What a first screen counts of this room: high risks unanswered, looks overdue, approvals of the assessment."""
    rows = RaidItem.objects.of(project).open()
    subject = "raid.riskassessment"
    approvals = SignOff.objects.of(project).filter(
        request__subject_type=subject,
        withdrawn_by=None,
        decision__in=[Decision.APPROVED, Decision.APPROVED_WITH_CONDITIONS],
    )
    return rows.high().unanswered(), rows.overdue(on), approvals
