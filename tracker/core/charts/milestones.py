"""The milestone strip: baseline above, actual and forecast below; the slant is the slip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
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
    wrapped,
)
from tracker.core.formats import day, day_year, month

TOP, BASE_Y, ACTUAL_Y = 20, 46, 78
FOOT, HEIGHT, LABELLED_HEIGHT = 88, 128, 192


@dataclass(frozen=True)
class Milestone:
    """A date the project is measured by; `day` is when it was reached, or is forecast to be."""

    name: str
    day: dt.date
    baseline: dt.date | None = None
    done: bool = False
    href: str = ""

    @property
    def slip(self) -> int:
        """Days after the baseline; negative when early."""
        return (self.day - self.baseline).days if self.baseline else 0


def slip_words(days: int) -> str:
    """on plan, +3 days, +2 wk: short enough to stand beside a date."""
    if not days:
        return _("on plan")
    sign = "+" if days > 0 else "−"
    size = abs(days)
    if size < 7:
        return sign + ngettext("%(n)s day", "%(n)s days", size) % {"n": size}
    return sign + _("%(n)s wk") % {"n": round(size / 7)}


def milestone_strip(
    milestones: Sequence[Milestone],
    today: dt.date,
    *,
    width: int = 1152,
    labels: bool = False,
    key: str = "milestones",
) -> Chart:
    """Every milestone on one time line. With `labels` names and dates are drawn too, for paper."""
    marks = sorted(milestones, key=lambda m: (m.day, m.name))
    scale = _Scale.over([d for m in marks for d in (m.day, m.baseline) if d] + [today], width)
    parts: list[Markup] = [*_months(scale, width), *_lanes(marks, scale, today)]
    for number, mark in enumerate(marks):
        parts += _lead(number, len(marks), scale.x(mark.day), width)
    for mark in marks:
        parts += _marks(mark, scale, last=mark is marks[-1])
    parts += _today(scale.x(today))
    if labels:
        parts += _labels(marks, width)
    title = _("Milestones: baseline against forecast or actual")
    table = _table(marks, title)
    description = "; ".join(_sentence(mark) for mark in marks) + "." if marks else _("No milestone is set.")
    height = LABELLED_HEIGHT if labels else HEIGHT
    svg = drawing(
        parts, key=key, css="c-strip", width=width, height=height, title=title, description=description
    )
    return Chart(svg, table, title, description)


@dataclass(frozen=True)
class _Scale:
    start: dt.date
    days: int
    width: int

    @classmethod
    def over(cls, dates: Sequence[dt.date], width: int) -> _Scale:
        first, last = min(dates), max(dates)
        pad = max((last - first).days // 25, 7)
        start = first - dt.timedelta(days=pad)
        return cls(start, (last - start).days + 2 * pad, width)

    def x(self, date: dt.date) -> float:
        return round((date - self.start).days / self.days * self.width, 1)


def _months(scale: _Scale, width: int) -> list[Markup]:
    parts: list[Markup] = []
    at = (scale.start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    end = scale.start + dt.timedelta(days=scale.days)
    months = scale.days / 30.4
    step = 1 if width / max(months, 1) >= 56 else 3 if width / max(months, 1) >= 19 else 12
    first = True
    while at < end:
        if (at.month - 1) % step == 0:
            x = scale.x(at)
            parts.append(line("d-grid", x, TOP, x, FOOT))
            year = first or at.month == 1
            if x < width - 40:
                parts.append(
                    label(
                        month(at) if year else _month_name(at),
                        "d-strong" if at.month == 1 else "d-soft",
                        x + 4,
                        12,
                    )
                )
            first = False
        at = (at + dt.timedelta(days=32)).replace(day=1)
    return parts


def _month_name(date: dt.date) -> str:
    return month(date).rsplit(" ", 1)[0]


def _lanes(marks: Sequence[Milestone], scale: _Scale, today: dt.date) -> list[Markup]:
    if not marks:
        return []
    parts: list[Markup] = []
    planned = [m.baseline for m in marks if m.baseline]
    if planned:
        parts.append(line("d-base", scale.x(min(planned)), BASE_Y, scale.x(max(planned)), BASE_Y))
    start, end, now = scale.x(marks[0].day), scale.x(marks[-1].day), scale.x(today)
    turn = min(max(now, start), end)
    if turn > start:
        parts.append(line("d-actual", start, ACTUAL_Y, turn, ACTUAL_Y))
    if end > turn:
        parts.append(line("d-forecast", turn, ACTUAL_Y, end, ACTUAL_Y))
    return parts


def _lead(number: int, count: int, x: float, width: int) -> list[Markup]:
    column = number * width / count + 0.5
    return [element("path", "d-lead", d=f"M{figure(x)} 86V92L{figure(column)} 116V{HEIGHT}")]


def _marks(mark: Milestone, scale: _Scale, *, last: bool) -> list[Markup]:
    x = scale.x(mark.day)
    parts: list[Markup] = []
    if mark.baseline:
        base = scale.x(mark.baseline)
        parts.append(line("d-slip" if mark.slip > 0 else "d-keep", base, BASE_Y + 5, x, ACTUAL_Y - 7))
        parts.append(diamond("d-mark-base", base, BASE_Y, 5))
    parts.append(diamond("d-mark-actual" if mark.done else "d-mark-forecast", x, ACTUAL_Y, 8 if last else 7))
    return parts


def _today(x: float) -> list[Markup]:
    return [line("d-today", x, TOP, x, FOOT), label(_("Today"), "d-today-text", x + 5, 30)]


def _labels(marks: Sequence[Milestone], width: int) -> list[Markup]:
    parts: list[Markup] = []
    column = width / max(len(marks), 1)
    for number, mark in enumerate(marks):
        x = number * column + 8
        parts.append(line("d-lead", number * column + 0.5, HEIGHT, number * column + 0.5, LABELLED_HEIGHT))
        name = wrapped(mark.name, column - 12, lines=2)
        parts += [label(words, "d-soft", x, HEIGHT + 10 + 14 * n) for n, words in enumerate(name)]
        parts.append(label(day(mark.day), "d-strong", x, HEIGHT + 42, font_size="15"))
        if mark.baseline:
            css = "d-warn-text" if mark.slip > 0 else "d-ok-text"
            parts.append(label(slip_words(mark.slip), css, x, HEIGHT + 58))
    return parts


def _sentence(mark: Milestone) -> str:
    kind = _("actual") if mark.done else _("forecast")
    if not mark.baseline:
        return f"{mark.name}: {kind} {day_year(mark.day)}"
    return f"{mark.name}: {_('baseline')} {day_year(mark.baseline)}, {kind} {day_year(mark.day)}"


def _table(marks: Sequence[Milestone], title: str) -> Table:
    rows = tuple(
        (
            m.name,
            day_year(m.baseline) if m.baseline else "–",
            day_year(m.day),
            _("reached") if m.done else _("forecast"),
            slip_words(m.slip) if m.baseline else "–",
        )
        for m in marks
    )
    heads = (_("Milestone"), _("Baseline"), _("Date"), _("State"), _("Slip"))
    return Table(title, heads, rows, frozenset({1, 2, 4}))
