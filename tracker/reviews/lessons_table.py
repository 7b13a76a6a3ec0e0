"""The lessons report: a workbook for those who come after."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.core.tables import write_xlsx
from tracker.reviews.queries import Lessons

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(found: Lessons) -> bytes:
    """One row a lesson, with where it came to light and where it was used."""
    heading = [
        _("Number"), _("What was learned"), _("What to do the next time"), _("Kind"), _("Gate"), _("Deviation"),
        _("Written down by"), _("Written down on"), _("Used in"), _("Put aside because"),
    ]  # fmt: skip
    rows = [
        [
            row.number,
            row.title,
            row.advice,
            row.get_kind_display(),
            str(row.gate or ""),
            str(row.deviation or ""),
            str(row.raised_by),
            row.raised_on,
            "; ".join(f"{use.project.name}: {use.task or use.text}" for use in row.uses.all()),
            row.closed_note,
        ]
        for row in sorted(found.own, key=lambda row: row.number)
    ]
    return write_xlsx(heading, rows, _("Lessons"))
