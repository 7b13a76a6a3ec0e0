"""From content to pages: the template, its words and drawings, and the files that travel inside."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.core import files
from tracker.core.canonical import canonical_bytes
from tracker.core.pdf import AttachedFile, Beat, PdfJob, render_pdf, silence
from tracker.core.render import render_to_string
from tracker.reporting import figures, words
from tracker.reporting.choices import Kind, Purpose
from tracker.reporting.content import Head, PackContent, ReportContent
from tracker.reporting.papers import Paper

CONTENT_NAME = "content.json"
Content = PackContent | ReportContent | Paper


def content_bytes(content: Content) -> bytes:
    """The canonical bytes that the digest on the cover is over."""
    return canonical_bytes(asdict(content))


def render_pack(content: PackContent, digest: str, beat: Beat = silence) -> bytes:
    """The pack's PDF with content and, up to the limit, the evidence files attached."""
    attached = [
        AttachedFile(
            name=line.path,
            path=str(files.path_of(line.digest)),
            description=f"{line.number} {line.name}",
            created=line.uploaded_at,
            modified=line.uploaded_at,
            relationship="Supplement",
        )
        for line in content.handed_over
        if content.attached
    ]
    sections = 6 + len(content.groups) + len(content.blocks) // 4
    return _render("reporting/pdf/pack.html", content, digest, attached, sections, beat)


def render_report(content: ReportContent | Paper, digest: str, beat: Beat = silence) -> bytes:
    """The PDF of a report of any kind with its content attached."""
    if isinstance(content, ReportContent):
        return _render("reporting/pdf/report.html", content, digest, [], 6, beat)
    template = "brief" if content.kind == Kind.BRIEFING else "paper"
    return _render(f"reporting/pdf/{template}.html", content, digest, [], 1 + len(content.chapters), beat)


def _render(
    template: str,
    content: Content,
    digest: str,
    attached: Sequence[AttachedFile],
    sections: int,
    beat: Beat,
) -> bytes:
    head = content.head
    with translation.override(head.language):
        html = render_to_string(template, _context(content, digest))
    with tempfile.TemporaryDirectory(prefix="document-") as folder:
        path = Path(folder, CONTENT_NAME)
        path.write_bytes(content_bytes(content))
        own = AttachedFile(CONTENT_NAME, str(path), CONTENT_NAME, head.as_of, head.as_of, "Data")
        job = PdfJob(
            html=html,
            identifier=digest[:32],
            static_root=str(settings.STATICFILES_DIRS[0]),
            attachments=[own, *attached],
        )
        return render_pdf(job, sections=sections, beat=beat)


def _context(content: Content, digest: str) -> dict[str, Any]:
    context: dict[str, Any] = {
        "content": content,
        "head": content.head,
        "digest": digest,
        "created": _created(content.head),
        "w": words,
        "f": figures,
        "key": _key(),
    }
    if isinstance(content, PackContent):
        context |= _pack_words() | {
            "purpose": Purpose(content.purpose).label if content.purpose else "",
            "open_items": [(block, line) for block in content.blocks for line in block.open],
        }
    return context


def _created(head: Head) -> str:
    return head.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _key() -> list[tuple[str, str]]:
    return [
        ("ready", _("confirmed")),
        ("new", _("confirmed in the last month")),
        ("waits", _("met, not yet confirmed")),
        ("partly", _("partly met")),
        ("not_met", _("not met")),
        ("not_assessed", _("not assessed")),
    ]


def _pack_words() -> dict[str, Any]:
    return {
        "key": [pair for pair in _key() if pair[0] != "new"],
        "kinds": {"document": _("document"), "record": _("record")},
        "bases": {"required": _("required"), "reported": _("reported"), "advised": _("advised")},
        "held": {
            "missing": ("none", _("missing")),
            "to_confirm": ("wait", _("held, unconfirmed")),
            "confirmed": ("met", _("held")),
            "expired": ("not", _("expired")),
        },
    }
