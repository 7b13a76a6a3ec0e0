"""Read a table of cross references between editions: which requirement corresponds to which, and how.

Nothing is written here. What cannot be read is named with its line, its column and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.core.tables import Row
from tracker.standard.choices import Relation
from tracker.standard.models import Edition, Requirement, pair_of

EDITION, NUMBER = "edition", "requirement"
OTHER_EDITION, OTHER_NUMBER = "other edition", "other requirement"
RELATION, NOTE = "relation", "note"
COLUMNS = (EDITION, NUMBER, OTHER_EDITION, OTHER_NUMBER, RELATION, NOTE)
NEEDED = COLUMNS[:4]
APART = "none"  # In the column of the relation: these two do not correspond, and what says so goes.
LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two requirements that a line speaks of, in the order in which they are kept."""

    line: int
    first: int
    second: int
    relation: str
    note: str
    told: str


class Numbers:
    """The requirements of editions by their numbers: the code, or a clause that has a single one."""

    def __init__(self) -> None:
        self.editions: dict[str, Edition] = {}
        for edition in Edition.objects.order_by("pk"):
            self.editions.setdefault(edition.name.casefold(), edition)
        for edition in Edition.objects.order_by("pk"):
            self.editions[edition.code.casefold()] = edition
        self.held: dict[int, dict[str, list[int]]] = {}

    def edition(self, given: str) -> Edition:
        """Raises `ValueError` with a sentence where there is none."""
        found = self.editions.get(given.casefold())
        if found is None:
            codes = ", ".join(sorted({each.code for each in self.editions.values()}))
            told = _("there is no edition “%(given)s”; there are: %(codes)s")
            raise ValueError(told % {"given": given[:60], "codes": codes[:300]})
        return found

    def requirement(self, edition: Edition, given: str) -> int:
        """Raises `ValueError` with a sentence where it is not exactly one."""
        found = self._numbers(edition).get(given.casefold(), [])
        words = {"given": given[:60], "edition": edition.code, "n": len(found)}
        if not found:
            raise ValueError(
                _("there is no requirement “%(given)s” in %(edition)s; write its number") % words
            )
        if len(found) > 1:
            told = _("“%(given)s” has %(n)s requirements in %(edition)s; write the number of one")
            raise ValueError(told % words)
        return found[0]

    def _numbers(self, edition: Edition) -> dict[str, list[int]]:
        if edition.pk not in self.held:
            by_code: dict[str, list[int]] = {}
            by_clause: dict[str, list[int]] = {}
            rows = Requirement.objects.of(edition).values_list("pk", "code", "clause__number")
            for pk, code, clause in rows.order_by("pk"):
                by_code.setdefault(code.casefold(), []).append(pk)
                by_clause.setdefault(clause.casefold(), []).append(pk)
            self.held[edition.pk] = by_clause | by_code
        return self.held[edition.pk]


def read_pairs(rows: Sequence[Row]) -> tuple[list[PairLine], list[LineProblem], int]:
    """The pairs, what cannot be read, and how many lines only say again what stands above."""
    return _Reading().of(rows)


@dataclass(slots=True)
class _Reading:
    numbers: Numbers = field(default_factory=Numbers)
    problems: list[LineProblem] = field(default_factory=list)

    def of(self, rows: Sequence[Row]) -> tuple[list[PairLine], list[LineProblem], int]:
        taken: dict[tuple[int, int], PairLine] = {}
        twice = 0
        for row in rows:
            line = self._line(row)
            if line is None:
                continue
            before = taken.setdefault((line.first, line.second), line)
            if before is line:
                continue
            if (before.relation, before.note) == (line.relation, line.note):
                twice += 1
                continue
            told = _("line %(line)s says something else of these two; leave one of them")
            self._problem(row, RELATION, told % {"line": before.line})
        return list(taken.values()), self.problems, twice

    def _line(self, row: Row) -> PairLine | None:
        cell = {name: row.cells.get(name, "").strip() for name in COLUMNS}
        empty = [name for name in NEEDED if not cell[name]]
        if empty:
            self._problem(row, empty[0], _("this cell is empty; fill it in"))
            return None
        one = self._requirement(row, cell, EDITION, NUMBER)
        other = self._requirement(row, cell, OTHER_EDITION, OTHER_NUMBER)
        relation = cell[RELATION].casefold() or Relation.RELATED.value
        if relation not in {*Relation.values, APART}:
            words = ", ".join([*Relation.values, APART])
            told = _("“%(given)s” is no relation; write one of: %(words)s")
            self._problem(row, RELATION, told % {"given": cell[RELATION][:60], "words": words})
            return None
        if len(cell[NOTE]) > LONGEST_NOTE:
            self._problem(row, NOTE, _("a note has at most %(most)s characters") % {"most": LONGEST_NOTE})
            return None
        if one is None or other is None:
            return None
        if one == other:
            self._problem(row, OTHER_NUMBER, _("a requirement does not refer to itself; name another one"))
            return None
        told = f"{cell[EDITION]} {cell[NUMBER]} – {cell[OTHER_EDITION]} {cell[OTHER_NUMBER]}"
        if relation == APART:
            return PairLine(row.line, min(one, other), max(one, other), APART, "", told)
        first, second, kept = pair_of(one, other, relation)
        return PairLine(row.line, first, second, str(kept), cell[NOTE].replace("\r\n", "\n"), told)

    def _requirement(self, row: Row, cell: dict[str, str], edition: str, number: str) -> int | None:
        try:
            found = self.numbers.edition(cell[edition])
        except ValueError as wrong:
            self._problem(row, edition, str(wrong))
            return None
        try:
            return self.numbers.requirement(found, cell[number])
        except ValueError as wrong:
            self._problem(row, number, str(wrong))
            return None

    def _problem(self, row: Row, column: str, message: str) -> None:
        self.problems.append(LineProblem(row.line, message, column))


def missing_columns(headings: Iterable[str]) -> list[str]:
    there = set(headings)
    return [name for name in NEEDED if name not in there]
