"""The pages of the checklist: what they show, whom they let in, what they cost."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.checklist import make_checklist
from tests.factories.evidence import PDF, current_revision, make_evidence, make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import assess_checkpoint, confirm_assessment
from tracker.checklist.models import Checkpoint
from tracker.core import clock
from tracker.evidence.actions import confirm_revision
from tracker.evidence.models import Evidence
from tracker.people.models import User
from tracker.projects.models import Project

HTMX = {"HX-Request": "true"}


@pytest.fixture
def checkpoint(project: Project) -> Checkpoint:
    return make_checklist(project)[0]


def page(client: Client, user: User, name: str, *args: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(reverse(f"checklist:{name}", args=args), query)


def test_the_front_page_answers_first(client: Client, checkpoint: Checkpoint, member: User) -> None:
    text = page(client, member, "clause_list", "nordlicht").content.decode()
    assert "0 of 4 checkpoints are ready." in text
    assert "Understanding the organization and its context" in text


def test_an_unopened_checklist_says_so(client: Client, project: Project, member: User) -> None:
    assert "has not been opened" in page(client, member, "clause_list", "nordlicht").content.decode()


@pytest.mark.parametrize("show", ["mine", "gaps", "waiting", "nonsense"])
def test_the_filters_of_the_tree_work_without_script(
    client: Client, checkpoint: Checkpoint, member: User, show: str
) -> None:
    assert page(client, member, "clause_list", "nordlicht", show=show).status_code == 200
    assert page(client, member, "clause", "nordlicht", "4.1", show=show).status_code == 200


def test_a_clause_shows_what_must_be_shown_and_what_happened(
    client: Client, checkpoint: Checkpoint, member: User, manager: User
) -> None:
    assess_checkpoint(
        actor=member,
        checkpoint=checkpoint,
        state="met",
        note="a list <b>exists</b>",
        uploads=[make_upload("list.pdf")],
    )
    text = page(client, manager, "clause", "nordlicht", "4.1").content.decode()
    assert "Outside and inside issues are known." in text
    assert "Confirm assessment" in text
    assert "a list &lt;b&gt;exists&lt;/b&gt;" in text
    assert "set checkpoint 1 to met, was not assessed" in text
    assert "Confirm assessment" not in page(client, member, "clause", "nordlicht", "4.1").content.decode()


def test_a_clause_that_is_not_there_is_not_found(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    assert page(client, member, "clause", "nordlicht", "4.9").status_code == 404


@pytest.mark.parametrize("name", ["clause_list", "all", "register", "export"])
def test_a_stranger_finds_nothing(client: Client, checkpoint: Checkpoint, stranger: User, name: str) -> None:
    assert page(client, stranger, name, "nordlicht").status_code == 404


def test_a_stranger_reaches_no_checkpoint(client: Client, checkpoint: Checkpoint, stranger: User) -> None:
    client.force_login(stranger)
    for name in ("assessment", "confirmation", "reopening"):
        for slug in ("nordlicht", "elsewhere"):
            url = reverse(f"checklist:{name}", args=[slug, checkpoint.pk])
            assert client.post(url, {"state": "not_met", "version": 1}).status_code == 404
    checkpoint.refresh_from_db()
    assert checkpoint.version == 1


def assess(client: Client, user: User, checkpoint: Checkpoint, **values: Any) -> Any:
    client.force_login(user)
    headers = values.pop("headers", None)
    url = reverse("checklist:assessment", args=["nordlicht", checkpoint.pk])
    return client.post(url, {"version": checkpoint.version, **values}, headers=headers)


def test_a_form_without_script_assesses_and_returns_to_the_row(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    files = [SimpleUploadedFile(name, PDF + name.encode()) for name in ("a.pdf", "b.pdf")]
    answer = assess(client, member, checkpoint, state="met", note="seen", files=files)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/checklist/4.1/#cp-{checkpoint.pk}")
    checkpoint.refresh_from_db()
    assert (checkpoint.state, checkpoint.evidence_links.count()) == ("met", 2)


def test_htmx_gets_the_row_and_the_tallies_it_moved(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    file = SimpleUploadedFile("a.pdf", PDF)
    text = assess(client, member, checkpoint, state="met", files=[file], headers=HTMX).content.decode()
    assert text.lstrip().startswith(f'<li id="cp-{checkpoint.pk}"')
    assert 'id="t-4-1" hx-swap-oob="true"><b>1</b>' in text
    assert 'id="t-total" hx-swap-oob="true"><b>1</b>' in text
    assert "<html" not in text


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    for headers in (None, HTMX):
        answer = assess(client, member, checkpoint, state="met", note="typed words", headers=headers)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Met wants current evidence" in text
        assert "typed words" in text


def test_a_stale_form_says_who_was_first_and_keeps_the_text(
    client: Client, checkpoint: Checkpoint, member: User, manager: User
) -> None:
    assess_checkpoint(actor=manager, checkpoint=checkpoint, state="not_met")
    answer = assess(client, member, checkpoint, state="partly_met", note="my own words")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Mina changed this a moment ago" in text
    assert "my own words" in text
    assert '<input type="hidden" name="version" value="2">' in text


@pytest.mark.parametrize(
    "values",
    [{}, {"state": "met", "version": "x"}, {"state": "nothing"}, {"state": "met", "evidence": "no-uuid"}],
)
def test_a_crooked_form_is_an_error_beside_the_form_never_a_crash(
    client: Client, checkpoint: Checkpoint, member: User, values: dict[str, str]
) -> None:
    assert assess(client, member, checkpoint, **values).status_code == 422


def test_evidence_of_another_implementation_cannot_be_linked_through_the_form(
    client: Client, checkpoint: Checkpoint, member: User, stranger: User
) -> None:
    other = Project.objects.get(slug="elsewhere")
    foreign = make_evidence(project=other, actor=stranger)
    assert assess(client, member, checkpoint, state="not_met", evidence=[foreign.pk]).status_code == 422
    assert not checkpoint.evidence_links.exists()


def test_those_who_only_read_get_no_buttons_and_no_way(
    client: Client, checkpoint: Checkpoint, viewer: User, sponsor: User
) -> None:
    for user in (viewer, sponsor):
        assert "data-mark" not in page(client, user, "clause", "nordlicht", "4.1").content.decode()
        assert assess(client, user, checkpoint, state="not_met").status_code == 403


def test_a_second_person_confirms_and_reopens_on_the_page(
    client: Client, checkpoint: Checkpoint, member: User, manager: User
) -> None:
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()])
    client.force_login(manager)
    url = reverse("checklist:confirmation", args=["nordlicht", checkpoint.pk])
    assert client.post(url, {"version": 2}).status_code == 302
    checkpoint.refresh_from_db()
    assert checkpoint.confirmed_by == manager

    url = reverse("checklist:reopening", args=["nordlicht", checkpoint.pk])
    assert "Say why" in client.post(url, {"reason": ""}, headers=HTMX).content.decode()
    assert client.post(url, {"reason": "The list is old."}).status_code == 302
    checkpoint.refresh_from_db()
    assert checkpoint.state == "not_assessed"


def test_the_owner_form_assigns_a_whole_clause(client: Client, project: Project, manager: User) -> None:
    make_checklist(project)
    owner = make_person(organization=project.organization, name="Olga Owner")
    assert "Olga Owner" in page(client, manager, "clause", "nordlicht", "5.2", assign=1).content.decode()
    url = reverse("checklist:clause_owner", args=["nordlicht", "5.2"])
    client.post(url, {"owner": owner.pk, "target_on": "2027-01-29"})
    assert Checkpoint.objects.filter(owner=owner).count() == 2
    assert client.post(url, {"owner": make_person().pk}).status_code == 422


def test_files_dropped_on_a_clause_prove_the_chosen_checkpoints(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    client.force_login(member)
    url = reverse("checklist:clause_evidence", args=["nordlicht", "4.1"])
    assert client.post(url, {"checkpoints": [checkpoint.pk]}).status_code == 422
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.txt", b"words")]
    assert client.post(url, {"checkpoints": [checkpoint.pk], "files": files}).status_code == 302
    assert checkpoint.evidence_links.count() == 2
    bad = [SimpleUploadedFile("c.pdf", b"words"), SimpleUploadedFile("d.txt", b"")]
    answer = client.post(url, {"files": bad})
    assert answer.status_code == 422
    assert "c.pdf" in answer.content.decode()
    assert "d.txt" in answer.content.decode()
    assert Evidence.objects.count() == 2


def test_the_checklist_can_be_read_as_of_a_past_day(
    client: Client, project: Project, member: User, manager: User
) -> None:
    march = datetime(2026, 3, 10, 9, tzinfo=UTC)
    with clock.at(march):
        checkpoint = make_checklist(project)[0]
    with clock.at(march + timedelta(days=5)):
        assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()])
        confirm_assessment(actor=manager, checkpoint=checkpoint)
        confirm_revision(actor=manager, revision=current_revision(Evidence.objects.get()))
    assert (
        "0 of 4 checkpoints were ready"
        in page(client, member, "all", "nordlicht", at="2026-03-14").content.decode()
    )
    assert (
        "1 of 4 checkpoints were ready"
        in page(client, member, "all", "nordlicht", at="2026-03-15").content.decode()
    )
    assert "1 of 4 checkpoints are ready" in page(client, member, "all", "nordlicht").content.decode()
    assert "Write the day as" in page(client, member, "all", "nordlicht", at="yesterday").content.decode()
    assert "had not been opened" in page(client, member, "all", "nordlicht", at="2020-01-01").content.decode()


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [("all", (), 8), ("clause_list", (), 20), ("clause", ("5.2",), 26), ("register", (), 12)],
)
def test_a_page_costs_the_same_with_one_assessment_and_with_many(
    client: Client, project: Project, member: User, name: str, args: tuple[str, ...], most: int
) -> None:
    rows = make_checklist(project)
    counts = []
    for chosen in (rows[1:2], rows):
        for row in chosen:
            assess_checkpoint(
                actor=member, checkpoint=row, state="met", uploads=[make_upload(), make_upload()]
            )
        page(client, member, name, "nordlicht", *args)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"checklist:{name}", args=["nordlicht", *args]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= most


def test_no_cell_of_the_workbook_starts_a_formula(
    client: Client, checkpoint: Checkpoint, member: User
) -> None:
    hostile = ['=HYPERLINK("http://evil.example")', "+1+1", "-2", "@SUM(A1)", "\t=1", "bell\x07"]
    for note in hostile:
        assess_checkpoint(actor=member, checkpoint=checkpoint, state="not_met", note=note)
        answer = page(client, member, "export", "nordlicht")
        book = load_workbook(io.BytesIO(answer.content))
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        assert cells
        assert all(cell.data_type != "f" for cell in cells)
    assert answer["Content-Disposition"].startswith("attachment")
    assert [sheet.title for sheet in book] == ["Checklist", "Register"]
