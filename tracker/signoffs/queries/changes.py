"""What is different now from what was signed, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tracker.core.canonical import plain
from tracker.signoffs.content import Section, in_words, sections_of
from tracker.signoffs.models import SignOff


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that reads otherwise now. `before` or `after` is empty where it was not there."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return _("%(path)s is new: %(after)s") % {"path": self.path, "after": self.after}
        if not self.after:
            return _("%(path)s is gone; it was %(before)s") % {"path": self.path, "before": self.before}
        words = {"path": self.path, "before": self.before, "after": self.after}
        return _("%(path)s was %(before)s and is now %(after)s") % words


def changed_since(signoff: SignOff, content: Mapping[str, Any]) -> list[Difference]:
    """What was signed against the content as its room would freeze it today; empty where nothing changed."""
    signed = signoff.request.content
    present = plain(content)
    if signed == present:
        return []
    before, after = dict(_places(signed)), dict(_places(present))
    paths = [*before, *(path for path in after if path not in before)]
    found = [
        Difference(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    ]
    return found or [Difference(_("Order"), _("as signed"), _("arranged otherwise"))]


def _places(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every value with the words that lead to it; the same words twice get a number."""
    met: dict[str, int] = {}
    for path, value in _named(content):
        met[path] = met.get(path, 0) + 1
        yield (path if met[path] == 1 else f"{path} ({met[path]})"), value


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(content.get("sections"), list):
        for key in ("title", "subtitle"):
            if content.get(key):
                yield key.capitalize(), in_words(content[key])
    for section in sections_of(content):
        yield from _in_section(section)


def _in_section(section: Section) -> Iterator[tuple[str, str]]:
    for number, sentence in enumerate(section.text, start=1):
        yield _path(section.title, _("paragraph %(number)s") % {"number": number}), in_words(sentence)
    for label, value in section.rows:
        yield _path(section.title, label), in_words(value)
    for row in section.table:
        name = in_words(row[0]) if row else ""
        yield _path(section.title, name), name
        for head, cell in zip(section.heads[1:], row[1:], strict=False):
            yield _path(section.title, name, str(head)), in_words(cell)


def _path(*parts: str) -> str:
    return " › ".join(part for part in parts if part)
