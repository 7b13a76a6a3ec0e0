"""Drawings for paper, in points at their final size; words and figures stay in the table beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from tracker.core.formats import day_year, month
from tracker.reporting.content import ClauseBlock, ClauseFigures, CoverageLine, MilestoneLine

INK, INK_2, INK_3 = "#14212b", "#44525d", "#64717b"
HAIR, ACCENT, BAD, WHITE = "#dfe5e9", "#0b5a7a", "#b3261e", "#fff"
ROW = 15.0

SQUARES = ("ready", "new", "waits", "partly", "not_met", "not_assessed")


def milestone_strip(lines: Sequence[MilestoneLine], today: dt.date, width: float = 166) -> Markup:
    """Lies over the second column of the milestones' table: one row of 15 pt each, below a head of 18 pt."""
    days = [day for line in lines for day in (line.baseline_on, line.day) if day] + [today]
    first, last = min(days) - dt.timedelta(days=14), max(days) + dt.timedelta(days=14)
    span = max((last - first).days, 1)
    height = 18 + ROW * len(lines)

    def x(day: dt.date) -> float:
        return 4 + (width - 8) * (day - first).days / span

    parts = [*_months(first, last, x, height, span), _line(0, 18, width, 18, INK, 0.8)]
    for place, line in enumerate(lines):
        y = 18 + ROW * place + ROW / 2
        parts.append(_line(0, y + ROW / 2, width, y + ROW / 2, HAIR, 0.35))
        tone = INK if line.actual_on else ACCENT
        if line.baseline_on:
            parts.append(_line(x(line.baseline_on), y, x(line.day), y, tone, 1.4))
            parts.append(_diamond(x(line.baseline_on), y, 3.1, WHITE, INK_2))
        if line.actual_on:
            parts.append(_shape("circle", cx=x(line.day), cy=y, r=2.9, fill=INK))
        else:
            parts.append(_diamond(x(line.day), y, 3.7, ACCENT, ACCENT))
    now = x(today)
    parts += [
        _line(now, 14, now, height, INK, 0.9),
        _path(f"M{_n(now - 2.6)} 12H{_n(now + 2.6)}L{_n(now)} 16Z", INK),
    ]
    title = "; ".join(_spoken(line) for line in lines)
    return _svg(width, height, title or _("No milestone is set."), parts)


def _spoken(line: MilestoneLine) -> str:
    word = _("reached") if line.actual_on else _("forecast")
    plan = _("baseline %(day)s, ") % {"day": day_year(line.baseline_on)} if line.baseline_on else ""
    return f"{line.name}: {plan}{word} {day_year(line.day)}"


def _months(first: dt.date, last: dt.date, x: object, height: float, span: int) -> list[Markup]:
    parts: list[Markup] = []
    step = 1 if span < 200 else 2 if span < 500 else 3
    day = dt.date(first.year, first.month, 1)
    while day <= last:
        if day >= first:
            at = x(day)  # type: ignore[operator]
            parts.append(_line(at, 18, at, height, HAIR, 0.4))
            if (day.month - 1) % step == 0:
                parts.append(_month_name(day, at, new_year=day.month == 1))
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return parts


def _month_name(day: dt.date, at: float, *, new_year: bool) -> Markup:
    short = month(day).split(" ")[0]
    text = f"{short} ’{day:%y}" if new_year else short
    weight = {"font_weight": "600"} if new_year else {}
    return Markup('<text x="{}" y="10"{} fill="{}">{}</text>').format(
        _n(at), _attributes(font_family="Source Sans 3", font_size=7.2, text_anchor="middle", **weight),
        INK if new_year else INK_3, text,
    )  # fmt: skip


