"""When the end is likely: the runs of the remaining plan as columns, with the dates that matter marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.charts.drawing import Chart, Table, drawing, label, line, rect
from tracker.core.formats import day, day_year, number

WIDTH, HEIGHT, FLOOR, TOP = 448, 196, 164, 62
LEFT, RIGHT = 16, 432

Scale = Callable[[dt.date], float]


@dataclass(frozen=True)
class DateBin:
    """How many runs end from `start` up to the day before the next bin."""

    start: dt.date
    count: int


def date_distribution(
    bins: Sequence[DateBin],
    *,
    p50: dt.date,
    p80: dt.date,
    plan: dt.date | None = None,
    tolerance: dt.date | None = None,
    title: str = "",
    key: str = "distribution",
) -> Chart:
    """Columns up to P50, from P50 to P80, and beyond; plan and tolerance as lines."""
    runs = sum(b.count for b in bins)
    step = _step(bins)
    scale = _scale(bins, step, [d for d in (p50, p80, plan, tolerance) if d])
    parts: list[Markup] = []
    most = max((b.count for b in bins), default=0) or 1
    for b in bins:
        x, x2 = scale(b.start), scale(b.start + dt.timedelta(days=step))
        height = (FLOOR - TOP) * b.count / most
        css = "d-a" if b.start < p50 else "d-p" if b.start < p80 else "d-n"
        parts.append(rect(css, x + 1, FLOOR - height, x2 - x - 2, height, rx=1.5))
    parts.append(line("d-axis", LEFT, FLOOR + 0.5, RIGHT, FLOOR + 0.5))
    if plan:
        parts += _mark(
            "d-base", scale(plan), 42, (_("Plan %(day)s") % {"day": day(plan)}, "d-soft"), before=True
        )
    if tolerance:
        said = _("Tolerance ends %(day)s") % {"day": day(tolerance)}
        parts += _mark("d-tolerance", scale(tolerance), 56, (said, "d-soft"), left=tolerance < p50)
    parts += _mark("d-median", scale(p50), 6, (f"P50 · {day(p50)}", "d-strong"), under=_("1 in 2 by then"))
    parts += _mark("d-median", scale(p80), 88, (f"P80 · {day(p80)}", "d-strong"), under=_("8 in 10 by then"))
    ends = dict.fromkeys(d for d in (plan, p50, p80) if d)
    parts += [
        label(day(d), "d-soft", scale(d), FLOOR + 18, text_anchor="middle") for d in _apart(list(ends), scale)
    ]
    title = title or _("When the certificate is likely")
    description = _description(runs, p50, p80, plan, tolerance)
    svg = drawing(
        parts, key=key, css="c-dist", width=WIDTH, height=HEIGHT, title=title, description=description
    )
    rows = tuple((day_year(b.start), number(b.count)) for b in bins)
    table = Table(title, (_("Week from"), _("Runs that end in it")), rows, frozenset({0, 1}))
    return Chart(svg, table, title, description)


def _step(bins: Sequence[DateBin]) -> int:
    if len(bins) < 2:
        return 7
    return max(min((b.start - a.start).days for a, b in pairwise(bins)), 1)


def _scale(bins: Sequence[DateBin], step: int, marks: Sequence[dt.date]) -> Scale:
    first = min([b.start for b in bins] + list(marks))
    last = max([b.start + dt.timedelta(days=step) for b in bins] + list(marks))
    days = max((last - first).days, 1)
    return lambda date: round(LEFT + (RIGHT - LEFT) * (date - first).days / days, 1)


def _mark(
    css: str,
    x: float,
    top: float,
    text: tuple[str, str],
    *,
    under: str = "",
    before: bool = False,
    left: bool = False,
) -> list[Markup]:
    """A line from the floor up with its words at the side that has room."""
    words, text_css = text
    leftwards = x > WIDTH - 130 or (left and x > 130)
    at = x - 5 if leftwards else x + 5
    anchor = "end" if leftwards else "start"
    y = top + 10
    if before:  # beside nothing yet: stand over the line
        at, anchor, y = max(x, 30), "middle", top - 4
    parts = [line(css, x, top, x, FLOOR), label(words, text_css, at, y, text_anchor=anchor)]
    if under:
        parts.append(label(under, "d-soft", at, y + 16, text_anchor=anchor))
    return parts


def _apart(dates: list[dt.date], scale: Scale) -> list[dt.date]:
    kept: list[dt.date] = []
    for date in sorted(dates):
        if not kept or scale(date) - scale(kept[-1]) >= 46:
            kept.append(date)
    return kept


def _description(
    runs: int, p50: dt.date, p80: dt.date, plan: dt.date | None, tolerance: dt.date | None
) -> str:
    said = [
        _("Half of %(runs)s runs finish by %(p50)s (P50), 80 of 100 by %(p80)s (P80)")
        % {"runs": number(runs), "p50": day_year(p50), "p80": day_year(p80)}
    ]
    if plan:
        said.append(_("the plan says %(day)s") % {"day": day_year(plan)})
    if tolerance:
        said.append(_("tolerance ends on %(day)s") % {"day": day_year(tolerance)})
    return ", ".join(said) + "."
