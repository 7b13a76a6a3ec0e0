"""The kinds of files that a plan can leave as."""

from __future__ import annotations

from enum import StrEnum

from tracker.core import ical
from tracker.core.tables import write_csv, write_xlsx
from tracker.plan.exporting.days import days_of
from tracker.plan.exporting.gather import gather
from tracker.plan.exporting.mspdi import write_mspdi
from tracker.plan.exporting.sheet import HEADING, rows_of
from tracker.projects.models import Project


class Format(StrEnum):
    MSPDI = "mspdi"
    XLSX = "xlsx"
    CSV = "csv"
    ICS = "ics"

    @property
    def suffix(self) -> str:
        return "xml" if self is Format.MSPDI else self.value

    @property
    def media_type(self) -> str:
        return {
            Format.MSPDI: "application/xml",
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.CSV: "text/csv; charset=utf-8",
            Format.ICS: ical.MEDIA_TYPE,
        }[self]


def plan_file(project: Project, kind: Format) -> bytes:
    """The whole plan as a file of that kind; the number of queries does not grow with the plan."""
    if kind is Format.ICS:
        return ical.write_calendar(project.name, days_of(project))
    held = gather(project)
    if kind is Format.MSPDI:
        return write_mspdi(held)
    rows = rows_of(held)
    return write_xlsx(HEADING, rows, project.name) if kind is Format.XLSX else write_csv(HEADING, rows)