def readiness_bars(lines: Sequence[ClauseFigures], width: float = 118) -> Markup:
    """Bar: ready now; thin outline: a month before. One row of 15 pt for each clause."""
    height = ROW * len(lines)
    parts = [_line(x, 0, x, height, HAIR, 0.4) for x in (width / 4, width / 2, width * 3 / 4, width - 0.4)]
    for place, line in enumerate(lines):
        y = ROW * place + ROW / 2
        if line.total:
            parts.append(_rect(0, y - 2.8, width * line.ready / line.total, 5.6, fill=ACCENT))
        if line.total and line.before:
            parts.append(
                _rect(
                    0,
                    y - 4.6,
                    width * line.before / line.total,
                    9.2,
                    fill="none",
                    stroke=INK_2,
                    stroke_width=0.6,
                )
            )
    parts.append(_line(0, 0, 0, height, INK, 0.8))
    said = [
        _("clause %(number)s: %(ready)s of %(total)s ready, %(before)s a month before")
        % {"number": line.number, "ready": line.ready, "total": line.total, "before": line.before or 0}
        for line in lines
    ]
    return _svg(width, height, "; ".join(said), parts)


def coverage_bars(lines: Sequence[CoverageLine], target: int, width: float = 210) -> Markup:
    """Solid: every training valid; hatched: expires soon; outline: missing; dashed line: target."""
    height = ROW * len(lines)
    parts: list[Markup] = []
    for place, line in enumerate(lines):
        y = ROW * place + ROW / 2 - 3.4
        share = width / line.people if line.people else 0
        steady = share * (line.covered - line.expiring)
        parts.append(
            _rect(0, y, width if line.people else 0, 6.8, fill=WHITE, stroke=INK_3, stroke_width=0.5)
        )
        parts.append(_rect(0, y, steady, 6.8, fill=INK))
        parts += _hatch(steady, y, share * line.expiring, 6.8)
    at = width * target / 100
    parts.append(_line(at, 0, at, height, ACCENT, 0.9, dash="3 2"))
    said = [
        _("%(name)s: %(covered)s of %(people)s")
        % {"name": each.name, "covered": each.covered, "people": each.people}
        for each in lines
    ]
    return _svg(width, height, "; ".join(said), parts)


