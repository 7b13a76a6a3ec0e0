"""Assessments and the register as tables, out and in again: what comes back unchanged changes nothing."""

from tracker.checklist.exchange.sheets import Kind, Sheet, sheet_of, workbook
from tracker.checklist.exchange.table import RowChange, Told, changes_in

__all__ = ["Kind", "RowChange", "Sheet", "Told", "changes_in", "sheet_of", "workbook"]
