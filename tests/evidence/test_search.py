"""Words inside files: read within limits, found the same on both engines, and only by who may see them."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from openpyxl import Workbook

from tests.evidence.hostile import MAKERS, hostile_files
from tests.factories.evidence import current_revision, make_evidence, make_upload
from tracker.core import clock, sniff
from tracker.core.files import path_of
from tracker.core.texts import MOST, NoText, can_be_read, text_of
from tracker.core.words import excerpt
from tracker.evidence.actions import add_revision, read_text
from tracker.evidence.choices import Reading
from tracker.evidence.models import Evidence, EvidenceRevision, FileText
from tracker.evidence.search import after_migrate, files_holding, index_words
from tracker.people.models import User
from tracker.projects.models import Project

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORPUS = {
    "strasse.txt": "Die Verfügbarkeit der STRASSENKARTE lag im März bei 99,95 %. Siehe 8.2.1.",
    "cafe.txt": "Un café à Orléans: disponibilité mesurée, incident n° 42-B clos.",
    "kyrill.txt": "Журнал ИНЦИДЕНТОВ за ноябрь: всё закрыто.",
    "ilidza.txt": "İSTANBUL office; naïve coöperation of the data-base's back-ups (v2.0beta) 1e5 007",
    "kanji.txt": "可用性管理の記録 availability 2026",
    "greek.txt": "ΟΔΟΣ και Σίσυφος, µ-service",
    "quote.txt": "it's a 'quoted' \"word\" & | ! :* AND OR NOT NEAR ( ) -- ; DROP",
}
ASKED = {
    "verfugbar": {"strasse.txt"},
    "VERFÜGBARKEIT märz": {"strasse.txt"},
    "straßen": {"strasse.txt"},
    "8.2.1": {"strasse.txt"},
    "disponibilite orleans": {"cafe.txt"},
    "42-b": {"cafe.txt"},
    "инцидентов НОЯБ": {"kyrill.txt"},
    "istanbul": {"ilidza.txt"},
    "cooperation back": {"ilidza.txt"},
    "1e5 007": {"ilidza.txt"},
    "v2": {"ilidza.txt"},
    "管理": {"kanji.txt"},
    "avail": {"kanji.txt"},
    "οδος": {"greek.txt"},
    "σισυφοσ": {"greek.txt"},
    "' & !": set(),
    "not:* near": {"quote.txt"},
    "vail": set(),
    "zebra": set(),
    "office zebra": set(),
}


def docx(body: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>")
    return target.getvalue()


def xlsx() -> bytes:
    book, target = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Outages"
    sheet.append(["Service", "Minutes"])
    sheet.append(["Mail gateway", 481])
    book.save(target)
    return target.getvalue()


def pdf(drawn: bytes) -> bytes:
    font = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Times /Encoding /WinAnsiEncoding >> >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << " + font + b" >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(drawn), drawn),
    ]
    body = b"".join(b"%d 0 obj %s endobj\n" % (at, part) for at, part in enumerate(parts, start=1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


def on_disk(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def test_the_words_of_each_kind_of_file_come_out(tmp_path: Path) -> None:
    drawn = b"BT /F 10 Tf 1 0 0 1 0 0 Tm [(M\xfcnch) -20 (en) -400 (office)] TJ 0 -12 Td (closed) Tj ET"
    assert text_of(on_disk(tmp_path, pdf(drawn)), "application/pdf") == "München office\nclosed"
    body = "<w:p><w:r><w:t>Change </w:t></w:r><w:r><w:t>record</w:t></w:r></w:p><w:p><w:t>Two</w:t></w:p>"
    assert text_of(on_disk(tmp_path, docx(body)), WORD) == "Change record\nTwo"
    table = text_of(on_disk(tmp_path, xlsx()), SHEET)
    assert table.split() == ["Outages", "Service", "Minutes", "Mail", "gateway", "481"]
    assert text_of(on_disk(tmp_path, "Größe".encode("cp1252")), "text/plain") == "Größe"
    assert text_of(on_disk(tmp_path, "Größe".encode("utf-16")), "text/csv") == "Größe"
    assert text_of(on_disk(tmp_path, b"a\x00b\x1bc"), "text/plain") == "a b c"
    assert len(text_of(on_disk(tmp_path, b"word " * MOST), "text/plain")) <= MOST


def test_a_file_that_does_not_end_or_fills_the_memory_is_stopped(tmp_path: Path) -> None:
    endless = pdf(b"BT /F 1 Tf " + b"(x) Tj " * 400_000)
    began = time.monotonic()
    with pytest.raises(NoText) as late:
        text_of(on_disk(tmp_path, endless), "application/pdf", seconds=0.4)
    assert late.value.stopped
    assert time.monotonic() - began < 3
    with pytest.raises(NoText):
        text_of(on_disk(tmp_path, endless), "application/pdf", memory=150_000_000)
    bomb = docx("<w:t>" + "A" * 42_000_000 + "</w:t>")
    with pytest.raises(NoText):
        text_of(on_disk(tmp_path, bomb), WORD)


@pytest.mark.timeout(60)
def test_no_hostile_file_gives_more_than_words_or_holds_the_reader(tmp_path: Path) -> None:
    looked = 0
    for hostile in islice(hostile_files(len(MAKERS)), len(MAKERS)):
        media_type = sniff.sniff(hostile.content[:8192], hostile.name)
        if not can_be_read(media_type):
            continue
        looked += 1
        with suppress(NoText):
            assert "\x00" not in text_of(on_disk(tmp_path, hostile.content), media_type, seconds=10)
    assert looked > 3


@pytest.fixture
def library(project: Project, member: User, settings: Any, tmp_path: Path) -> dict[str, Evidence]:
    settings.FILES_ROOT = tmp_path / "files"
    made: dict[str, Evidence] = {}
    for name, text in CORPUS.items():
        upload = make_upload(name, text.encode(), name=f"Piece {len(made) + 1}")
        made[name] = make_evidence(project=project, actor=member, upload=upload)
        digest = current_revision(made[name]).digest
        FileText.objects.create(
            digest=digest, reading=Reading.READ, text=text, words=index_words(text), read_at=clock.now()
        )
    return made


def names_holding(project: Project, words: str) -> set[str]:
    rows = EvidenceRevision.objects.filter(digest__in=files_holding(project, words.split()))
    return set(rows.values_list("filename", flat=True))


def test_the_same_words_find_the_same_files_on_both_engines(
    project: Project, library: dict[str, Evidence]
) -> None:
    """The answers stand in the table above; this runs on SQLite and on PostgreSQL."""
    assert {words: names_holding(project, words) for words in ASKED} == ASKED


def test_only_current_files_of_the_own_project_are_found(
    project: Project, member: User, library: dict[str, Evidence], stranger: User
) -> None:
    other = Project.objects.get(slug="elsewhere")
    assert files_holding(other, ["verfugbarkeit"]) == set()
    add_revision(actor=member, evidence=library["strasse.txt"], upload=make_upload("new.txt", b"quite other"))
    call_command("extract_text", stdout=io.StringIO())
    assert names_holding(project, "verfugbarkeit") == set()
    assert names_holding(project, "quite") == {"new.txt"}


def test_reading_again_changes_the_index_and_nothing_else(
    project: Project, library: dict[str, Evidence]
) -> None:
    digest = current_revision(library["cafe.txt"]).digest
    row = FileText.objects.get(digest=digest)
    row.text, row.words = "tea", "tea"
    row.save()
    assert names_holding(project, "cafe") == set()
    assert names_holding(project, "tea") == {"cafe.txt"}
    out = io.StringIO()
    call_command("extract_text", "--again", stdout=out)
    assert out.getvalue() == "7 files looked into: 7 read.\n"
    assert names_holding(project, "cafe") == {"cafe.txt"}
    call_command("extract_text", stdout=(out := io.StringIO()))
    assert out.getvalue() == "0 files looked into.\n"


def test_an_index_that_was_lost_is_built_anew(project: Project, library: dict[str, Evidence]) -> None:
    """Rebuilding a table on SQLite drops its triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX evidence_file_words")
        else:
            cursor.execute("DROP TRIGGER evidence_file_words_in")
            cursor.execute("DROP TRIGGER evidence_file_words_again")
    FileText.objects.filter(words__contains="quoted").update(words="unheard")
    after_migrate(sender=None)  # type: ignore[arg-type]
    assert names_holding(project, "unheard") == {"quote.txt"}
    assert names_holding(project, "quoted") == set()


