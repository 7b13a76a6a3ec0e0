"""Report and pack as the commands make them."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from benchmarks.harness import Case, Work
from benchmarks.house import House
from tracker.core import files
from tracker.core.pdf import PdfJob, render_pdf
from tracker.evidence.models import EvidenceRevision
from tracker.projects.models import Project

LINES_A_PAGE = 44


def documents(house: House) -> list[Case]:
    report, pack = _report(house.usual), _pack(house.usual)
    return [
        Case(
            "readiness report", report, _plain(_pages_of(report)), "as many plain pages", rounds=3, slow=True
        ),
        Case(
            "evidence pack, 24 MB",
            pack,
            _copy(house.usual),
            "copy and SHA-256 of the files",
            rounds=2,
            slow=True,
        ),
    ]


def _report(project: Project) -> Work:
    def build() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "report.pdf")
            call_command("readiness_report", project=project.slug, out=target, stdout=io.StringIO())
            return target.read_bytes()

    return build


def _pack(project: Project) -> Work:
    def build() -> None:
        with tempfile.TemporaryDirectory() as folder:
            call_command(
                "evidence_pack", project=project.slug, out=Path(folder, "pack"), stdout=io.StringIO()
            )

    return build


def _pages_of(report: Work) -> Work:
    """Counted when first asked: building the report takes seconds."""
    import pikepdf

    def count() -> int:
        with pikepdf.open(io.BytesIO(report())) as document:
            return len(document.pages)

    return count


def _plain(pages: Work) -> Work:
    """As many pages as ours has, of text without a style, set by the same process."""
    known: list[str] = []

    def build() -> None:
        if not known:
            lines = "".join(
                f"<p>Line {n} of a page without a style.</p>" for n in range(pages() * LINES_A_PAGE)
            )
            known.append(f"<!doctype html><html lang=en><title>Plain</title><body>{lines}</body></html>")
        render_pdf(PdfJob(html=known[0], identifier="plain", static_root=str(settings.STATICFILES_DIRS[0])))

    return build


def _copy(project: Project) -> Work:
    digests = EvidenceRevision.objects.of(project).exclude(digest="").values_list("digest", flat=True)

    def copy() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for digest in digests.distinct():
                source = files.path_of(digest)
                shutil.copyfile(source, Path(folder, digest))
                with source.open("rb") as opened:
                    hashlib.file_digest(opened, "sha256").hexdigest()

    return copy
