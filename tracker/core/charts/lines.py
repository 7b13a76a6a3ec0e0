"""Lines over time: a sparkline beside a figure, and a trend with its axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.charts.drawing import Chart, Table, drawing, element, figure, label, line
from tracker.core.formats import day, day_year, number


@dataclass(frozen=True)
class Point:
    """What a figure was on a day."""

    day: dt.date
    value: float


def sparkline(
    points: Sequence[Point], *, title: str, width: int = 92, height: int = 20, key: str = "spark"
) -> Chart:
    """The shape of a figure over time, from zero; the last value is the dot."""
    shape = _path(points, 1, width - 4, 2, height - 3, max((p.value for p in points), default=0))
    parts = [element("path", "d-line", d=_joined(shape))] if len(shape) > 1 else []
    parts += [element("circle", "d-dot", cx=x, cy=y, r=2.2) for x, y in shape[-1:]]
    description = _said(points)
    svg = drawing(
        parts, key=key, css="c-spark", width=width, height=height, title=title, description=description
    )
    return Chart(svg, _table(points, title), title, description)


def trend_line(
    points: Sequence[Point],
    *,
    title: str,
    total: float | None = None,
    target: tuple[dt.date, float] | None = None,
    width: int = 640,
    height: int = 200,
    key: str = "trend",
) -> Chart:
    """A figure over time from zero to its total, with the target as the dashed line that leads there."""
    top, floor, left, right = 14, height - 24, 0, width - 56
    most = max([total or 0, *(p.value for p in points), target[1] if target else 0])
    days = [p.day for p in points] + ([target[0]] if target else [])
    parts: list[Markup] = []
    for share in (0.5, 1.0):
        y = floor - (floor - top) * share
        parts += [
            line("d-grid", left, y, right, y),
            label(number(round(most * share)), "d-soft", width, y + 4, text_anchor="end"),
        ]
    parts.append(line("d-axis", left, floor, right, floor))
    shape = _path(points, left, right, top, floor, most, ends=(min(days), max(days)) if days else None)
    if target and shape:
        end = _path([Point(*target)], left, right, top, floor, most, ends=(min(days), max(days)))[0]
        parts.append(line("d-tolerance", *shape[0], *end))
    if len(shape) > 1:
        parts.append(element("path", "d-line", d=_joined(shape)))
    for x, y in shape[-1:]:
        parts += _last(x, y, points[-1].value, width)
    for number_, date in enumerate(dict.fromkeys([min(days), max(days)]) if days else []):
        parts.append(
            label(
                day(date),
                "d-soft",
                right if number_ else left,
                height - 6,
                text_anchor="end" if number_ else "start",
            )
        )
    description = _said(points)
    svg = drawing(
        parts, key=key, css="c-trend", width=width, height=height, title=title, description=description
    )
    return Chart(svg, _table(points, title), title, description)


def _last(x: float, y: float, value: float, width: int) -> list[Markup]:
    """The dot at the end of the line, with its figure on the side where there is room."""
    anchor, away = ("end", -8) if x > width - 120 else ("start", 8)
    dot = element("circle", "d-dot", cx=x, cy=y, r=3.5)
    return [dot, label(number(value), "d-strong", x + away, y - 6, text_anchor=anchor)]


def _path(
    points: Sequence[Point],
    left: float,
    right: float,
    top: float,
    floor: float,
    most: float,
    ends: tuple[dt.date, dt.date] | None = None,
) -> list[tuple[float, float]]:
    if not points:
        return []
    first, last = ends or (points[0].day, points[-1].day)
    days = max((last - first).days, 1)
    return [
        (
            round(left + (right - left) * (p.day - first).days / days, 1),
            round(floor - (floor - top) * (p.value / most if most else 0), 1),
        )
        for p in points
    ]


def _joined(shape: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in shape)


def _said(points: Sequence[Point]) -> str:
    if not points:
        return _("No figures yet.")
    first, last = points[0], points[-1]
    return _("From %(first)s on %(from)s to %(last)s on %(to)s.") % {
        "first": number(first.value),
        "from": day_year(first.day),
        "last": number(last.value),
        "to": day_year(last.day),
    }


def _table(points: Sequence[Point], title: str) -> Table:
    rows = tuple((day_year(p.day), number(p.value)) for p in points)
    return Table(title, (_("Date"), _("Value")), rows, frozenset({1}))
