"""The slip chart: the day a forecast was made along the top, the day it names down the side.

A line that runs level is kept; one that falls is slipping; where it meets the diagonal, the milestone is reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.charts.drawing import (
    Chart,
    Table,
    diamond,
    drawing,
    element,
    figure,
    label,
    line,
    shortened,
)
from tracker.core.charts.milestones import slip_words
from tracker.core.formats import day, day_year, month

LEFT, RIGHT, TOP = 76, 200, 34
APART = 15


@dataclass(frozen=True)
class Slip:
    """A milestone, and what was said of its date: pairs of the day it was said, and the day that was named."""

    name: str
    points: tuple[tuple[dt.date, dt.date], ...]
    done: bool = False

    @property
    def days(self) -> int:
        return (self.points[-1][1] - self.points[0][1]).days if self.points else 0


def slip_chart(slips: Sequence[Slip], *, width: int = 960, height: int = 460, key: str = "slips") -> Chart:
    """One line for each milestone; its name stands at its end."""
    drawn = [slip for slip in slips if slip.points]
    title = _("How the dates of the milestones moved")
    table = _table(drawn, title)
    description = "; ".join(_sentence(slip) for slip in drawn) + "." if drawn else _("No milestone is set.")
    parts = _drawn(drawn, width, height) if drawn else []
    svg = drawing(
        parts, key=key, css="c-trend", width=width, height=height, title=title, description=description
    )
    return Chart(svg, table, title, description)


def _drawn(slips: Sequence[Slip], width: int, height: int) -> list[Markup]:
    said = [point[0] for slip in slips for point in slip.points]
    named = [point[1] for slip in slips for point in slip.points]
    first, last = min(said), max(said)
    top, bottom = min([*named, first]), max(named)
    across, down = max((last - first).days, 1), max((bottom - top).days, 1)
    right, floor = width - RIGHT, height - 12

    def at(when: dt.date, what: dt.date) -> tuple[float, float]:
        x = LEFT + (right - LEFT) * (when - first).days / across
        return round(x, 1), round(TOP + (floor - TOP) * (what - top).days / down, 1)

    parts = [line("d-axis", LEFT, TOP, right, TOP), line("d-axis", LEFT, TOP, LEFT, floor)]
    for mark in _months(top, bottom):
        y = at(first, mark)[1]
        parts += [line("d-grid", LEFT, y, right, y), label(month(mark), "d-soft", 0, y + 4)]
    for when, anchor in ((first, "start"), (last, "end")):
        parts.append(label(day(when), "d-soft", at(when, top)[0], TOP - 10, text_anchor=anchor))
    meeting = min(last, bottom)
    parts.append(line("d-tolerance", *at(max(first, top), max(first, top)), *at(meeting, meeting)))
    ends = []
    for slip in slips:
        shape = [at(*point) for point in slip.points]
        if len(shape) > 1:
            joined = "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in shape)
            parts.append(element("path", "d-line", d=joined))
        parts.append(diamond("d-mark-actual" if slip.done else "d-mark-forecast", *shape[-1], 6))
        ends.append((shape[-1][1], slip))
    return [*parts, *_names(ends, right, floor)]


def _names(ends: list[tuple[float, Slip]], right: float, floor: float) -> list[Markup]:
    """The names beside the ends of their lines, pushed apart where they would lie on each other."""
    ends.sort(key=lambda end: end[0])
    places: list[float] = []
    for y, _slip in ends:
        places.append(max(y, places[-1] + APART) if places else y)
    over = places[-1] - floor
    if over > 0:
        limit = floor
        for number in range(len(places) - 1, -1, -1):
            places[number] = min(places[number], limit)
            limit = places[number] - APART
    css = {True: "d-soft", False: "d-strong"}
    return [
        label(shortened(slip.name, RIGHT - 16), css[slip.done], right + 12, y + 4)
        for y, (_end, slip) in zip(places, ends, strict=True)
    ]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first of a month, as many as fit beside each other."""
    found = []
    at = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    while at <= last:
        found.append(at)
        at = (at + dt.timedelta(days=32)).replace(day=1)
    return found[:: max(len(found) // 12, 1)]


def _sentence(slip: Slip) -> str:
    return f"{slip.name}: {day_year(slip.points[0][1])} → {day_year(slip.points[-1][1])}"


def _table(slips: Sequence[Slip], title: str) -> Table:
    rows = tuple(
        (
            slip.name,
            day_year(slip.points[0][0]),
            day_year(slip.points[0][1]),
            day_year(slip.points[-1][1]),
            _("reached") if slip.done else _("forecast"),
            slip_words(slip.days),
        )
        for slip in slips
    )
    heads = (_("Milestone"), _("First said on"), _("First date"), _("Date now"), _("State"), _("Moved"))
    return Table(title, heads, rows, frozenset({1, 2, 3, 5}))
