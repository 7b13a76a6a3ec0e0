"""What is asked of top management today, and whether its commitment shows: a signal with reasons, of nobody alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.counting import CountOf
from tracker.governance.choices import Kept
from tracker.governance.models import Commitment, DecisionAsked, Obstacle
from tracker.projects.models import Project

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Aged:
    """Something open or closed, with how many days it has been open."""

    row: Any
    age: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """How commitment looks, and why; counted over all, never by person."""

    state: str
    reasons: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Direction:
    """Everything on the page: open things first, by their day."""

    decisions: list[Aged]
    commitments: list[Aged]
    obstacles: list[Aged]

    @property
    def open_decisions(self) -> list[Aged]:
        return [one for one in self.decisions if one.row.is_open]


def direction(project: Project) -> Direction:
    """Three queries."""
    today = project.today()
    decisions = DecisionAsked.objects.of(project).select_related("decider", "asked_by")
    commitments = Commitment.objects.of(project).select_related("person")
    obstacles = Obstacle.objects.of(project).select_related("owner", "raised_by")
    return Direction(
        _aged(decisions, "asked_on", lambda row: row.decided_on or row.withdrawn_on, today),
        _aged(commitments, "made_on", lambda row: row.closed_on, today),
        _aged(obstacles, "raised_on", lambda row: row.closed_on, today),
    )


def _aged(rows: Any, since: str, end: Any, today: date) -> list[Aged]:
    found = []
    for row in rows:
        closed = end(row)
        age = ((closed or today) - getattr(row, since)).days
        found.append(Aged(row, age, closed is None and row.due_on < today))
    return sorted(found, key=lambda one: (end(one.row) is not None, one.row.due_on))


def asked_of_management(project: Project) -> list[QuerySet[Any]]:
    """The rows that the signal of commitment counts, so that a page can count them with something else."""
    today = project.today()
    lately = today - LATELY
    decisions = DecisionAsked.objects.of(project)
    commitments = Commitment.objects.of(project)
    obstacles = Obstacle.objects.of(project)
    return [
        decisions.filter(decided_on=None, withdrawn_on=None, due_on__lt=today),
        commitments.filter(closed_on=None, due_on__lt=today),
        obstacles.filter(closed_on=None, due_on__lt=today),
        decisions.filter(decided_on__gte=lately),
        commitments.filter(closed_on__gte=lately),
        obstacles.filter(closed_on__gte=lately),
        commitments.filter(kept=Kept.KEPT),
        decisions,
        commitments,
        obstacles,
    ]


def commitment_signal(project: Project) -> Signal | None:
    """The signal, with a query of its own."""
    wanted = map(CountOf, asked_of_management(project))
    return signal_of(Project.objects.filter(pk=project.pk).values_list(*wanted)[0])


def signal_of(figures: Sequence[int]) -> Signal | None:
    """Commitment of top management as it shows in what was asked of it; None where nothing was asked yet.

    `figures` count the rows of `asked_of_management`, in its order; no person stands in them.
    """
    late, acts, kept, asked = figures[:3], sum(figures[3:6]), figures[6], sum(figures[7:])
    return _signal(late, acts, kept) if asked else None


def _signal(late: Sequence[int], acts: int, kept: int) -> Signal:
    words = (
        ngettext("%(n)s decision is overdue.", "%(n)s decisions are overdue.", late[0]),
        ngettext("%(n)s commitment is overdue.", "%(n)s commitments are overdue.", late[1]),
        ngettext("%(n)s obstacle is overdue.", "%(n)s obstacles are overdue.", late[2]),
    )
    reasons = [("off_track", said % {"n": n}) for n, said in zip(late, words, strict=True) if n]
    if not acts:
        reasons.append(("at_risk", _("Nothing was decided, kept or removed in the last 30 days.")))
    if kept:
        said = ngettext("%(n)s commitment was kept.", "%(n)s commitments were kept.", kept)
        reasons.append(("on_track", said % {"n": kept}))
    if not any(late):
        reasons.append(("on_track", _("Nothing asked of top management is overdue.")))
    return Signal(reasons[0][0], reasons)
