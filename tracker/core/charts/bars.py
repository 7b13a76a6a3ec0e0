"""Bars: readiness with the ghost of last month, coverage against a target, the parts of one whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.charts.drawing import Chart, Table, drawing, element, label, line, rect, shortened
from tracker.core.formats import number, percent, signed

ROW = 28


@dataclass(frozen=True)
class ClauseTally:
    """How far a clause is: ready of total, what is partly there, and how much was ready before."""

    clause: str
    title: str
    ready: int
    total: int
    partly: int = 0
    before: int | None = None
    href: str = ""

    @property
    def gained(self) -> int:
        return 0 if self.before is None else self.ready - self.before

    @property
    def sentence(self) -> str:
        """The row in words, for those who hear it."""
        said = _("Clause %(clause)s, %(title)s: %(ready)s of %(total)s ready, %(partly)s partly met") % {
            "clause": self.clause,
            "title": self.title,
            "ready": self.ready,
            "total": self.total,
            "partly": self.partly,
        }
        return said if self.before is None else said + "; " + _("%(n)s a month ago") % {"n": self.before}


@dataclass(frozen=True)
class Coverage:
    """Part of a group that holds what it needs."""

    name: str
    part: int
    total: int
    before: int | None = None
    off: bool = False
    href: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a whole; tone: a ours, p partly, n nothing, o ok, w warn, b bad."""

    word: str
    count: int
    tone: str = "a"
    href: str = ""


def readiness_bars(
    rows: Sequence[ClauseTally], *, width: int = 640, before: str = "", key: str = "readiness"
) -> Chart:
    """Ready, partly met and the rest by clause; the thin line below is `before`."""
    left, right = 210, 108
    room = width - left - right
    parts: list[Markup] = []
    for number_, row in enumerate(rows):
        y = number_ * ROW
        parts.append(label(row.clause, "d-soft", 0, y + 16))
        parts.append(label(shortened(row.title, left - 34), "d-text", 26, y + 16))
        parts += _bar(left, y + 6, room, [("d-a", row.ready), ("d-p", row.partly)], row.total, 10)
        if row.before is not None and row.total:
            parts.append(rect("d-ghost", left, y + 18, room * row.before / row.total, 3, rx=1))
        parts.append(label(f"{row.ready} / {row.total}", "d-strong", width - 44, y + 16, text_anchor="end"))
        if row.before is not None:
            css = "d-ok-text" if row.gained > 0 else "d-bad-text" if row.gained < 0 else "d-soft"
            parts.append(label(signed(row.gained), css, width, y + 16, text_anchor="end"))
    ready, total = sum(r.ready for r in rows), sum(r.total for r in rows)
    title = _("Readiness by clause: %(ready)s of %(total)s ready") % {
        "ready": number(ready),
        "total": number(total),
    }
    description = "; ".join(row.sentence for row in rows) + "."
    height = max(len(rows), 1) * ROW
    svg = drawing(
        parts, key=key, css="c-bars", width=width, height=height, title=title, description=description
    )
    return Chart(svg, _readiness_table(rows, before, title), title, description)


def coverage_bars(
    rows: Sequence[Coverage], *, target: int | None = None, width: int = 480, key: str = "coverage"
) -> Chart:
    """Part of each group with the target drawn across."""
    left, right = 170, 104
    room = width - left - right
    parts: list[Markup] = []
    for number_, row in enumerate(rows):
        y = number_ * ROW
        parts.append(label(shortened(row.name, left - 12), "d-text", 0, y + 17))
        parts += _bar(left, y + 8, room, [("d-b" if row.off else "d-a", row.part)], row.total, 8)
        if row.before is not None and row.total:
            parts.append(rect("d-ghost", left, y + 18, room * row.before / row.total, 3, rx=1))
        parts.append(label(percent(row.part, row.total), "d-strong", width - 56, y + 17, text_anchor="end"))
        parts.append(label(f"{row.part} / {row.total}", "d-soft", width, y + 17, text_anchor="end"))
        if target is not None:
            parts.append(rect("d-target", left + room * target / 100, y + 4, 1.5, 16))
    title = (
        _("Coverage")
        if target is None
        else _("Coverage against a target of %(target)s") % {"target": percent(target)}
    )
    said = [f"{r.name}: {r.part} / {r.total}" + (f" ({_('off track')})" if r.off else "") for r in rows]
    table = Table(
        title,
        (_("Group"), _("Covered"), _("Of"), _("Share"), _("State")),
        tuple(
            (
                r.name,
                number(r.part),
                number(r.total),
                percent(r.part, r.total),
                _("off track") if r.off else "",
            )
            for r in rows
        ),
        frozenset({1, 2, 3}),
    )
    description = "; ".join(said) + "."
    height = max(len(rows), 1) * ROW
    svg = drawing(
        parts, key=key, css="c-bars", width=width, height=height, title=title, description=description
    )
    return Chart(svg, table, title, description)


def stacked_tally(
    parts: Sequence[Part], *, title: str, width: int = 480, height: int = 12, key: str = "tally"
) -> Chart:
    """One whole and its parts; the words stand in a key beside it, never on the bar."""
    total = sum(part.count for part in parts)
    drawn = _bar(0, 0, width, [(f"d-{part.tone}", part.count) for part in parts], total, height)
    description = ", ".join(f"{part.count} {part.word}" for part in parts) + "."
    table = Table(
        title,
        (_("State"), _("Count"), _("Share")),
        tuple((part.word, number(part.count), percent(part.count, total)) for part in parts),
        frozenset({1, 2}),
    )
    svg = drawing(
        drawn,
        key=key,
        css="c-stack",
        width=width,
        height=height,
        title=title,
        description=description,
        stretch=True,
    )
    return Chart(svg, table, title, description)


def _bar(
    x: float, y: float, width: float, parts: Sequence[tuple[str, int]], total: int, height: float
) -> list[Markup]:
    drawn = [rect("d-n", x, y, width, height, rx=2)]
    at = x
    for css, count in parts:
        if not count or not total:
            continue
        size = width * count / total
        drawn.append(element("rect", css, x=at, y=y, width=size, height=height))
        if at > x:
            drawn.append(line("d-cut", at, y, at, y + height))
        at += size
    return drawn


def _readiness_table(rows: Sequence[ClauseTally], before: str, title: str) -> Table:
    heads = (_("Clause"), _("Title"), _("Ready"), _("Of"), _("Partly met"), before or _("A month ago"))
    cells = tuple(
        (
            row.clause,
            row.title,
            number(row.ready),
            number(row.total),
            number(row.partly),
            "–" if row.before is None else number(row.before),
        )
        for row in rows
    )
    return Table(title, heads, cells, frozenset({2, 3, 4, 5}))
