"""The evidence pages and the door through which bytes leave."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import PDF, PNG, current_revision, make_evidence, make_upload
from tracker.core import clock
from tracker.core.files import path_of
from tracker.evidence.actions import Validity, confirm_revision, withdraw_evidence
from tracker.evidence.models import Evidence
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation


def address(name: str, *args: Any) -> str:
    return reverse(f"evidence:{name}", args=["nordlicht", *args])


def get(client: Client, user: User, name: str, /, *args: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(address(name, *args), query)


def post(client: Client, user: User, name: str, /, *args: Any, **values: Any) -> Any:
    client.force_login(user)
    return client.post(address(name, *args), values)


def test_the_library_says_what_waits(client: Client, project: Project, member: User, manager: User) -> None:
    make_evidence(project=project, actor=member, upload=make_upload("waits.pdf"))
    done = make_evidence(project=project, actor=member, upload=make_upload("done.pdf"))
    confirm_revision(actor=manager, revision=current_revision(done))
    text = get(client, manager, "evidence_list").content.decode()
    assert "1 piece of evidence waits for a second person." in text
    waiting = get(client, manager, "evidence_list", show="waiting").content.decode()
    assert "waits" in waiting
    assert ">done<" not in waiting


def test_the_library_stands_as_on_a_past_day_with_what_was_missing_then(
    client: Client, project: Project, member: User, manager: User
) -> None:
    march = datetime(2026, 3, 10, 9, tzinfo=UTC)
    clause = Clause.objects.get(edition=project.edition, number="4.1")
    facts = {
        "code": "DI-01",
        "name": "Policy",
        "kind": "document",
        "basis": "explicit_documented_information",
        "clause": clause,
    }
    policy = DocumentedInformation.objects.create(edition=project.edition, **facts)
    with clock.at(march):
        early = make_evidence(
            project=project, actor=member, upload=make_upload("early.pdf"), information=[policy]
        )
    with clock.at(march + timedelta(days=5)):
        withdraw_evidence(actor=manager, evidence=early, reason="Out of use")
        make_evidence(project=project, actor=member, upload=make_upload("late.pdf"))
    then = get(client, manager, "evidence_list", at="2026-03-10").content.decode()
    assert "1 piece of evidence was there." in then
    assert (">early<" in then, ">late<" in then) == (True, False)
    assert "Attach evidence" not in then
    before = get(client, manager, "evidence_list", at="2026-03-09").content.decode()
    assert "At that moment the library was empty." in before
    missing = [
        int(re.findall(r"Missing (\d+)", get(client, manager, "evidence_list", at=day).content.decode())[0])
        for day in ("2026-03-09", "2026-03-10", "2026-03-15")
    ]
    assert missing == [1, 0, 1]
    now = get(client, manager, "evidence_list").content.decode()
    assert (">early<" in now, ">late<" in now) == (False, True)
    wrong = get(client, manager, "evidence_list", at="10.3.2026").content.decode()
    assert "Write the day as year-month-day" in wrong


@pytest.mark.parametrize("show", ["", "waiting", "expiring", "missing", "withdrawn", "nonsense"])
def test_every_filter_shows_a_page_also_when_it_is_empty(
    client: Client, project: Project, member: User, show: str
) -> None:
    assert get(client, member, "evidence_list", show=show, find="x<y", page="9").status_code == 200


def test_the_page_of_evidence_offers_the_second_person_the_answer(
    client: Client, project: Project, member: User, manager: User
) -> None:
    evidence = make_evidence(
        project=project, actor=member, clauses=Clause.objects.filter(edition=project.edition, number="4.1")
    )
    assert "a second person confirms it" in get(client, member, "evidence", evidence.pk).content.decode()
    text = get(client, manager, "evidence", evidence.pk).content.decode()
    assert "Confirm revision 1" in text
    assert "Understanding the organization" in text

    revision = current_revision(evidence)
    post(client, manager, "verdict", revision.pk, verdict="confirmed")
    assert f"Confirmed by {manager.name}" in get(client, manager, "evidence", evidence.pk).content.decode()


def test_rejecting_and_withdrawing_want_a_reason(
    client: Client, project: Project, member: User, manager: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    revision = current_revision(evidence)
    answer = post(client, manager, "verdict", revision.pk, verdict="rejected")
    assert (answer.status_code, "Say why it is rejected" in answer.content.decode()) == (422, True)
    answer = post(client, manager, "withdrawal", evidence.pk)
    assert (answer.status_code, "Say why it is withdrawn" in answer.content.decode()) == (422, True)
    assert post(client, manager, "withdrawal", evidence.pk, reason="wrong file").status_code == 302
    assert "proves nothing any more" in get(client, manager, "evidence", evidence.pk).content.decode()


def test_files_links_and_statements_come_in_through_one_page(
    client: Client, project: Project, member: User
) -> None:
    assert get(client, member, "new", information="DI-01").status_code == 200
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", PNG)]
    assert post(client, member, "new", kind="record", files=files, clauses=["4.1"]).status_code == 302
    link = {"kind": "link", "name": "Board", "address": "https://tickets.example.org/"}
    assert post(client, member, "new", **link).status_code == 302
    words = {"kind": "statement", "name": "Walk-through", "text": "It works."}
    assert post(client, member, "new", **words).status_code == 302
    assert Evidence.objects.count() == 4
    for crooked in (
        {},
        {"kind": "record"},
        {"kind": "link", "name": "x"},
        {"kind": "x"},
        {"kind": "statement"},
    ):
        assert post(client, member, "new", **crooked).status_code == 422
    assert Evidence.objects.count() == 4


def test_evidence_says_which_time_it_covers_apart_from_when_it_came(
    client: Client, project: Project, member: User
) -> None:
    days = {"effective_from": "2026-01-01", "effective_to": "2026-03-31", "review_on": "2027-01-01"}
    file = SimpleUploadedFile("quarter.pdf", PDF)
    assert post(client, member, "new", kind="record", files=file, **days).status_code == 302
    found = Evidence.objects.get()
    assert str(current_revision(found).effective_to) == "2026-03-31"
    text = get(client, member, "evidence", found.pk).content.decode()
    assert "1 Jan 2026 to 31 Mar 2026" in " ".join(text.split())
    crooked = days | {"effective_to": "2025-12-31"}
    file = SimpleUploadedFile("other.pdf", PDF + b"%")
    answer = post(client, member, "new", kind="record", files=file, **crooked)
    assert (answer.status_code, "ends before it begins" in answer.content.decode()) == (422, True)


def test_a_new_revision_comes_in_and_a_stale_one_is_refused(
    client: Client, project: Project, member: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    for expected in (302, 422):
        file = SimpleUploadedFile("next.pdf", PDF + str(expected).encode())
        answer = post(client, member, "revisions", evidence.pk, file=file, version=1)
        assert answer.status_code == expected
    assert evidence.revisions.count() == 2
    assert "Somebody changed this" in answer.content.decode()


def test_the_description_can_be_changed_on_its_page(client: Client, project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    assert get(client, member, "description", evidence.pk).status_code == 200
    values = {"name": "Issues log", "kind": "record", "version": 1, "clauses": ["5.2"]}
    assert post(client, member, "description", evidence.pk, **values).status_code == 302
    assert post(client, member, "description", evidence.pk, **values).status_code == 422
    evidence.refresh_from_db()
    assert evidence.name == "Issues log"
    assert evidence.clause_links.get().clause.number == "5.2"


def test_a_download_is_an_attachment_and_is_logged(client: Client, project: Project, member: User) -> None:
    hostile = make_upload("page.html", b"<html><script>alert(1)</script></html>")
    revision = current_revision(make_evidence(project=project, actor=member, upload=hostile))
    answer = get(client, member, "file", revision.pk)
    assert b"".join(answer.streaming_content) == b"<html><script>alert(1)</script></html>"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    entry = Activity.objects.get(verb="evidence.downloaded")
    assert (entry.actor_id, entry.after["digest"]) == (member.pk, revision.digest)


@pytest.mark.parametrize(
    ("filename", "content", "status"),
    [
        ("a.png", PNG, 200),
        ("a.pdf", PDF, 200),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 404),
        ("a.html", b"<html></html>", 404),
        ("a.bin", b"\x00\x01", 404),
    ],
)
def test_only_pictures_and_pdfs_are_shown_in_the_browser(
    client: Client, project: Project, member: User, filename: str, content: bytes, status: int
) -> None:
    upload = make_upload(filename, content)
    revision = current_revision(make_evidence(project=project, actor=member, upload=upload))
    answer = get(client, member, "preview", revision.pk)
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        answer.close()


def test_text_is_shown_as_words_on_a_page_of_ours(client: Client, project: Project, member: User) -> None:
    upload = make_upload("log.txt", "21 Nov <b>fine</b> \u202e".encode())
    revision = current_revision(make_evidence(project=project, actor=member, upload=upload))
    answer = get(client, member, "preview", revision.pk)
    assert "21 Nov &lt;b&gt;fine&lt;/b&gt; ⟦U+202E⟧" in answer.content.decode()
    assert Activity.objects.filter(verb="evidence.downloaded").count() == 1


def test_a_broken_picture_is_not_shown_but_can_be_taken(
    client: Client, project: Project, member: User
) -> None:
    upload = make_upload("half.png", PNG[:-9])
    revision = current_revision(make_evidence(project=project, actor=member, upload=upload))
    answer = get(client, member, "preview", revision.pk)
    assert (answer.status_code, "breaks off" in answer.content.decode()) == (409, True)
    assert b"".join(get(client, member, "file", revision.pk).streaming_content) == PNG[:-9]


def test_a_name_full_of_tricks_stays_inside_its_header(
    client: Client, project: Project, member: User
) -> None:
    upload = make_upload('x"; evil=1\r\nSet-Cookie: a=b.txt', b"words")
    revision = current_revision(make_evidence(project=project, actor=member, upload=upload))
    answer = get(client, member, "file", revision.pk)
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]
    answer.close()


def test_strangers_and_viewers_get_no_bytes(
    client: Client, project: Project, member: User, stranger: User, viewer: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    revision = current_revision(evidence)
    for name, pk in (("file", revision.pk), ("preview", revision.pk), ("evidence", evidence.pk)):
        assert get(client, stranger, name, pk).status_code == 404
        assert get(client, viewer, name, pk).status_code == 403
        other = reverse(f"evidence:{name}", args=["elsewhere", pk])
        client.force_login(stranger)
        assert client.get(other).status_code == 404
    assert not Activity.objects.filter(verb="evidence.downloaded").exists()


def test_damaged_bytes_are_not_handed_out_and_the_page_says_so(
    client: Client, project: Project, member: User
) -> None:
    evidence = make_evidence(project=project, actor=member, upload=make_upload("log.pdf"))
    gone = make_evidence(project=project, actor=member, upload=make_upload("gone.pdf"))
    revision = current_revision(evidence)
    path = path_of(revision.digest)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    path_of(current_revision(gone).digest).unlink()

    answer = get(client, member, "file", revision.pk)
    assert answer.status_code == 409
    assert "damaged in the store" in answer.content.decode()
    page = get(client, member, "evidence", evidence.pk).content.decode()
    assert "The stored file of revision 1 is altered" in page
    assert get(client, member, "file", current_revision(gone).pk).status_code == 409


@pytest.mark.parametrize("name", ["evidence_list", "evidence"])
def test_a_page_costs_the_same_for_one_and_for_many(
    client: Client, project: Project, member: User, name: str
) -> None:
    first = make_evidence(project=project, actor=member)
    args = [first.pk] if name == "evidence" else []
    counts = []
    for more in (0, 12):
        for days in range(more):
            dates = Validity(expires_on=project.today() + timedelta(days=days))
            make_evidence(project=project, actor=member, validity=dates)
        get(client, member, name, *args)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, *args))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