def test_a_file_that_is_damaged_or_no_document_has_no_words(
    project: Project, member: User, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    broken = make_upload("minutes.pdf", b"%PDF-1.7\nnothing behind it")
    made = [make_evidence(project=project, actor=member, upload=broken)]
    made.append(make_evidence(project=project, actor=member, upload=make_upload("a.txt", b"truth")))
    digests = [current_revision(each).digest for each in made]
    path = path_of(digests[1])
    path.chmod(0o600)
    path.write_bytes(b"trvth")
    assert read_text(digests[0], "application/pdf") in {Reading.UNREADABLE, Reading.NOTHING}
    assert read_text(digests[1], "text/plain") == Reading.DAMAGED
    assert set(FileText.objects.values_list("text", "words")) == {("", "")}


def test_the_excerpt_shows_where_the_word_stands() -> None:
    found = excerpt(
        "First line. " * 20 + "The Verfügbarkeit was\n measured daily. " + "More. " * 40, ["verfug"]
    )
    assert found is not None
    assert found.word in {"Verfüg", "Verfügbarkeit"}
    assert found.before.startswith("… ")
    assert found.before.endswith("The ")
    assert found.after.strip().startswith(("was measured daily", "barkeit was measured daily"))
    assert found.after.endswith(" …")
    assert excerpt("nothing", ["zebra"]) is None


def test_the_pages_show_the_excerpt_to_those_who_may_see_evidence(
    project: Project,
    member: User,
    stranger: User,
    library: dict[str, Evidence],
    django_assert_max_num_queries: Any,
) -> None:
    client = Client()
    client.force_login(member)
    with django_assert_max_num_queries(20):
        html = client.get(f"/projects/{project.slug}/search/?q=strassenkarte").content.decode()
    assert "<mark>STRASSENKARTE</mark>" in html
    assert "Piece 1" in html
    listed = client.get(f"/projects/{project.slug}/evidence/?find=strassenkarte").content.decode()
    assert "<mark>STRASSENKARTE</mark>" in listed
    assert "Piece 2" not in listed
    client.force_login(stranger)
    assert "Piece 1" not in client.get("/search/?q=strassenkarte").content.decode()
