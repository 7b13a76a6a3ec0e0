"""Several files as one revision: one digest, each to be had alone, and all refused with the one that is no good."""

from __future__ import annotations

import hashlib
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import PDF, current_revision, make_evidence, make_upload
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.files import open_verified, path_of
from tracker.evidence.actions import (
    Validity,
    add_revision,
    attach_evidence,
    forget_readings,
    read_text,
    read_waiting,
)
from tracker.evidence.intake import Upload
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.evidence.search import files_holding
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project


def three() -> list[Upload]:
    return [
        make_upload("minutes.pdf", PDF, "Change board, October"),
        make_upload("list.csv", b"number\nCHG-1\n"),
        make_upload("List.csv", b"number\nCHG-2\n"),
    ]


def together(project: Project, actor: User, uploads: list[Upload]) -> Evidence:
    return attach_evidence(actor=actor, project=project, uploads=uploads, together=True)[0]


def test_they_are_one_revision_and_the_same_files_the_same_bytes(project: Project, member: User) -> None:
    evidence = together(project, member, three())
    assert (Evidence.objects.count(), evidence.name) == (1, "Change board, October")
    revision = current_revision(evidence)
    assert [part["name"] for part in revision.contents] == ["minutes.pdf", "list.csv", "List-2.csv"]
    assert [part["media_type"] for part in revision.contents][:2] == ["application/pdf", "text/csv"]
    with open_verified(revision.digest) as stored, zipfile.ZipFile(stored) as archive:
        assert archive.testzip() is None
        for part in revision.contents:
            content = archive.read(part["name"])
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (part["digest"], part["size"])
    assert current_revision(together(project, member, three())).digest == revision.digest
    told = Activity.objects.filter(verb="evidence.attached").first()
    assert told.after["files"] == [part["digest"] for part in revision.contents]


def test_a_new_revision_may_hold_several_and_a_review_keeps_them(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    first, *more = three()
    second = add_revision(actor=member, evidence=evidence, upload=first, more=more)
    assert len(second.contents) == 3
    later = Validity(expires_on=project.today().replace(year=project.today().year + 1))
    assert add_revision(actor=member, evidence=evidence, validity=later).contents == second.contents
    first, *more = three()
    with pytest.raises(RuleBroken, match="exactly the bytes of revision 3"):
        add_revision(actor=member, evidence=evidence, upload=first, more=more, validity=later)
    assert add_revision(actor=member, evidence=evidence, upload=make_upload()).contents == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (("run.pdf", b"MZ\x90\x00" + b"\0" * 60), "program"),
        (("empty.txt", b""), "0 bytes"),
        (("scan.pdf", b"\x89PNG\r\n\x1a\n"), "real format"),
        (("big.txt", b"x" * 3000), "Together they are larger"),
    ],
)
def test_one_that_is_no_good_refuses_all_and_keeps_nothing(
    project: Project, member: User, settings: Any, bad: tuple[str, bytes], said: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2500
    uploads = [*three(), make_upload(*bad)]
    with pytest.raises(BadInput, match=said) as refused:
        together(project, member, uploads)
    assert bad[0] in refused.value.sentence
    assert not EvidenceRevision.objects.exists()
    with pytest.raises(BadInput, match="At most 50"):
        together(project, member, [make_upload() for _each in range(51)])


def test_hostile_names_stay_inside_and_each_file_is_had_alone(project: Project, member: User) -> None:
    client = Client()
    client.force_login(member)
    files = [
        SimpleUploadedFile("one.html", b"<script>alert(1)</script>"),
        SimpleUploadedFile("x\u202efdp.txt", b"two"),
    ]
    answer = client.post(
        reverse("evidence:new", args=[project.slug]),
        {"kind": "record", "name": "Both", "files": files, "together": "on"},
    )
    evidence = Evidence.objects.get()
    page = reverse("evidence:evidence", args=[project.slug, evidence.pk])
    assert answer.headers["Location"] == page
    revision = current_revision(evidence)
    assert "\u202e" not in revision.contents[1]["name"]
    html = client.get(page).content.decode()
    address = [reverse("evidence:part", args=[project.slug, revision.pk, place]) for place in (1, 2, 3)]
    assert address[0] in html
    assert address[1] in html
    got = client.get(address[0])
    assert b"".join(got.streaming_content) == b"<script>alert(1)</script>"
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["Content-Length"] == "25"
    assert client.get(address[2]).status_code == 404
    assert Activity.objects.filter(verb="evidence.downloaded").count() == 1


def test_words_inside_any_of_the_files_find_it(project: Project, member: User) -> None:
    revision = current_revision(together(project, member, [*three(), make_upload("n.txt", b"Zirbenholz")]))
    assert read_text(revision.digest, revision.media_type) == "read"
    assert files_holding(project, ["zirbenholz"]) == files_holding(project, ["CHG-2"]) == {revision.digest}
    assert list(read_waiting()) == []
    forget_readings()
    assert list(read_waiting()) == [(revision.digest, "read")]


def test_a_damaged_archive_hands_out_none_of_its_files(project: Project, member: User) -> None:
    uploads = [make_upload(), make_upload("own.txt", b"of this test alone")]
    revision = current_revision(together(project, member, uploads))
    place = path_of(revision.digest)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes().replace(b"alone", b"taken"))
    client = Client()
    client.force_login(member)
    answer = client.get(reverse("evidence:part", args=[project.slug, revision.pk, 1]))
    assert answer.status_code == 409
    assert "damaged" in answer.content.decode()


def test_the_page_costs_the_same_for_few_files_and_for_many(project: Project, member: User) -> None:
    client = Client()
    client.force_login(member)

    def cost(evidence: Evidence) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("evidence:evidence", args=[project.slug, evidence.pk]))
        return len(asked)

    few, many = together(project, member, three()), together(project, member, three() * 5)
    cost(few)
    assert cost(few) == cost(many)


def test_a_revision_comes_in_with_several_files_through_its_page(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    client = Client()
    client.force_login(member)
    files = [SimpleUploadedFile(f"{name}.txt", name.encode()) for name in ("a", "b")]
    address = reverse("evidence:revisions", args=[project.slug, evidence.pk])
    assert client.post(address, {"file": files, "version": "1"}).status_code == 302
    assert [part["name"] for part in current_revision(evidence).contents] == ["a.txt", "b.txt"]
    bad = [SimpleUploadedFile("no.txt", b"MZ\x90\x00"), SimpleUploadedFile("c.txt", b"c")]
    refused = client.post(address, {"file": bad, "version": "2"})
    assert refused.status_code == 422
    assert "no.txt" in refused.content.decode()
