"""Tables out and in: a round trip changes nothing, a bad row is named, all or nothing."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence, make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import (
    Lived,
    assess_checkpoint,
    assign_checkpoint,
    import_table,
    keep_entry,
    review_entry,
)
from tracker.checklist.exchange import Kind, sheet_of, workbook
from tracker.checklist.models import Checkpoint, RegisterItem
from tracker.core.errors import BadInput, NotPermitted
from tracker.evidence.models import Evidence
from tracker.history.models import Activity
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation

KINDS = list(Kind)


@pytest.fixture
def owner(project: Project) -> Person:
    return make_person(organization=project.organization, name="Olga Owner", email="olga@nordlicht.example")


@pytest.fixture
def rows(project: Project, manager: User, member: User, owner: Person) -> list[Checkpoint]:
    """Four checkpoints and two documents with all that a cell can hold."""
    found = make_checklist(project)
    nasty = "=1+1\r\n+2 “quoted”\ttab _x0041_ ' apostrophe"
    proofs = [make_evidence(project=project, actor=member, upload=make_upload(f"p{n}.pdf")) for n in range(2)]
    lived = Lived(2, 4, "shown")
    assess_checkpoint(
        actor=member, checkpoint=found[0], state="met", note=nasty, evidence=proofs, lived=lived
    )
    assess_checkpoint(
        actor=member,
        checkpoint=found[1],
        state="met_by_other_party",
        party="@Nordic",
        party_control="-monthly",
        evidence=proofs[:1],
    )
    assess_checkpoint(actor=member, checkpoint=found[2], state="partly_met", note="'=half")
    assign_checkpoint(actor=manager, checkpoint=found[0], owner=owner, target_on=date(2027, 2, 1))
    clause = Clause.objects.get(edition=project.edition, number="5.2")
    for number in (1, 2):
        item = DocumentedInformation.objects.create(
            edition=project.edition,
            code=f"DI-0{number}",
            name="Policy",
            kind="document",
            basis="implied",
            clause=clause,
        )
        item.clauses.add(clause)
    keep_entry(actor=manager, project=project, information=item, owner=owner, stage="draft", review_months=6)
    review_entry(actor=manager, project=project, information=item)
    make_evidence(project=project, actor=member, information=[item], upload=make_upload("policy.pdf"))
    return found


def taken(project: Project, kind: Kind) -> tuple[Any, list[str]]:
    """The table as openpyxl reads it, and its headings."""
    book: Any = load_workbook(io.BytesIO(workbook(sheet_of(project, kind))))
    return book, [cell.value for cell in book.active[1]]


def changed(project: Project, kind: Kind, edits: dict[tuple[int, str], Any]) -> io.BytesIO:
    """The table with some cells changed, as somebody would in a spreadsheet; lines count from 1."""
    book, headings = taken(project, kind)
    for (line, heading), value in edits.items():
        book.active.cell(line, headings.index(heading) + 1).value = value
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def bring(actor: User, project: Project, source: io.BytesIO, **more: Any) -> Any:
    return import_table(actor=actor, project=project, source=source, name="table.xlsx", **more)


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_trip_changes_nothing(
    project: Project, rows: list[Checkpoint], manager: User, kind: Kind
) -> None:
    before = sheet_of(project, kind)
    entries = Activity.objects.count()
    done = bring(manager, project, changed(project, kind, {}))
    assert (done.kind, done.changes, done.problems) == (kind, [], [])
    assert done.rows == len(before.rows) > 0
    assert sheet_of(project, kind) == before
    assert Activity.objects.count() == entries


def test_assessments_owners_dates_and_evidence_come_in(
    project: Project, rows: list[Checkpoint], manager: User, owner: Person
) -> None:
    first, second = Evidence.objects.filter(name__in=["p0", "p1"]).order_by("name")
    edits = {
        (2, "note"): "looked at again",
        (2, "evidence ids"): str(second.pk),
        (3, "owner"): "OLGA@nordlicht.example",
        (4, "assessment"): "Not met",
        (4, "note"): None,
        (4, "maturity"): 1,
        (5, "maturity wanted"): 4,
        (5, "confidence"): "Fairly sure",
        (5, "needed by"): date(2027, 3, 4),
        (5, "owner id"): str(owner.pk),
    }
    source = changed(project, Kind.ASSESSMENTS, edits)
    shown = bring(manager, project, source, preview=True)
    assert (len(shown.changes), shown.problems) == (4, [])
    assert not Checkpoint.objects.filter(note="looked at again").exists()

    source.seek(0)
    bring(manager, project, source)

    one, two, three, four = Checkpoint.objects.of(project).in_order()
    assert (one.note, one.state) == ("looked at again", "met")
    assert [link.evidence for link in one.evidence_links.all()] == [second]
    assert (two.owner, two.state) == (owner, "met_by_other_party")
    assert (three.state, three.note, three.maturity) == ("not_met", "", 1)
    assert (four.owner, four.target_on) == (owner, date(2027, 3, 4))
    assert (four.maturity, four.maturity_wanted, four.confidence) == (None, 4, "fairly")
    assert Activity.objects.filter(verb="checklist.table_imported").count() == 1
    source.seek(0)
    with pytest.raises(BadInput) as again:
        bring(manager, project, source)
    assert any("changed here after the table was made" in problem.message for problem in again.value.lines)
    assert first.checkpoint_links.count() == 1


def test_the_register_comes_in(
    project: Project, rows: list[Checkpoint], manager: User, owner: Person
) -> None:
    policy = Evidence.objects.get(name="policy")
    today = project.today()
    edits = {
        (2, "stage"): "in review",
        (2, "owner"): "Olga Owner",
        (2, "review months"): 12,
        (2, "evidence ids"): str(policy.pk),
        (2, "reviewed on"): today - timedelta(days=3),
        (3, "stage"): None,
        (3, "owner id"): None,
        (3, "evidence ids"): None,
    }
    bring(manager, project, changed(project, Kind.REGISTER, edits))
    one, two = RegisterItem.objects.of(project).order_by("information__code")
    assert (one.stage, one.owner, one.review_months) == ("in_review", owner, 12)
    assert one.reviewed_on == today - timedelta(days=3)
    assert (two.stage, two.owner, two.review_months) == ("", None, 6)
    assert list(policy.information_links.values_list("information__code", flat=True)) == ["DI-01"]


BAD_CELLS = [
    (Kind.ASSESSMENTS, "assessment", "green", "is no assessment"),
    (Kind.ASSESSMENTS, "assessment", "met", "current evidence"),
    (Kind.ASSESSMENTS, "assessment", "partly met", "Say what is missing"),
    (Kind.ASSESSMENTS, "maturity", "6", "no maturity from 0 to 5"),
    (Kind.ASSESSMENTS, "confidence", "certain", "is no confidence"),
    (Kind.ASSESSMENTS, "needed by", "soon", "is no date"),
    (Kind.ASSESSMENTS, "owner", "Nobody Known", "nobody on the staff register"),
    (Kind.ASSESSMENTS, "evidence ids", "00000000-0000-0000-0000-000000000000", "there is no evidence"),
    (Kind.ASSESSMENTS, "evidence ids", "x", "there is no evidence"),
    (Kind.ASSESSMENTS, "id", "x", "there is no “x” here"),
    (Kind.REGISTER, "stage", "approved", "is no stage"),
    (Kind.REGISTER, "review months", "often", "no number of months"),
    (Kind.REGISTER, "reviewed on", "2099-01-01", "once it has taken place"),
    (Kind.REGISTER, "code", "DI-77", "there is no “DI-77” here"),
]


@pytest.mark.parametrize(("kind", "heading", "value", "why"), BAD_CELLS)
def test_a_bad_row_is_named_and_nothing_is_written(
    project: Project, rows: list[Checkpoint], manager: User, kind: Kind, heading: str, value: str, why: str
) -> None:
    line = 5 if kind == Kind.ASSESSMENTS else 3
    good = (2, "note") if kind == Kind.ASSESSMENTS else (2, "stage")
    source = changed(project, kind, {good: "draft", (line, heading): value})
    before = sheet_of(project, kind)
    shown = bring(manager, project, source, preview=True)
    assert [(problem.line, why in problem.message) for problem in shown.problems] == [(line, True)]
    source.seek(0)
    with pytest.raises(BadInput) as refused:
        bring(manager, project, source)
    assert refused.value.lines == shown.problems
    assert sheet_of(project, kind) == before


def test_a_row_that_stands_twice_and_a_table_of_something_else_are_refused(
    project: Project, rows: list[Checkpoint], manager: User, viewer: User
) -> None:
    twice = changed(project, Kind.ASSESSMENTS, {(3, "id"): str(rows[0].pk)})
    assert "stands in line 2 already" in bring(manager, project, twice, preview=True).problems[0].message
    with pytest.raises(BadInput, match="neither a table"):
        import_table(actor=manager, project=project, source=io.BytesIO(b"Name,Age\nx,3\n"), name="people.csv")
    with pytest.raises(NotPermitted):
        bring(viewer, project, changed(project, Kind.REGISTER, {}))


def test_the_pages_show_first_and_bring_in_then(
    client: Client, project: Project, rows: list[Checkpoint], manager: User
) -> None:
    client.force_login(manager)
    page = reverse("checklist:exchange", args=[project.slug])
    for kind in KINDS:
        given = client.get(reverse("checklist:table_file", args=[project.slug, kind.value]))
        assert given["Content-Disposition"].startswith(f'attachment; filename="{kind}-nordlicht')
    assert client.get(reverse("checklist:table_file", args=[project.slug, "others"])).status_code == 404
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 422
    assert client.post(page, {"file": SimpleUploadedFile("t.xlsx", b"PK\x03\x04rubbish")}).status_code == 422

    content = changed(project, Kind.ASSESSMENTS, {(2, "note"): "<b>from the table</b>"}).read()
    shown = client.post(page, {"file": SimpleUploadedFile("t.xlsx", content)})
    text = shown.content.decode()
    assert "1 row would change." in text
    assert "&lt;b&gt;from the table&lt;/b&gt;" in text
    digest = text.split('name="digest" value="')[1].split('"')[0]
    confirmed = reverse("checklist:exchange_confirmation", args=[project.slug])
    assert client.post(confirmed, {"digest": "0" * 64}).status_code == 302
    assert not Checkpoint.objects.filter(note__contains="from the table").exists()
    assert client.post(confirmed, {"digest": digest}).status_code == 302
    assert Checkpoint.objects.filter(note="<b>from the table</b>").count() == 1
