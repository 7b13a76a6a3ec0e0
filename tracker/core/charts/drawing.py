"""The pen: SVG elements with a class for the page and printed colours for documents."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

FONT = "'Source Sans 3', sans-serif"

# Printed colours, as presentation attributes: the page's stylesheet wins over them, a document has only them.
INK = "#14212b"
INK_2 = "#44525d"
INK_3 = "#64717b"
RULE = "#b9c3ca"
HAIR = "#dfe5e9"
WASH = "#eef2f5"
ACCENT = "#0b5a7a"
ACCENT_MID = "#7fb0c6"
GHOST = "#8a97a1"
OK = "#1e7145"
WARN = "#a85b00"
BAD = "#b3261e"
PAPER = "#ffffff"

PAINT: dict[str, dict[str, str]] = {
    "d-grid": {"stroke": HAIR, "stroke-width": "1"},
    "d-axis": {"stroke": RULE, "stroke-width": "1"},
    "d-base": {"stroke": GHOST, "stroke-width": "1.5"},
    "d-actual": {"stroke": INK, "stroke-width": "3"},
    "d-forecast": {"stroke": ACCENT, "stroke-width": "3", "stroke-dasharray": "2 4"},
    "d-slip": {"stroke": WARN, "stroke-width": "1.5"},
    "d-keep": {"stroke": GHOST, "stroke-width": "1.5"},
    "d-lead": {"fill": "none", "stroke": RULE, "stroke-width": "1"},
    "d-today": {"stroke": BAD, "stroke-width": "1"},
    "d-mark-base": {"fill": PAPER, "stroke": GHOST, "stroke-width": "1.5"},
    "d-mark-actual": {"fill": INK, "stroke": PAPER, "stroke-width": "2"},
    "d-mark-forecast": {"fill": ACCENT, "stroke": PAPER, "stroke-width": "2"},
    "d-text": {"fill": INK, "font-size": "12"},
    "d-strong": {"fill": INK, "font-size": "12", "font-weight": "600"},
    "d-soft": {"fill": INK_3, "font-size": "12"},
    "d-today-text": {"fill": BAD, "font-size": "12", "font-weight": "600"},
    "d-warn-text": {"fill": WARN, "font-size": "12", "font-weight": "600"},
    "d-bad-text": {"fill": BAD, "font-size": "12", "font-weight": "600"},
    "d-ok-text": {"fill": OK, "font-size": "12", "font-weight": "600"},
    "d-a": {"fill": ACCENT},
    "d-p": {"fill": ACCENT_MID},
    "d-n": {"fill": WASH},
    "d-o": {"fill": OK},
    "d-w": {"fill": WARN},
    "d-b": {"fill": BAD},
    "d-ghost": {"fill": GHOST},
    "d-cut": {"stroke": PAPER, "stroke-width": "1"},
    "d-target": {"fill": INK},
    "d-median": {"stroke": INK, "stroke-width": "1.25"},
    "d-tolerance": {"stroke": WARN, "stroke-width": "1.25", "stroke-dasharray": "3 3"},
    "d-line": {
        "fill": "none",
        "stroke": ACCENT,
        "stroke-width": "2",
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
    },
    "d-dot": {"fill": ACCENT},
}


@dataclass(frozen=True)
class Table:
    """What a drawing shows, in words and figures; `figures` are the columns set right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Chart:
    """A drawing and its table twin."""

    svg: Markup
    table: Table
    title: str
    description: str


def figure(value: float) -> str:
    """A coordinate: one decimal at most, no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def element(tag: str, css: str = "", /, **attributes: float | str) -> Markup:
    """One empty element; underscores in names become hyphens."""
    return Markup(f"<{tag}{_attributes(css, attributes)}/>")  # noqa: S704


def label(text: object, css: str, x: float, y: float, /, **attributes: float | str) -> Markup:
    """Text at a point."""
    shown = _attributes(css, {"x": x, "y": y, **attributes})
    return Markup(f"<text{shown}>{escape(str(text))}</text>")  # noqa: S704


def line(css: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return element("line", css, x1=x1, y1=y1, x2=x2, y2=y2)


def rect(css: str, x: float, y: float, width: float, height: float, rx: float = 0) -> Markup:
    radius = {"rx": rx} if rx else {}
    return element("rect", css, x=x, y=y, width=max(width, 0), height=max(height, 0), **radius)


def diamond(css: str, x: float, y: float, r: float) -> Markup:
    f = figure
    return element("path", css, d=f"m{f(x)} {f(y - r)} {f(r)} {f(r)} {f(-r)} {f(r)} {f(-r)} {f(-r)}Z")


def drawing(
    parts: Iterable[Markup],
    *,
    key: str,
    css: str,
    width: float,
    height: float,
    title: str,
    description: str,
    stretch: bool = False,
) -> Markup:
    """The whole SVG: named by its title, explained by its description."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}" role="img"{stretch} font-family="{font}" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{title}</title>'
        '<desc id="{key}-d">{description}</desc>{parts}</svg>'
    ).format(
        stretch=Markup(' preserveAspectRatio="none"') if stretch else "",
        css=css,
        w=figure(width),
        h=figure(height),
        font=FONT,
        key=key,
        title=title,
        description=description,
        parts=Markup("").join(parts),
    )


def shortened(text: str, room: float, size: float = 12) -> str:
    """Text cut to a width, at a letter of not quite half an em, so that labels never run into figures."""
    letters = max(int(room / (size * 0.46)), 3)
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def wrapped(text: str, room: float, *, lines: int, size: float = 12) -> list[str]:
    """Text in at most so many lines of a width; the last is cut where it does not fit."""
    letters = max(int(room / (size * 0.46)), 3)
    rows = textwrap.wrap(text, letters, break_long_words=False) or [""]
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [shortened(row, room, size) for row in rows]


def _attributes(css: str, values: dict[str, float | str]) -> str:
    """Names come from the program, values are escaped."""
    parts = [f' class="{escape(css)}"'] if css else []
    paint = PAINT.get(css.split(" ")[0], {}) if css else {}
    named = {name.replace("_", "-"): value for name, value in values.items()}
    for name, value in {**paint, **named}.items():
        parts.append(f' {name}="{escape(value) if isinstance(value, str) else figure(value)}"')
    return "".join(parts)
