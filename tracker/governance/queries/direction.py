"""What is asked of top management today, and whether its commitment shows: a signal with reasons, of nobody alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def commitment_signal(project: Project, found: Direction | None = None) -> Signal | None:
    """Commitment of top management as it shows in what was asked of it; None where nothing was asked yet."""
    found = found or direction(project)
    if not (found.decisions or found.commitments or found.obstacles):
        return None
    reasons: list[tuple[str, str]] = []
    for rows, words in (
        (found.decisions, _decisions_late),
        (found.commitments, _commitments_late),
        (found.obstacles, _obstacles_late),
    ):
        late = [one for one in rows if one.overdue]
        if late:
            reasons.append(("off_track", words(len(late))))
    lately = project.today() - LATELY
    acts = [one.row.decided_on for one in found.decisions if one.row.decided_on]
    acts += [one.row.closed_on for one in found.commitments if one.row.closed_on]
    acts += [one.row.closed_on for one in found.obstacles if one.row.closed_on]
    if not any(day >= lately for day in acts):
        reasons.append(("at_risk", _("Nothing was decided, kept or removed in the last 30 days.")))
    kept = sum(one.row.kept == "kept" for one in found.commitments)
    if kept:
        words_kept = ngettext("%(n)s commitment was kept.", "%(n)s commitments were kept.", kept)
        reasons.append(("on_track", words_kept % {"n": kept}))
    states = {state for state, _words in reasons}
    state = next((one for one in ("off_track", "at_risk") if one in states), "on_track")
    return Signal(state, reasons or [("on_track", _("Nothing asked of top management is overdue."))])


def _decisions_late(n: int) -> str:
    return ngettext("%(n)s decision is overdue.", "%(n)s decisions are overdue.", n) % {"n": n}


def _commitments_late(n: int) -> str:
    return ngettext("%(n)s commitment is overdue.", "%(n)s commitments are overdue.", n) % {"n": n}


def _obstacles_late(n: int) -> str:
    return ngettext("%(n)s obstacle is overdue.", "%(n)s obstacles are overdue.", n) % {"n": n}
