"""The door to WeasyPrint: only our own files, the same bytes, and an end for what takes too long."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from tracker.core import pdf
from tracker.core.pdf import AttachedFile, PdfFailed, PdfJob, PdfTooSlow, render_pdf

pytestmark = pytest.mark.documents

# What the tests replace by a fork (tests/plugins/house.py).
START = pdf._start

WHEN = datetime(2026, 10, 30, 18, 0, tzinfo=UTC)
PAGE = (
    '<!doctype html><html lang="en"><head><title>A page</title><meta name="dcterms.created" content="2026-10-30">'
    '<link rel="stylesheet" href="static:print/document.css"></head><body><p>{}</p></body></html>'
)


def job(body: str = "text", **facts: object) -> PdfJob:
    values = {
        "html": PAGE.format(body),
        "identifier": "one",
        "static_root": str(settings.STATICFILES_DIRS[0]),
    }
    return PdfJob(**{**values, **facts})  # type: ignore[arg-type]


def test_the_same_job_gives_the_same_bytes_with_each_file_once(tmp_path: Path) -> None:
    (file := tmp_path / "a.txt").write_text("attached")
    attached = [AttachedFile(name, str(file), name, WHEN, WHEN, "Data") for name in ("b.txt", "a.txt")]
    first = render_pdf(job(attachments=attached))
    assert render_pdf(job(attachments=attached)) == first
    (out := tmp_path / "out.pdf").write_bytes(first)
    with pikepdf.open(out) as document:
        assert len(document.Root.AF) == 2
        assert sorted(document.attachments) == ["a.txt", "b.txt"]
        assert {str(each.AFRelationship) for each in document.Root.AF} == {"/Data"}
        assert b"pdfaid:part" in document.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/x.png", "data:image/png;base64,AAAA",
        "static:../manage.py", "static:%2e%2e/manage.py", "evidence:0000", "ftp://example.org/x", "relative.png",
    ],
)  # fmt: skip
def test_nothing_else_is_fetched(address: str) -> None:
    page = asdict(job(f'<img src="{address}" alt="">'))
    page["html"] = page["html"].replace("static:print/document.css", "static:css/tokens.css")
    with pytest.raises(pdf._refused_addresses(), match="not its to fetch"):
        pdf.set_pages(page)


def test_the_process_of_its_own_says_what_it_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as in life, where Python starts anew."""
    monkeypatch.setattr(pdf, "_start", START)
    with pytest.raises(PdfFailed, match=r"asked for .*relative.png, which is not its to fetch"):
        render_pdf(job('<img src="relative.png" alt="">'))
    assert render_pdf(job()).startswith(b"%PDF-1.7")


def test_a_page_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS_A_SECTION", 0.02)
    with pytest.raises(PdfTooSlow, match="stopped"):
        render_pdf(job())


def test_an_unknown_relationship_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PdfFailed, match="Friend"):
        render_pdf(job(attachments=[AttachedFile("a", "a", "a", WHEN, WHEN, "Friend")]))