def unit_squares(counts: Sequence[tuple[str, int]], size: float = 7.2, a_row: int = 28) -> Markup:
    """One square for each checkpoint, by state, so that how much and in which state is seen at once."""
    kinds = [kind for kind, count in counts for _each in range(count)]
    pitch = size + 1.5
    rows = max(-(-len(kinds) // a_row), 1)
    parts: list[Markup] = []
    for place, kind in enumerate(kinds):
        parts += square(kind, pitch * (place % a_row), pitch * (place // a_row), size)
    words = {
        "ready": _("ready before"), "new": _("ready since a month ago"), "waits": _("met, waits for confirmation"),
        "partly": _("partly met"), "not_met": _("not met"), "not_assessed": _("not assessed"),
    }  # fmt: skip
    said = ", ".join(f"{count} {words[kind]}" for kind, count in counts if count)
    width = pitch * min(max(len(kinds), 1), a_row)
    return _svg(width, pitch * rows, said or _("nothing"), parts)


def clause_squares(block: ClauseBlock) -> Markup:
    """The row of small squares in the clause index."""
    counts = dict.fromkeys(SQUARES, 0)
    for line in block.checkpoints:
        counts[square_of(line.standing, ready=line.ready)] += 1
    return unit_squares(list(counts.items()), size=5.4, a_row=9)


def square_of(standing: str, *, ready: bool) -> str:
    if ready:
        return "ready"
    if standing in {"met", "met_by_other_party"}:
        return "waits"
    return {"partly_met": "partly", "not_assessed": "not_assessed"}.get(standing, "not_met")


def key_square(kind: str) -> Markup:
    return _svg(7.4, 7.4, kind.replace("_", " "), square(kind, 0.2, 0.2, 7))


def square(kind: str, x: float, y: float, size: float) -> list[Markup]:
    """Solid, solid with dot, hatched, half, crossed, dashed: told apart without colour."""
    edge: dict[str, float | str] = {"fill": WHITE, "stroke_width": 0.6}
    inner = size - 0.6
    if kind in {"ready", "new"}:
        solid = _rect(x, y, size, size, fill=INK if kind == "ready" else ACCENT)
        return (
            [solid]
            if kind == "ready"
            else [solid, _rect(x + size * 0.35, y + size * 0.35, size * 0.3, size * 0.3, fill=WHITE)]
        )
    box: dict[str, float | str] = {"x": x + 0.3, "y": y + 0.3, "width": inner, "height": inner}
    if kind == "waits":
        return [_shape("rect", **box, **edge, stroke=INK), *_hatch(x + 0.3, y + 0.3, inner, inner)]
    if kind == "partly":
        corner = (
            f"M{_n(x + 0.3)} {_n(y + size - 0.3)}V{_n(y + 0.3)}L{_n(x + size - 0.3)} {_n(y + size - 0.3)}Z"
        )
        return [_shape("rect", **box, **edge, stroke=INK_3), _path(corner, INK_3)]
    if kind == "not_met":
        a, b = size * 0.27, size * 0.73
        cross = f"M{_n(x + a)} {_n(y + a)}L{_n(x + b)} {_n(y + b)}M{_n(x + b)} {_n(y + a)}L{_n(x + a)} {_n(y + b)}"
        return [
            _shape("rect", **box, **edge, stroke=BAD),
            _shape("path", d=cross, stroke=BAD, stroke_width=0.9, fill="none"),
        ]
    return [_shape("rect", **box, **edge, stroke=INK_3, stroke_dasharray="1.2 1.1")]


def _hatch(x: float, y: float, width: float, height: float) -> list[Markup]:
    if width <= 0:
        return []
    steps: list[str] = []
    offset = 1.9
    while offset < width + height:
        x1, y1 = (offset, 0.0) if offset <= width else (width, offset - width)
        x2, y2 = (0.0, offset) if offset <= height else (offset - height, height)
        steps.append(f"M{_n(x + x1)} {_n(y + y1)}L{_n(x + x2)} {_n(y + y2)}")
        offset += 1.9
    outline = _rect(x, y, width, height, fill=WHITE, stroke=INK, stroke_width=0.5)
    return [outline, _shape("path", d="".join(steps), stroke=INK, stroke_width=0.5, fill="none")]


# Marks --------------------------------------------------------------------------


def _svg(width: float, height: float, title: str, parts: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}pt" height="{1}pt" role="img">'
        "<title>{2}</title>{3}</svg>"
    ).format(_n(width), _n(height), title, Markup("").join(parts))


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float, dash: str = "") -> Markup:
    extra = {"stroke_dasharray": dash} if dash else {}
    return _shape(
        "path",
        d=f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}",
        stroke=stroke,
        stroke_width=width,
        fill="none",
        **extra,
    )


def _rect(x: float, y: float, width: float, height: float, **attributes: float | str) -> Markup:
    return _shape("rect", x=x, y=y, width=width, height=height, **attributes)


def _path(d: str, fill: str) -> Markup:
    return _shape("path", d=d, fill=fill)


def _diamond(x: float, y: float, r: float, fill: str, stroke: str) -> Markup:
    d = f"M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y)}L{_n(x)} {_n(y + r)}L{_n(x - r)} {_n(y)}Z"
    return _shape("path", d=d, fill=fill, stroke=stroke, stroke_width=0.8)


def _shape(tag: str, **attributes: float | str) -> Markup:
    return Markup("<{}{}/>").format(Markup(tag), _attributes(**attributes))  # noqa: S704  (our own tag names)


def _attributes(**attributes: float | str) -> Markup:
    pairs = (
        Markup(' {}="{}"').format(name.replace("_", "-"), value if isinstance(value, str) else _n(value))
        for name, value in attributes.items()
    )
    return Markup("").join(pairs)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
