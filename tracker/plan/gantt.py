"""The time line beside the table: one SVG, one row of it for each row of the table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from tracker.core.formats import day_year
from tracker.plan.queries import PlanRow, PlanTable
from tracker.plan.scheduling import Link

ROW, HEAD, WIDTH = 36, 44, 640
PIXELS_A_DAY = {"quarters": 1.0, "months": 2.4, "weeks": 8.0}


class _Scale:
    def __init__(self, table: PlanTable, zoom: str) -> None:
        days = [table.today]
        for row in table.rows:
            days += [row.start, row.finish, row.baseline_start or row.start, row.baseline_due or row.finish]
        self.first = min(days).replace(day=1)
        last = max(days) + timedelta(days=21)
        span = max((last - self.first).days, 30)
        self.pixels = max(WIDTH / span, PIXELS_A_DAY.get(zoom, PIXELS_A_DAY["months"]))
        if zoom not in PIXELS_A_DAY:
            self.pixels = WIDTH / span
        self.width = round(span * self.pixels)
        self.last = last

    def x(self, day: date, *, end: bool = False) -> float:
        return round(((day - self.first).days + (1 if end else 0)) * self.pixels, 1)

    def months(self) -> list[date]:
        found = []
        day = self.first
        while day <= self.last:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found


class Gantt:
    """The drawing of a plan: forecast bars, baseline below them, links, milestones, today."""

    def __init__(self, table: PlanTable, zoom: str = "") -> None:
        self._table = table
        self._scale = _Scale(table, zoom)
        self._places = {row.id: place for place, row in enumerate(table.rows)}
        self._links = [link for link in table.links if _drawn(link, self._places)]
        self.width = self._scale.width

    @property
    def frame(self) -> tuple[object, ...]:
        """What all rows share; as long as it is the same, a row can be drawn alone."""
        return (self._scale.first, self._scale.pixels, self._scale.width, self._table.today, self._links)

    @property
    def head(self) -> Markup:
        return _head(self._scale, self._table.today)

    @property
    def body(self) -> Markup:
        scale, today, height = self._scale, self._table.today, ROW * len(self._table.rows)
        parts = [f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{height}"/>' for x in _grid(scale)]
        places = range(len(self._places))
        parts += [*self.links(places), *(self.row(place) for place in places)]
        x = scale.x(today)
        parts.append(f'<line class="today" x1="{x}" x2="{x}" y1="0" y2="{height}"/>')
        title = escape(_("Time line of the plan; each row repeats the dates of the table beside it"))
        body = (
            f'<svg class="g-svg" data-scale="{scale.pixels:.4f}" viewBox="0 0 {scale.width} {height}" '
            f'width="{scale.width}" height="{height}" '
            f'role="img" aria-labelledby="g-title"><title id="g-title">{title}</title>{"".join(parts)}</svg>'
        )
        return Markup(body)  # noqa: S704

    def row(self, place: int) -> Markup:
        """One row in its own coordinates, so that a script can fold rows away and slide a bar."""
        head = f'<g class="rw" transform="translate(0,{place * ROW})">'
        return Markup(f"{head}{_row(self._scale, self._table.rows[place])}</g>")  # noqa: S704

    def links(self, places: Collection[int]) -> list[Markup]:
        """The links that begin or end in these rows."""
        at = self._places
        return [
            _link(self._scale, self._table, at, link)
            for link in self._links
            if at[link.before] in places or at[link.after] in places  # type: ignore[index]
        ]


def _grid(scale: _Scale) -> list[float]:
    return [scale.x(day) for day in scale.months()]


def _head(scale: _Scale, today: date) -> Markup:
    parts = []
    room = 0.0
    for day in scale.months():
        x = scale.x(day)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="22" y2="{HEAD}"/>')
        if x < room:
            continue
        year = ' yr"' if day.month == 1 else '"'
        parts.append(f'<text class="ax{year} x="{x + 5}" y="36">{escape(date_format(day, "M"))}</text>')
        if day.month == 1 or day == scale.first:
            parts.append(f'<text class="ax yr" x="{x + 5}" y="16">{day.year}</text>')
        room = x + 34
    x = scale.x(today)
    parts.append(f'<line class="today" x1="{x}" x2="{x}" y1="22" y2="{HEAD}"/>')
    svg = (
        f'<svg class="g-ax" viewBox="0 0 {scale.width} {HEAD}" width="{scale.width}" height="{HEAD}" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )
    return Markup(svg)  # noqa: S704


def _row(scale: _Scale, row: PlanRow) -> str:
    if row.kind == "milestone":
        return _milestone(scale, row)
    x, end = scale.x(row.start), max(scale.x(row.finish, end=True), scale.x(row.start) + 2)
    dates = f"{day_year(row.start)} – {day_year(row.finish)}"
    tip = f"<title>{escape(row.name)}: {escape(dates)}{escape(_slack(row))}</title>"
    if row.kind == "group":
        shape = f"M{x} 12H{end}V20l-3 -4H{x + 3}l-3 4Z"
        return f'{tip}{_baseline(scale, row, 22)}<path class="grp" d="{shape}"/>'
    mark = " crit" if row.critical else ""
    done = round((end - x) * (100 if row.done else row.percent) / 100, 1)
    return (
        f"{_baseline(scale, row, 25)}"
        f'<g class="b">{tip}<rect class="bar{mark}" x="{x}" y="10" width="{round(end - x, 1)}" height="12" rx="3"/>'
        + (f'<rect class="prog{mark}" x="{x}" y="10" width="{done}" height="12" rx="3"/>' if done else "")
        + "</g>"
    )


def _slack(row: PlanRow) -> str:
    """What the task may lose, for who points at its bar."""
    if row.done or row.kind == "group":
        return ""
    if row.critical:
        return ", " + _("critical")
    return ", " + ngettext("%(n)s working day of slack", "%(n)s working days of slack", row.slack) % {
        "n": row.slack
    }


def _baseline(scale: _Scale, row: PlanRow, y: int) -> str:
    if row.baseline_start is None or row.baseline_due is None:
        return ""
    x = scale.x(row.baseline_start)
    width = round(max(scale.x(row.baseline_due, end=True) - x, 2), 1)
    return f'<rect class="bs" x="{x}" y="{y}" width="{width}" height="3" rx="1.5"/>'


def _milestone(scale: _Scale, row: PlanRow) -> str:
    x = scale.x(row.finish, end=True)
    tip = f"<title>{escape(row.name)}: {escape(day_year(row.finish))}</title>"
    planned = ""
    if row.baseline_due and row.baseline_due != row.finish:
        planned = f'<path class="mbs" d="{_diamond(scale.x(row.baseline_due, end=True), 18, 5)}"/>'
    kind = "mda" if row.done else "md"
    return f'{planned}<g class="b">{tip}<path class="{kind}" d="{_diamond(x, 18, 7)}"/></g>'


def _diamond(x: float, y: float, size: int) -> str:
    return f"M{x} {y - size}l{size} {size}l-{size} {size}l-{size} -{size}Z"


def _drawn(link: Link, places: dict[UUID, int]) -> bool:
    return link.before in places and link.after in places


def _link(scale: _Scale, table: PlanTable, places: dict[UUID, int], link: Link) -> Markup:
    before, after = table.rows[places[link.before]], table.rows[places[link.after]]  # type: ignore[index]
    y1, y2 = places[before.id] * ROW + 16, places[after.id] * ROW + 10
    x1 = scale.x(before.finish, end=True) if link.kind[0] == "F" else scale.x(before.start)
    x2 = scale.x(after.start) if link.kind[1] == "S" else scale.x(after.finish, end=True)
    if after.kind == "milestone":
        x2, y2 = scale.x(after.finish, end=True), y2 + 1
    turn = max(x1 + 5, x2) if link.kind == "FS" else max(x1, x2) + 5
    points = [(x1, y1), (turn, y1), (turn, y2 - 6), (x2, y2 - 6), (x2, y2)]
    path = f"M{points[0][0]} {points[0][1]}" + "".join(f"L{b[0]} {b[1]}" for _a, b in pairwise(points))
    mark = " crit" if before.critical and after.critical else ""
    head = f"M{x2 - 3} {y2 - 5}L{x2} {y2}L{x2 + 3} {y2 - 5}"
    a, b = places[before.id], places[after.id]
    return Markup(f'<path class="dep{mark}" data-a="{a}" data-b="{b}" d="{path}{head}"/>')  # noqa: S704
