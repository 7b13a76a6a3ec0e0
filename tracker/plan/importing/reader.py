"""Which program wrote the file is read from its first bytes, not from its name."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from tracker.core.tables import read_table
from tracker.plan.importing.check import check
from tracker.plan.importing.mspdi import read_mspdi
from tracker.plan.importing.plain import MAX_TASKS, ImportedPlan
from tracker.plan.importing.refusal import refusal
from tracker.plan.importing.sheet import read_sheet

XML_MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")
OLE = b"\xd0\xcf\x11\xe0"


def read_plan(source: IO[bytes], name: str) -> ImportedPlan:
    """The checked plan in the file. Raises `BadInput` with the line and the reason."""
    head = source.read(64)
    source.seek(0)
    if not head.strip():
        raise refusal(0, _("The file is empty."))
    if head.startswith(OLE):
        raise refusal(
            0, _("This is a Microsoft Project or Excel file in the old format. Save it as XML or XLSX.")
        )
    named_xml = name.lower().endswith(".xml") and not head.startswith(b"PK")
    if named_xml or head.lstrip().startswith(XML_MARKS):
        plan = read_mspdi(source)
    else:
        plan = read_sheet(read_table(source, name, max_rows=MAX_TASKS))
    check(plan)
    return plan
