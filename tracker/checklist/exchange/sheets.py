"""The two tables: their columns, and the rows of a project in them.

Headings stand in English whatever the reader's language, so that a table made by one person can be
brought in by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from tracker.checklist.queries import CheckpointRow, RegisterLine, checklist_rows, register_lines
from tracker.core import clock
from tracker.core.tables import plain_cell, safe_cell, write_xlsx
from tracker.evidence.queries import RevisionFact
from tracker.projects.models import Project

Value = str | int | date | None


class Kind(StrEnum):
    ASSESSMENTS = "assessments"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it goes out; `key` finds it again, `version` says what was read."""

    key: str
    code: str
    version: int
    cells: dict[str, Value]

    def written(self, heading: str) -> str:
        """What a reader of the table gets from this cell."""
        value = self.cells[heading]
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return same_text(plain_cell(safe_cell(value)))
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole table; only the `editable` columns are read back."""

    kind: Kind
    headings: tuple[str, ...]
    editable: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def same_text(text: str) -> str:
    """Line ends and blanks around do not make a difference."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def sheet_of(project: Project, kind: Kind) -> Sheet:
    """The table as it stands now."""
    if kind == Kind.ASSESSMENTS:
        rows = [_assessment(row, project.zone) for row in checklist_rows(project)]
        return _sheet(kind, rows, ASSESSED)
    return _sheet(kind, [_entry(line) for line in register_lines(project)], ENTERED)


def workbook(sheet: Sheet) -> bytes:
    return write_xlsx(
        sheet.headings,
        ([row.cells[name] for name in sheet.headings] for row in sheet.rows),
        sheet.kind.title(),
    )


ASSESSED = (
    "assessment", "note", "other party", "control", "maturity", "maturity wanted", "confidence", "owner", "owner id",
    "needed by", "evidence ids",
)  # fmt: skip
ENTERED = ("stage", "owner", "owner id", "review months", "reviewed on", "evidence ids")
# The last column is never empty: readers of XLSX leave out empty cells at the end of a row, and an emptied
# cell must not look like a column that was taken away.
HEADINGS = {
    Kind.ASSESSMENTS: (
        "id", "version", "clause", "title", "code", "what must be shown", "assessment", "note", "other party",
        "control", "maturity", "maturity wanted", "confidence", "owner", "owner id", "needed by", "evidence",
        "evidence ids", "assessed by", "assessed on", "confirmed by", "confirmed on", "ready",
    ),
    Kind.REGISTER: (
        "code", "version", "documented information", "kind", "basis", "clauses", "stage", "owner", "owner id",
        "review months", "reviewed on", "next review", "evidence", "evidence ids", "state",
    ),
}  # fmt: skip


def _sheet(kind: Kind, rows: Sequence[SheetRow], editable: tuple[str, ...]) -> Sheet:
    return Sheet(kind, HEADINGS[kind], editable, tuple(rows))


def _assessment(row: CheckpointRow, zone: str) -> SheetRow:
    cells: dict[str, Value] = {
        "id": str(row.id),
        "version": row.version,
        "clause": row.clause,
        "title": row.clause_title,
        "code": row.code,
        "what must be shown": row.text,
        "assessment": str(row.state).replace("_", " "),
        "note": row.note,
        "other party": row.party,
        "control": row.party_control,
        "maturity": row.maturity,
        "maturity wanted": row.maturity_wanted,
        "confidence": row.confidence,
        "owner": row.owner,
        "owner id": _id(row.owner_id),
        "needed by": row.target_on,
        "evidence": _names(row.proofs),
        "evidence ids": _ids(row.proofs),
        "ready": "yes" if row.ready else "no",
        "assessed by": row.assessed_by,
        "assessed on": clock.on_day(row.assessed_at, zone) if row.assessed_at else None,
        "confirmed by": row.confirmed_by,
        "confirmed on": clock.on_day(row.confirmed_at, zone) if row.confirmed_at else None,
    }
    return SheetRow(str(row.id), row.code, row.version, cells)


def _entry(line: RegisterLine) -> SheetRow:
    row = line.row
    cells: dict[str, Value] = {
        "code": row.code,
        "version": line.version,
        "documented information": row.name,
        "kind": row.kind.value,
        "basis": row.basis.value.replace("_", " "),
        "clauses": ", ".join(row.clauses),
        "state": line.state.value.replace("_", " "),
        "stage": line.stage.replace("_", " "),
        "owner": line.owner,
        "owner id": _id(line.owner_id),
        "review months": line.review_months,
        "reviewed on": line.reviewed_on,
        "next review": line.next_review_on,
        "evidence": _names(row.evidence),
        "evidence ids": _ids(row.evidence),
    }
    return SheetRow(row.code, row.code, line.version, cells)


def _id(value: UUID | None) -> str:
    return str(value) if value else ""


def _names(facts: Iterable[RevisionFact]) -> str:
    return "; ".join(f"{fact.name} r{fact.number}" for fact in _in_order(facts))[:19_000]


def _ids(facts: Iterable[RevisionFact]) -> str:
    return " ".join(str(fact.evidence_id) for fact in _in_order(facts))


def _in_order(facts: Iterable[RevisionFact]) -> list[RevisionFact]:
    return sorted(facts, key=lambda fact: (fact.name, str(fact.evidence_id)))
