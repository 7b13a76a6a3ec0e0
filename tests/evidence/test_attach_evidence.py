"""Attaching files: what is kept, what is refused, and that nothing is half written."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories.evidence import PDF, PNG, current_revision, make_evidence, make_upload
from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.evidence.actions import Upload, Validity, attach_evidence, attach_link, attach_statement
from tracker.evidence.models import Evidence, EvidenceClause, EvidenceRevision
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause


def test_a_file_becomes_evidence_under_the_digest_of_its_bytes(
    project: Project, member: User, settings: Any
) -> None:
    evidence = make_evidence(project=project, actor=member, upload=make_upload("Policy_v3.pdf", PDF))

    revision = current_revision(evidence)
    digest = hashlib.sha256(PDF).hexdigest()
    assert evidence.name == "Policy v3"
    assert (revision.digest, revision.size, revision.media_type) == (digest, len(PDF), "application/pdf")
    assert (Path(settings.FILES_ROOT) / digest[:2] / digest).read_bytes() == PDF
    assert (revision.uploaded_by, revision.number) == (member, 1)
    assert Activity.objects.filter(verb="evidence.attached", after__digest=digest).count() == 1


def test_several_files_become_several_pieces_of_evidence_of_the_clause(
    project: Project, member: User
) -> None:
    clause = Clause.objects.get(edition=project.edition, number="4.1")
    uploads = [make_upload("a.pdf"), make_upload("b.png", PNG), make_upload("c.txt", b"words")]

    attached = attach_evidence(actor=member, project=project, uploads=uploads, clauses=[clause])

    assert [each.name for each in attached] == ["a", "b", "c"]
    assert EvidenceClause.objects.filter(clause=clause, evidence__in=attached).count() == 3
    link = EvidenceClause.objects.first()
    assert link is not None
    assert link.history.count() == 1


def test_the_same_bytes_are_kept_once(project: Project, member: User, settings: Any) -> None:
    content = PDF + b"only here"
    for name in ("one.pdf", "two.pdf"):
        make_evidence(project=project, actor=member, upload=make_upload(name, content))

    digest = hashlib.sha256(content).hexdigest()
    assert EvidenceRevision.objects.filter(digest=digest).count() == 2
    assert len(list(Path(settings.FILES_ROOT).glob(f"*/{digest}"))) == 1


def test_a_role_without_the_permission_attaches_nothing(
    project: Project, sponsor: User, viewer: User
) -> None:
    for actor in (sponsor, viewer):
        with pytest.raises(NotPermitted):
            make_evidence(project=project, actor=actor)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("filename", "content", "sentence"),
    [
        ("empty.pdf", b"", "empty"),
        ("report.pdf", b"<html><script>alert(1)</script></html>", "text/html"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", r"image/svg\+xml"),
        ("photo.jpg", PDF, "application/pdf"),
        ("sheet.xlsx", b"MZ\x90\x00 a program", "program"),
        ("notes.txt", b"\x7fELF\x02\x01\x01", "program"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    project: Project, member: User, filename: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        make_evidence(project=project, actor=member, upload=make_upload(filename, content))
    assert not Evidence.objects.exists()


def test_a_file_over_the_limit_is_refused_and_not_kept(project: Project, member: User, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    content = PDF + b"x" * 1024 * 1024

    with pytest.raises(BadInput, match="larger than 1 MB"):
        make_evidence(project=project, actor=member, upload=make_upload("big.pdf", content))

    assert not list(Path(settings.FILES_ROOT).glob(f"*/{hashlib.sha256(content).hexdigest()}"))


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/olute.txt", "olute.txt"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("invoice\u202etxt.exe.txt", "invoicetxt.exe.txt"),
        ("...", "file"),
        ("", "file"),
        ("x" * 400 + ".txt", "x" * 146 + ".txt"),
    ],
)
def test_a_hostile_name_is_made_safe(project: Project, member: User, hostile: str, safe: str) -> None:
    upload = Upload(io.BytesIO(b"plain words"), hostile)

    evidence = make_evidence(project=project, actor=member, upload=upload)

    assert current_revision(evidence).filename == safe


def test_one_bad_file_among_many_refuses_all_and_names_each(project: Project, member: User) -> None:
    uploads = [make_upload("good.pdf"), make_upload("bad.pdf", b"just text"), make_upload("none.pdf", b"")]

    with pytest.raises(BadInput) as refused:
        attach_evidence(actor=member, project=project, uploads=uploads)

    assert [(problem.line, problem.message.split(":")[0]) for problem in refused.value.lines] == [
        (2, "bad.pdf"),
        (3, "none.pdf"),
    ]
    assert not Evidence.objects.exists()


def test_a_clause_of_another_edition_is_refused_and_nothing_is_written(
    project: Project, member: User
) -> None:
    from tests.factories.projects import make_edition

    other = Clause.objects.filter(edition=make_edition(), number="4.1")

    with pytest.raises(RuleBroken, match="another edition"):
        make_evidence(project=project, actor=member, clauses=other)
    assert not Evidence.objects.exists()


def test_evidence_cannot_expire_before_it_takes_effect(project: Project, member: User) -> None:
    validity = Validity(effective_from=date(2026, 5, 2), expires_on=date(2026, 5, 1))
    with pytest.raises(BadInput, match="expire before") as refused:
        make_evidence(project=project, actor=member, validity=validity)
    assert refused.value.field == "expires_on"


def test_a_link_keeps_its_address_and_a_digest(project: Project, member: User) -> None:
    evidence = attach_link(
        actor=member, project=project, name="Ticket board", address="https://tickets.example.org/board"
    )
    revision = current_revision(evidence)
    assert revision.address == "https://tickets.example.org/board"
    assert revision.digest == hashlib.sha256(b"https://tickets.example.org/board\r\n").hexdigest()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "nonsense", ""])
def test_only_web_addresses_are_links(project: Project, member: User, address: str) -> None:
    with pytest.raises(BadInput, match="https://"):
        attach_link(actor=member, project=project, name="Board", address=address)


def test_a_statement_is_kept_as_text(project: Project, member: User) -> None:
    evidence = attach_statement(actor=member, project=project, name="Walk-through", text="I saw it work.")
    assert current_revision(evidence).media_type == "text/plain"
    with pytest.raises(BadInput, match="words"):
        attach_statement(actor=member, project=project, name="Empty", text="  ")


def test_a_day_from_today_counts_as_effective(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    revision = current_revision(evidence)
    today = project.today()
    assert revision.effective_from == today
    assert revision.is_valid(today)
    assert not revision.is_valid(today - timedelta(days=1))
