"""What a management report says besides the readiness report: one form for all of them, as plain frozen facts.

The gathering writes the sentences, in the language of the report; the pages only set them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.reporting.content import Change, Head, Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `tone` is the shape before the word (`on`, `risk`, `off`, `met`, `part`, `not`, `none`)."""

    text: str
    tone: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with what is drawn, then paragraphs, a table, or both; `columns` are width and alignment of each."""

    title: str
    unit: str = ""
    text: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: its short name, its claim, its blocks."""

    short: str
    claim: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure on the cover, large."""

    big: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    head: Head
    kind: str
    title: str
    about: str
    today: date
    since: date | None
    answer: str
    why: str
    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    marks: tuple[Mark, ...] = ()
    compared_with: datetime | None = None
    changes: tuple[Change, ...] = field(default=())
