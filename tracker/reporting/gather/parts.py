"""Blocks that more than one management report shows: milestones, tolerances, exceptions, deliverables, changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.formats import day_year, signed
from tracker.plan.choices import DeliverableState
from tracker.plan.models import Deliverable
from tracker.plan.queries import MilestoneFact
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.exceptions import exception_sentence
from tracker.progress.queries.measures import Measure
from tracker.projects.models import Project
from tracker.raid.choices import Kind as RiskKind
from tracker.raid.models import RaidItem
from tracker.raid.queries import answers_of, items
from tracker.reporting.papers import Block, Cell
from tracker.reporting.words import HEALTH_CLASSES, health_word, long_slip, short_day

# A table of a report for management is not a list of everything; what is left out is counted.
MOST = 15
RISKS_SHOWN = 5
ACCEPTANCE = {
    DeliverableState.PLANNED: "none",
    DeliverableState.SUBMITTED: "part",
    DeliverableState.REWORK: "not",
    DeliverableState.ACCEPTED: "met",
}


def cut(rows: Sequence[tuple[Cell, ...]]) -> tuple[tuple[tuple[Cell, ...], ...], str]:
    """The first rows, and in words how many more there are."""
    left = len(rows) - MOST
    more = ngettext("%(n)s more is in the tracker.", "%(n)s more are in the tracker.", left) % {"n": left}
    return tuple(rows[:MOST]), more if left > 0 else ""


def table(
    title: str, unit: str, heads: Sequence[str], columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]
) -> Block:
    """A block with a table, or the plain word that there is nothing."""
    if not rows:
        return Block(title, "", (_("None."),))
    shown, more = cut(rows)
    return Block(title, f"{unit} {more}".strip(), (), tuple(heads), tuple(columns), shown)


def words(title: str, text: str) -> Block:
    lines = tuple(line for line in text.splitlines() if line.strip())
    return Block(title, "", lines or (_("Not written down yet."),))


def milestone_block(title: str, facts: Iterable[MilestoneFact]) -> Block:
    rows = [
        (
            Cell(fact.name),
            Cell(short_day(fact.baseline_on)),
            Cell(short_day(fact.day)),
            Cell(signed(fact.slip) if fact.baseline_on else "–"),
            Cell(health_word(fact.health), HEALTH_CLASSES.get(fact.health, "none")),
        )
        for fact in facts
    ]
    heads = (_("Milestone"), _("Baseline"), _("Now"), _("± days"), _("Status"))
    return table(title, "", heads, ("", "w22 n", "w22 n", "w16 n", "w28 gap"), rows)


def tolerance_block(found: Iterable[Measure]) -> Block:
    rows = []
    for row in found:
        tone = "off" if row.passed else "risk" if row.measured * 2 > row.limit else "on"
        word = {"off": _("passed"), "risk": _("more than half used"), "on": _("kept")}[tone]
        rows.append(
            (
                Cell(row.where),
                Cell(row.unit),
                Cell(str(row.measured)),
                Cell(str(row.limit)),
                Cell(word, tone),
            )
        )
    heads = (_("Where"), _("What is measured"), _("Forecast"), _("At most"), _("Tolerance"))
    return table(_("Tolerances"), "", heads, ("w48", "", "w18 n", "w18 n", "w38 gap"), rows)


def exception_block(title: str, found: Iterable[ExceptionReport]) -> Block:
    rows = [
        (
            Cell(str(row.number)),
            Cell(exception_sentence(row), sub=row.decision[:200]),
            Cell(row.get_state_display().lower(), "off" if row.is_open else "met"),
        )
        for row in found
    ]
    return table(title, "", (_("No."), _("What"), _("State")), ("w12", "", "w28 gap"), rows)


def risk_block(project: Project) -> Block:
    """The heaviest open risks, each with what is done about it."""
    found = [row for row in items(project) if row.kind == RiskKind.RISK and row.closed_on is None]
    found.sort(key=lambda row: (-row.score, row.number))
    rows = [
        (
            Cell(f"{row.code} {row.title}", sub=_answers(row)[:300]),
            Cell(str(row.owner)),
            Cell(
                str(row.score),
                "off" if row.is_high and not answers_of(row) else "risk" if row.is_high else "none",
            ),
        )
        for row in found[:RISKS_SHOWN]
    ]
    said = _("All open risks together weigh %(n)s.") % {"n": sum(row.score for row in found)} if found else ""
    heads = (_("Risk, and what is done about it"), _("Owner"), _("Weight"))
    return table(_("Risks"), said, heads, ("", "w40", "w22 gap"), rows)


def _answers(row: RaidItem) -> str:
    said = "; ".join(f"{one.get_strategy_display()}: {one.text}" for one in answers_of(row))
    return said or _("nothing is planned")


def deliverable_block(title: str, unit: str, found: Iterable[Deliverable]) -> Block:
    rows = [
        (
            Cell(row.name),
            Cell(row.owner.name if row.owner else _("nobody")),
            Cell(short_day(row.due_on)),
            Cell(row.get_state_display().lower(), ACCEPTANCE[DeliverableState(row.state)]),
        )
        for row in found
    ]
    heads = (_("Product"), _("Owner"), _("Due"), _("State"))
    return table(title, unit, heads, ("", "w40", "w22 n", "w30 gap"), rows)


def forecast_sentence(end: MilestoneFact | None) -> str:
    """Where the whole way ends, and how far that is from plan."""
    if end is None:
        return _("No milestone is planned yet.")
    if end.actual_on:
        return _("%(name)s was reached on %(day)s.") % {"name": end.name, "day": day_year(end.actual_on)}
    slip = long_slip(end.slip) if end.baseline_on else _("with no approved baseline")
    return _("We expect “%(name)s” on %(day)s, %(slip)s.") % {
        "name": end.name,
        "day": day_year(end.forecast_on),
        "slip": slip,
    }


def within(day: date | None, after: date, until: date) -> bool:
    return day is not None and after < day <= until
