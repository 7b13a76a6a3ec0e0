"""Planned, earned and spent hours over time, in one drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.charts.drawing import Chart, Table, drawing, element, figure, label, line
from tracker.core.formats import day, day_year, number

Series = Sequence[tuple[dt.date, Decimal]]
WIDTH, HEIGHT, TOP, LEFT, RIGHT = 960, 280, 16, 8, 170
APART = 16


@dataclass(frozen=True)
class _Line:
    name: str
    css: str
    points: Series


def value_chart(planned: Series, earned: Series, spent: Series, *, title: str, key: str = "value") -> Chart:
    """Three lines from nought; each carries its name and its last figure where it ends."""
    lines = [
        _Line(_("Planned"), "d-base", planned),
        _Line(_("Earned"), "d-line", earned),
        _Line(_("Spent"), "d-slip", spent),
    ]
    table = _table(planned, earned, spent, title)
    description = "; ".join(_said(each) for each in lines if each.points) + "."
    parts = _drawn([each for each in lines if each.points]) if planned else []
    svg = drawing(
        parts, key=key, css="c-trend", width=WIDTH, height=HEIGHT, title=title, description=description
    )
    return Chart(svg, table, title, description)


def _drawn(lines: Sequence[_Line]) -> list[Markup]:
    days = [point[0] for each in lines for point in each.points]
    first, last = min(days), max(days)
    most = max([float(point[1]) for each in lines for point in each.points] + [1.0])
    right, floor = WIDTH - RIGHT, HEIGHT - 26

    def at(on: dt.date, hours: Decimal) -> tuple[float, float]:
        x = LEFT + (right - LEFT) * (on - first).days / max((last - first).days, 1)
        return round(x, 1), round(floor - (floor - TOP) * float(hours) / most, 1)

    parts = [line("d-axis", LEFT, floor, right, floor)]
    for share in (0.5, 1.0):
        y = floor - (floor - TOP) * share
        parts += [
            line("d-grid", LEFT, y, right, y),
            label(number(round(most * share)), "d-soft", LEFT, y - 4),
        ]
    parts.append(label(day(first), "d-soft", LEFT, HEIGHT - 8))
    parts.append(label(day(last), "d-soft", right, HEIGHT - 8, text_anchor="end"))
    ends = []
    for each in lines:
        shape = [at(on, hours) for on, hours in each.points]
        path = "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in shape)
        parts.append(element("path", each.css, d=path, fill="none"))
        ends.append((shape[-1], each))
    parts += _names(ends, right)
    return parts


def _names(ends: list[tuple[tuple[float, float], _Line]], right: float) -> list[Markup]:
    """Names at the right edge, apart from one another, each led to the end of its line."""
    parts: list[Markup] = []
    lowest = 0.0
    for (x, y), each in sorted(ends, key=lambda end: end[0][1]):
        place = max(y, lowest + APART)
        lowest = place
        lead = f"M{figure(x)} {figure(y)}L{figure(right + 8)} {figure(place)}"
        parts.append(element("path", "d-lead", d=lead))
        said = f"{each.name} {number(round(float(each.points[-1][1]), 1))}"
        parts.append(label(said, "d-strong" if each.css == "d-line" else "d-text", right + 12, place + 4))
    return parts


def _said(each: _Line) -> str:
    on, hours = each.points[-1]
    return _("%(name)s: %(hours)s hours by %(day)s") % {
        "name": each.name,
        "hours": number(round(float(hours), 1)),
        "day": day_year(on),
    }


def _table(planned: Series, earned: Series, spent: Series, title: str) -> Table:
    """Every fourth point and the ends, so that the table stays readable."""
    named = [dict(series) for series in (planned, earned, spent)]
    days = sorted({on for series in named for on in series})
    shown = [on for place, on in enumerate(days) if place % 4 == 0 or on in {days[-1], *_ends(named)}]
    rows = tuple(
        (day_year(on), *(number(round(float(series[on]), 1)) if on in series else "–" for series in named))
        for on in shown
    )
    return Table(title, (_("Date"), _("Planned"), _("Earned"), _("Spent")), rows, frozenset({1, 2, 3}))


def _ends(named: Sequence[dict[dt.date, Decimal]]) -> list[dt.date]:
    return [max(series) for series in named if series]
