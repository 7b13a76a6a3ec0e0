"""The checklist as a workbook. Every cell is text, a number or a date; none can start a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tracker.checklist.queries import CheckpointRow, RegisterRow
from tracker.core.statuses import status_of
from tracker.core.tables import safe_cell
from tracker.projects.models import Project

Value = str | int | date | None
LONGEST = 32_000


def checklist_workbook(
    project: Project, rows: Sequence[CheckpointRow], register: Sequence[RegisterRow]
) -> bytes:
    """Two sheets: the checkpoints, and the register of documented information."""
    from openpyxl import Workbook  # slow to load, and most requests write no workbook

    book = Workbook(write_only=True)
    _fill(
        book.create_sheet(_("Checklist")),
        [
            (_("Clause"), 10),
            (_("Title"), 32),
            (_("Checkpoint"), 12),
            (_("What must be shown"), 60),
            (_("Assessment"), 18),
            (_("Ready"), 8),
            (_("Note"), 40),
            (_("Other party"), 18),
            (_("Owner"), 20),
            (_("Needed by"), 12),
            (_("Assessed by"), 20),
            (_("Assessed on"), 12),
            (_("Confirmed by"), 20),
            (_("Confirmed on"), 12),
            (_("Evidence"), 50),
        ],
        (_checkpoint_cells(row) for row in rows),
    )
    _fill(
        book.create_sheet(_("Register")),
        [
            (_("Code"), 8),
            (_("Documented information"), 40),
            (_("Kind"), 12),
            (_("Basis"), 34),
            (_("Clauses"), 24),
            (_("State"), 18),
            (_("Evidence"), 50),
        ],
        (_register_cells(row) for row in register),
    )
    book.properties.title = project.name
    book.properties.creator = "ISO 20K"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _checkpoint_cells(row: CheckpointRow) -> list[Value]:
    return [
        row.clause,
        row.clause_title,
        row.code,
        row.text,
        str(status_of(row.standing).word),
        _("yes") if row.ready else _("no"),
        row.note,
        row.party,
        row.owner,
        row.target_on,
        row.assessed_by,
        _day(row.assessed_at),
        row.confirmed_by,
        _day(row.confirmed_at),
        "; ".join(f"{proof.name} r{proof.number} ({proof.digest[:12]})" for proof in row.proofs),
    ]


def _register_cells(row: RegisterRow) -> list[Value]:
    return [
        row.code,
        row.name,
        str(row.kind.label),
        str(row.basis.label),
        ", ".join(row.clauses),
        str(row.held.label),
        "; ".join(f"{fact.name} r{fact.number} ({fact.digest[:12]})" for fact in row.evidence),
    ]


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _fill(sheet: Any, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    top, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)

    def cell(value: Value, font: Font | None = None) -> Any:
        shown: Any = safe_cell(value)[:LONGEST] if isinstance(value, str) else value
        made: Any = WriteOnlyCell(sheet, value=shown)
        if isinstance(value, str):
            # Set after the value: openpyxl takes a leading "=" for a formula.
            made.data_type = "s"
            made.quotePrefix = True
        made.alignment = top
        if font is not None:
            made.font = font
        return made

    for place, (_word, width) in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([cell(word, bold) for word, _width in heads])
    for row in rows:
        sheet.append([cell(value) for value in row])
