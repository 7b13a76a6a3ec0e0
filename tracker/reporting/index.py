"""The index of a bag: the same rows as a page without script and as a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.core.render import render_to_string
from tracker.core.tables import write_xlsx
from tracker.evidence.choices import Classification
from tracker.reporting import words
from tracker.reporting.content import ClauseBlock, EvidenceLine, PackContent

STYLE = "print/pack-index.css"
FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A piece of evidence under one clause; without one, the clause has none."""

    block: ClauseBlock
    line: EvidenceLine | None

    @property
    def href(self) -> str:
        """From the index to the file; both lie below `data/`, and paths hold letters, digits, dot and dash."""
        line = self.line
        return f"clauses/{line.clauses[0]}/{line.path}" if line and not line.withheld else ""


def index_rows(content: PackContent) -> Iterator[IndexRow]:
    for block in content.blocks:
        yield from (IndexRow(block, line) for line in block.evidence)
        if not block.evidence:
            yield IndexRow(block, None)


def index_html(content: PackContent, digest: str) -> bytes:
    """One page, no script; whatever people typed is text."""
    context = {
        "content": content,
        "head": content.head,
        "digest": digest,
        "w": words,
        "classes": dict(Classification.choices),
        "rows": list(index_rows(content)),
    }
    with translation.override(content.head.language):
        return render_to_string("reporting/bag/index.html", context).encode()


def index_style() -> bytes:
    return Path(settings.STATICFILES_DIRS[0], STYLE).read_bytes()


def index_sheet(content: PackContent) -> bytes:
    """The rows as a workbook; the same rows are the same bytes."""
    with translation.override(content.head.language):
        written = write_xlsx(_heading(), (_cells(row) for row in index_rows(content)), title=_("Index"))
    return _still(written, content.head.as_of)


def _heading() -> list[str]:
    return [
        _("Clause"), _("Title"), _("Owner"), _("Confirmed"), _("Checkpoints"), _("Number"), _("Evidence"),
        _("Revision"), _("Effective from"), _("Effective to"), _("Expires on"), _("Seen as"), _("By"), _("Size"),
        _("SHA-256"), _("Where it lies"), _("Classification"),
    ]  # fmt: skip


def _cells(row: IndexRow) -> list[str | int | date | None]:
    block, line = row.block, row.line
    cells: list[str | int | date | None] = [
        block.number, block.title, block.owner, block.ready, len(block.checkpoints)
    ]  # fmt: skip
    if line is None:
        return cells
    return [
        *cells, line.number, line.name, line.revision, line.effective_from, line.effective_to, line.expires_on,
        line.verdict, line.verdict_by, line.size, line.digest,
        row.href or _("not in the pack"),
        Classification(line.classification).label.lower(),
    ]  # fmt: skip


def _still(workbook: bytes, at: datetime) -> bytes:
    """Without the moment of writing, which a workbook notes in its properties and on each of its parts."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms:)", rb"\g<1>" + moment + rb"\g<2>", part)
            member = zipfile.ZipInfo(name, date_time=FIXED)
            member.external_attr = 0o100644 << 16
            archive.writestr(member, part)
    return target.getvalue()
