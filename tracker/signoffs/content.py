"""What a person puts their name to: plain values in sections, so that they can be read, frozen and compared.

Rooms hand over `content_of(title, [Section(...), ...])`, or any mapping of plain values, which is then
shown by its keys.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.core.canonical import plain
from tracker.core.formats import day_year

SCHEMA_VERSION = 1
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the content: sentences, facts with their names, a table, or all three.

    The first cell of a table's row names the row; changes are told by it.
    """

    title: str
    text: Sequence[str] = ()
    rows: Sequence[tuple[str, Any]] = ()
    heads: Sequence[str] = ()
    table: Sequence[Sequence[Any]] = ()


def content_of(*, title: str, sections: Iterable[Section], subtitle: str = "") -> dict[str, Any]:
    """The content in its plain form, as it is frozen."""
    written: dict[str, Any] = {"title": title, "sections": [_written(section) for section in sections]}
    if subtitle:
        written["subtitle"] = subtitle
    normal: dict[str, Any] = plain(written)
    return normal


def _written(section: Section) -> dict[str, Any]:
    parts: dict[str, Any] = {"title": section.title}
    if section.text:
        parts["text"] = list(section.text)
    if section.rows:
        parts["rows"] = [[label, value] for label, value in section.rows]
    if section.table:
        parts["table"] = {"heads": list(section.heads), "rows": [list(row) for row in section.table]}
    return parts


def sections_of(content: Mapping[str, Any]) -> list[Section]:
    """The content as a reader meets it, whichever way it was handed over."""
    if isinstance(content.get("sections"), list):
        return [_read(part) for part in content["sections"]]
    facts = [(_words(key), value) for key, value in _ordered(content) if not isinstance(value, list | dict)]
    sections = [Section(title="", rows=facts)] if facts else []
    for key, value in _ordered(content):
        if isinstance(value, dict):
            sections.append(Section(title=_words(key), rows=[(_words(k), v) for k, v in _ordered(value)]))
        elif isinstance(value, list):
            sections.append(_listed(_words(key), value))
    return sections


def _read(part: Mapping[str, Any]) -> Section:
    text = part.get("text", ())
    table = part.get("table") or {}
    return Section(
        title=str(part.get("title", "")),
        text=[text] if isinstance(text, str) else list(text),
        rows=_pairs(part.get("rows", ())),
        heads=list(table.get("heads", ())),
        table=[list(row) for row in table.get("rows", ())],
    )


def _pairs(rows: Any) -> list[tuple[str, Any]]:
    if isinstance(rows, Mapping):
        return list(rows.items())
    return [
        (str(row.get("label", "")), row.get("value")) if isinstance(row, Mapping) else (str(row[0]), row[1])
        for row in rows
    ]


def _ordered(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """In an order of our own, names first: PostgreSQL does not keep the one in which keys were written."""
    first = ("name", "title", "code", "id")
    return sorted(
        content.items(), key=lambda pair: (first.index(pair[0]) if pair[0] in first else len(first), pair[0])
    )


def _listed(title: str, items: list[Any]) -> Section:
    if items and all(isinstance(item, Mapping) for item in items):
        heads = [key for key, _item in _ordered({key: None for item in items for key in item})]
        return Section(
            title=title,
            heads=[_words(head) for head in heads],
            table=[[item.get(head) for head in heads] for item in items],
        )
    return Section(title=title, text=[in_words(item) for item in items])


def in_words(value: Any) -> str:
    """A plain value as text."""
    if value is None or value == "":
        return "–"
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(in_words(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(key)}: {in_words(item)}" for key, item in _ordered(value))
    return ISO_DAY.sub(_day, str(value))


def _day(found: re.Match[str]) -> str:
    """A day as people write it; the frozen bytes keep it as 2027-05-12."""
    try:
        return day_year(date.fromisoformat(found.group()))
    except ValueError:
        return found.group()


def _words(key: str) -> str:
    text = str(key).replace("_", " ").strip()
    return text[:1].upper() + text[1:]
