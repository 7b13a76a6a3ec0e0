"""Read a catalogue in OSCAL JSON: groups as clauses, controls and their enhancements as requirements.

Nothing is written here. What does not fit is refused with its place in the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from tracker.core.errors import BadInput, LineProblem
from tracker.standard.prose import Params, plain, statement_of

MAX_BYTES = 60 * 1024 * 1024
MAX_DEPTH = 8
LONGEST_NUMBER, LONGEST_CODE, LONGEST_TEXT = 20, 26, 20_000
RELATING = frozenset({"related", "reference"})
PART = re.compile(r"[0-9A-Z][0-9A-Z-]*")
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A group on its way to becoming a clause."""

    number: str
    title: str
    parent: str
    level: int
    holds_requirements: bool
    note: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class RequirementDraft:
    """A control, or an enhancement of one, on its way to becoming a requirement."""

    clause: str
    position: int
    code: str
    text: str


@dataclass
class Draft:
    """Everything a catalogue asks for, read and found to be in order."""

    code: str
    name: str
    title: str
    published_on: date
    clauses: list[ClauseDraft] = field(default_factory=list)
    requirements: list[RequirementDraft] = field(default_factory=list)
    withdrawn: int = 0
    related: set[tuple[str, str]] = field(default_factory=set)  # Codes, each pair once, in their order.


def read_catalogue(path: Path, code: str = "") -> Draft:
    """The catalogue in the file; raises `BadInput` with place and reason."""
    catalog = _catalog_of(_parsed(path))
    return _Reader(catalog).read(code.strip())


def refused(place: str, why: str) -> BadInput:
    """The refusal of a file: where, and why. Nothing was written."""
    sentence = _("%(place)s: %(why)s Nothing was written.") % {"place": place, "why": why}
    return BadInput(sentence, lines=[LineProblem(0, f"{place}: {why}")])


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise refused(str(path), _("the file is larger than %(limit)s MB.") % {"limit": limit})
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(_("There is no file %(path)s.") % {"path": path}) from None
    except OSError as problem:
        raise BadInput(
            _("%(path)s cannot be read: %(why)s") % {"path": path, "why": problem.strerror}
        ) from None
    except json.JSONDecodeError as broken:
        place = _("line %(line)s, column %(column)s") % {"line": broken.lineno, "column": broken.colno}
        raise refused(place, _("this is not JSON: %(why)s.") % {"why": broken.msg}) from None
    except UnicodeDecodeError as broken:
        raise refused(_("byte %(at)s") % {"at": broken.start}, _("this is not UTF-8.")) from None
    except RecursionError:
        raise refused(str(path), _("it is nested too deeply.")) from None


def _catalog_of(document: Any) -> Node:
    if not isinstance(document, dict):
        raise refused(_("the top of the file"), _("an object with “catalog” is expected."))
    if "catalog" not in document:
        found = ", ".join(sorted(map(str, document))[:5]) or _("nothing")
        raise refused(
            _("the top of the file"),
            _("there is no “catalog” but %(found)s. A profile must be resolved first.") % {"found": found},
        )
    return _object(document["catalog"], "catalog")


def _object(value: Any, place: str) -> Node:
    if not isinstance(value, dict):
        raise refused(place, _("an object is expected."))
    return value


def _listed(node: Node, key: str, place: str) -> Iterator[tuple[str, Node]]:
    """The objects in a list that may be absent, each with its place."""
    found = node.get(key, [])
    if not isinstance(found, list):
        raise refused(f"{place}.{key}", _("a list is expected."))
    for position, each in enumerate(found):
        where = f"{place}.{key}[{position}]"
        yield where, _object(each, where)


def _words(node: Node, key: str, place: str, *, needed: bool = True) -> str:
    found = node.get(key, "")
    if not isinstance(found, str):
        raise refused(f"{place}.{key}", _("text is expected."))
    if needed and not found.strip():
        raise refused(place, _("“%(key)s” is missing.") % {"key": key})
    return found.strip()


def _label(node: Node, place: str) -> str:
    """The plain label among the properties, where there is one."""
    labels = [each for _place, each in _listed(node, "props", place) if each.get("name") == "label"]
    labels.sort(key=lambda each: "class" in each)
    value = labels[0].get("value") if labels else ""
    return value.strip() if isinstance(value, str) else ""


