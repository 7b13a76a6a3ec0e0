"""A table that came back: which cells differ from what stands now, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from tracker.checklist.choices import Confidence, Maturity, Stage, State
from tracker.checklist.exchange.sheets import Kind, Sheet, SheetRow, same_text, sheet_of
from tracker.core.errors import BadInput, LineProblem
from tracker.core.tables import Row, read_table
from tracker.evidence.models import Evidence
from tracker.people.models import Person
from tracker.projects.models import Project

KEYS = {Kind.ASSESSMENTS: "id", Kind.REGISTER: "code"}


@dataclass(frozen=True, slots=True)
class Told:
    """One cell that differs, in the words of the table."""

    column: str
    before: str
    after: str


@dataclass(slots=True)
class RowChange:
    """One row that differs: the values as the verbs take them, and what to tell the reader."""

    line: int
    key: str
    code: str
    version: int
    values: dict[str, Any] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)


@dataclass(slots=True)
class Changes:
    """What a table would change, and what in it cannot be taken."""

    kind: Kind
    rows: int
    changes: list[RowChange]
    problems: list[LineProblem]


def changes_in(project: Project, source: IO[bytes], name: str) -> Changes:
    """Compare a table with what stands now; nothing is written."""
    rows = read_table(source, name)
    if not rows:
        raise BadInput(_("There is no row below the heading."))
    kind = _kind_of(rows[0])
    return _Comparison(project, sheet_of(project, kind)).with_rows(rows)


def _kind_of(row: Row) -> Kind:
    if {"id", "version", "assessment"} <= row.cells.keys():
        return Kind.ASSESSMENTS
    if {"code", "version", "stage"} <= row.cells.keys():
        return Kind.REGISTER
    raise BadInput(
        _(
            "This is neither a table of assessments nor of the register. Take one from this page and change that."
        ),
        lines=[
            LineProblem(1, _("the headings id, version, assessment or code, version, stage are expected"))
        ],
    )


class _Comparison:
    def __init__(self, project: Project, sheet: Sheet) -> None:
        self.project, self.sheet = project, sheet
        self.held = {row.key: row for row in sheet.rows}
        self.problems: list[LineProblem] = []
        self.people: list[Person] | None = None
        self.evidence: dict[str, Evidence] | None = None

    def with_rows(self, rows: list[Row]) -> Changes:
        changes = []
        seen: dict[str, int] = {}
        for row in rows:
            key = row.cells.get(KEYS[self.sheet.kind], "").strip()
            held = self.held.get(key)
            if held is None:
                self._problem(row.line, _("there is no “%(key)s” here") % {"key": key[:60]})
            elif key in seen:
                self._problem(
                    row.line,
                    _("“%(code)s” stands in line %(line)s already") % {"code": held.code, "line": seen[key]},
                )
            else:
                change = self._compared(row, held)
                if change.told:
                    changes.append(change)
            seen.setdefault(key, row.line)
        return Changes(self.sheet.kind, len(rows), changes, self.problems)

    def _compared(self, row: Row, held: SheetRow) -> RowChange:
        change = RowChange(row.line, held.key, held.code, held.version)
        for column in self.sheet.editable:
            if column not in row.cells:
                continue
            given, before = same_text(row.cells[column]), held.written(column)
            if given == before:
                continue
            try:
                change.values[column] = self._meaning(column, given)
            except ValueError as wrong:
                self._problem(row.line, f"{held.code}, {column}: {wrong}")
                continue
            change.told.append(Told(column, before, given))
        self._settle_owner(change)
        if change.told and row.cells.get("version", "").strip() != str(held.version):
            self._problem(
                row.line, _("%(code)s was changed here after the table was made") % {"code": held.code}
            )
        return change

    def _settle_owner(self, change: RowChange) -> None:
        """The name and the id say the same; where both changed, the id counts."""
        by_id = change.values.pop("owner id", None)
        if by_id is not None:
            change.values["owner"] = by_id

    def _meaning(self, column: str, given: str) -> Any:
        if column in {"owner", "owner id"}:
            return self._person(column, given)
        reader = READERS.get(column)
        if reader is not None:
            return reader(given)
        return self._pieces(given) if column == "evidence ids" else given

    def _person(self, column: str, given: str) -> list[Person]:
        """Nobody or one, as a list; by id, or by a name or address that is there once."""
        if not given:
            return []
        if self.people is None:
            self.people = list(Person.objects.filter(organization=self.project.organization_id))
        if column == "owner id":
            found = [each for each in self.people if str(each.pk) == given.lower()]
        else:
            wanted = given.casefold()
            found = [each for each in self.people if wanted in {each.name.casefold(), each.email.casefold()}]
        if len(found) == 1:
            return found
        raise ValueError(
            _("“%(given)s” is more than one person; use the id") % {"given": given[:60]}
            if found
            else _("“%(given)s” is nobody on the staff register") % {"given": given[:60]}
        )

    def _pieces(self, given: str) -> list[Evidence]:
        if self.evidence is None:
            self.evidence = {str(each.pk): each for each in Evidence.objects.of(self.project)}
        pieces = []
        for word in re.split(r"[\s,;]+", given.lower()) if given else []:
            try:
                found = self.evidence.get(str(UUID(word)))
            except ValueError:
                found = None
            if found is None:
                raise ValueError(_("there is no evidence “%(id)s” here") % {"id": word[:60]})
            pieces.append(found)
        return pieces

    def _problem(self, line: int, message: str) -> None:
        self.problems.append(LineProblem(line, message))


def _state(given: str) -> str:
    return _choice(State, given, _("“%(given)s” is no assessment"))


def _stage(given: str) -> str:
    return _choice(Stage, given, _("“%(given)s” is no stage; draft, in review or nothing"))


def _choice(choices: Any, given: str, otherwise: str) -> str:
    word = given.casefold()
    for each in choices:
        if word in {each.value.replace("_", " "), each.value, str(each.label).casefold()}:
            return str(each.value)
    raise ValueError(otherwise % {"given": given[:60]})


def _confidence(given: str) -> str:
    return _choice(Confidence, given, _("“%(given)s” is no confidence; guessed, fairly, shown or nothing"))


def _level(given: str) -> int | None:
    if not given:
        return None
    if given not in {str(level) for level in Maturity.values}:
        raise ValueError(_("“%(given)s” is no maturity from 0 to 5") % {"given": given[:40]})
    return int(given)


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        words = {"given": given[:40]}
        raise ValueError(_("“%(given)s” is no date; write it like 2026-12-31") % words) from None


def _months(given: str) -> int | None:
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:6]) <= 120:
        raise ValueError(_("“%(given)s” is no number of months from 1 to 120") % {"given": given[:40]})
    return int(given)


READERS: dict[str, Any] = {
    "assessment": _state,
    "maturity": _level,
    "maturity wanted": _level,
    "confidence": _confidence,
    "stage": _stage,
    "needed by": _day,
    "reviewed on": _day,
    "review months": _months,
}