class _Reader:
    """One walk through the groups, keeping what must be unique."""

    def __init__(self, catalog: Node) -> None:
        self.catalog = catalog
        self.params: Params = {}
        self.ids: dict[str, str] = {}
        self.codes: set[str] = set()
        self.numbers: set[str] = set()
        self.code_of: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.position = 0

    def read(self, code: str) -> Draft:
        self.draft = self._edition(code)
        self._collect_params(self.catalog, "catalog", 0)
        loose = list(_listed(self.catalog, "controls", "catalog"))
        if loose:
            self.draft.clauses.append(ClauseDraft("0", _("Controls without a group"), "", 1, True, "", "000"))
            self.numbers.add("0")
            self._controls(self.catalog, "catalog", "0", "", 0)
        self._groups(self.catalog, "catalog", None, "")
        if not self.draft.requirements:
            raise refused("catalog", _("it holds no control."))
        # A link to what is left out here, or to a text outside the catalogue, relates nothing.
        pairs = ((code, self.code_of[to]) for code, to in self.links if to in self.code_of)
        self.draft.related = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
        return self.draft

    def _edition(self, code: str) -> Draft:
        place = "catalog.metadata"
        metadata = _object(self.catalog.get("metadata"), place)
        title = plain(_words(metadata, "title", place))
        version = _words(metadata, "version", place)
        if len(code) > 40:
            raise BadInput(_("The code may have 40 characters at most."))
        return Draft(
            code=code or _edition_code(title, version),
            name=_cut(title, 120),
            title=_cut(f"{title}, {version}", 250),
            published_on=_published(metadata, place),
        )

    def _collect_params(self, node: Node, place: str, depth: int) -> None:
        """A parameter may be inserted anywhere in the catalogue, so all are read before any prose."""
        if depth > MAX_DEPTH:
            raise refused(place, _("groups or enhancements are nested too deeply."))
        for where, param in _listed(node, "params", place):
            key = _words(param, "id", where)
            if key in self.params:
                raise refused(where, _("the parameter “%(id)s” is there twice.") % {"id": key})
            self.params[key] = param
        for key in ("groups", "controls"):
            for where, child in _listed(node, key, place):
                self._collect_params(child, where, depth + 1)

    def _groups(self, node: Node, place: str, parent: ClauseDraft | None, parent_id: str) -> None:
        for order, (where, group) in enumerate(_listed(node, "groups", place), start=1):
            title = plain(_words(group, "title", where))
            own = self._remembered(group, where, needed=False)
            draft = ClauseDraft(
                number=self._number(group, own, where, parent, parent_id, order),
                title=_cut(title, 200),
                parent=parent.number if parent else "",
                level=parent.level + 1 if parent else 1,
                holds_requirements=bool(group.get("controls")) or not group.get("groups"),
                note=self._prose(group, where, ("overview",)),
                sort_key=f"{parent.sort_key}.{order:03}" if parent else f"{order:03}",
            )
            self.draft.clauses.append(draft)
            self._controls(group, where, draft.number, "", 0)
            self._groups(group, where, draft, own)

    def _number(
        self, group: Node, own: str, place: str, parent: ClauseDraft | None, parent_id: str, order: int
    ) -> str:
        """The number it is known by below its parent's; where that does not fit, its place in line."""
        above = f"{parent.number}." if parent else ""
        tails = []
        for known in (_label(group, place), own):
            tail = known.removeprefix(above).removeprefix(f"{parent_id}." if parent_id else "")
            tails.append(tail.upper().replace(".", "-").replace("_", "-").strip("-"))
        for tail in (*tails, str(order), f"G{order}"):
            number = above + tail
            if PART.fullmatch(tail) and len(number) <= LONGEST_NUMBER and number not in self.numbers:
                self.numbers.add(number)
                return number
        raise refused(place, _("it is nested so deeply that it cannot be numbered."))

    def _controls(self, node: Node, place: str, clause: str, above: str, depth: int) -> None:
        """The controls of a group in their order, each followed by its enhancements."""
        if not depth:
            self.position = 0
        for where, control in _listed(node, "controls", place):
            own = self._remembered(control, where)
            title = plain(_words(control, "title", where))
            full = f"{above} – {title}" if above else title
            if self._is_withdrawn(control, where):
                self.draft.withdrawn += 1
            else:
                self.position += 1
                text = "\n".join(filter(None, (full, self._prose(control, where, ("statement",)))))
                if len(text) > LONGEST_TEXT:
                    raise refused(
                        where, _("the statement is longer than %(n)s characters.") % {"n": LONGEST_TEXT}
                    )
                code = self._code(control, own, where)
                self.draft.requirements.append(RequirementDraft(clause, self.position, code, text))
                self.code_of[own] = code
                self._links(control, code, where)
            self._controls(control, where, clause, title, depth + 1)

    def _links(self, control: Node, code: str, place: str) -> None:
        """The other controls of this catalogue that it says it has to do with."""
        for where, link in _listed(control, "links", place):
            to = _words(link, "href", where, needed=False)
            if link.get("rel") in RELATING and to.startswith("#"):
                self.links.append((code, to[1:]))

    def _prose(self, node: Node, place: str, names: tuple[str, ...]) -> str:
        try:
            return statement_of(node, names, self.params)
        except ValueError as problem:
            raise refused(place, str(problem)) from None

    def _is_withdrawn(self, control: Node, place: str) -> bool:
        return any(
            each.get("name") == "status" and str(each.get("value")).lower() == "withdrawn"
            for _where, each in _listed(control, "props", place)
        )

    def _remembered(self, node: Node, place: str, *, needed: bool = True) -> str:
        own = _words(node, "id", place, needed=needed)
        if own and own in self.ids:
            words = {"id": own, "place": self.ids[own]}
            raise refused(place, _("the identifier “%(id)s” is there already, at %(place)s.") % words)
        self.ids[own] = place
        return own

    def _code(self, control: Node, own: str, place: str) -> str:
        for known in (_label(control, place), own.upper()):
            if known and len(known) <= LONGEST_CODE and known not in self.codes:
                self.codes.add(known)
                return known
        words = {"id": own, "n": LONGEST_CODE}
        raise refused(
            place, _("neither its label nor “%(id)s” is unique and within %(n)s characters.") % words
        )


def _published(metadata: Node, place: str) -> date:
    key = "published" if metadata.get("published") else "last-modified"
    said = _words(metadata, key, place)
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise refused(f"{place}.{key}", _("“%(said)s” is no date.") % {"said": said[:40]}) from None


def _edition_code(title: str, version: str) -> str:
    """Short, and the same for the same title and version: a new version stands beside the old one."""
    tail = ":" + re.sub(r"[^0-9A-Za-z.+-]", "-", version)[:14]
    name = slugify(title) or "catalogue"
    room = 40 - len(tail)
    if len(name) > room:
        name = name[: room - 7].rstrip("-") + "-" + hashlib.sha256(title.encode()).hexdigest()[:6]
    return name + tail


def _cut(text: str, limit: int) -> str:
    return Truncator(text).chars(limit)
