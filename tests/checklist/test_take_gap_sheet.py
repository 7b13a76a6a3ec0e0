"""Taking over a gap sheet: through the verbs, all of it or nothing, met only with evidence."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence, make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import GapTaken, confirm_assessment, link_evidence, take_gap_sheet
from tracker.checklist.exchange.gapsheet import rows_of
from tracker.checklist.exchange.gapwords import FIELDS, guess
from tracker.checklist.models import Checkpoint
from tracker.core.errors import BadInput, NotPermitted, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project

HEAD = "Kapitel;Status;Bemerkung;Verantwortlich;Frist\n"


@pytest.fixture
def rows(project: Project, member: User) -> list[Checkpoint]:
    """Checkpoints, the first of which has evidence in force."""
    found = make_checklist(project)
    proof = make_evidence(project=project, actor=member, upload=make_upload("p.pdf"))
    link_evidence(actor=member, checkpoint=found[0], evidence=[proof])
    make_person(organization=project.organization, name="Olga Owner", email="olga@nordlicht.example")
    return found


def taken(actor: User, project: Project, text: str, columns: Sequence[str] = FIELDS, **more: Any) -> GapTaken:
    table = rows_of(io.BytesIO((HEAD + text).encode()), "gaps.csv")
    guessed = guess(HEAD.strip().lower().split(";"))
    mapping = {name: heading for name, heading in guessed.items() if name in columns}
    return take_gap_sheet(
        actor=actor, project=project, rows=table, mapping=mapping, words={}, name="gaps.csv", **more
    )


def test_a_sheet_is_taken_with_state_note_owner_and_date(
    rows: list[Checkpoint], project: Project, manager: User
) -> None:
    first, second = rows[0], rows[1]
    taken(
        manager,
        project,
        f"{first.requirement.code};Erfüllt;gut;Olga Owner;31.03.2027\n{second.requirement.code};Ja;;;\n",
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.note, first.target_on) == ("met", "gut", date(2027, 3, 31))
    assert first.owner is not None
    assert first.owner.name == "Olga Owner"
    assert (first.assessed_by, first.confirmed_by) == (manager, None)
    assert second.state == "partly_met"
    assert second.note == "“Ja” in gaps.csv; current evidence is missing here."
    assert Activity.objects.get(verb="checklist.table_imported").after["changed"] == 2


def test_a_preview_says_whose_confirmation_would_be_asked_again(
    rows: list[Checkpoint], project: Project, manager: User, member: User
) -> None:
    code = rows[0].requirement.code
    taken(member, project, f"{code};Ja;gut;;\n", columns=("clause", "status", "note"))
    confirm_assessment(actor=manager, checkpoint=rows[0])
    assert taken(manager, project, f"{code};Ja;besser;;\n", preview=True).unconfirmed == 1
    assert taken(manager, project, f"{code};Ja;gut;Olga Owner;\n", preview=True).unconfirmed == 0


def test_who_may_not_assign_leaves_owners_and_dates_out(
    rows: list[Checkpoint], project: Project, member: User
) -> None:
    text = f"{rows[1].requirement.code};Nein;;;\n"
    with pytest.raises(BadInput, match="leave those columns out"):
        taken(member, project, text)
    assert len(taken(member, project, text, columns=("clause", "status", "note")).changes) == 1


def test_the_same_sheet_again_changes_nothing(
    rows: list[Checkpoint], project: Project, manager: User
) -> None:
    text = f"{rows[0].requirement.code};Ja;;;\n{rows[1].requirement.code};Ja;;;\n"
    assert len(taken(manager, project, text).changes) == 2
    assert not taken(manager, project, text).changes


def test_one_bad_line_writes_nothing_and_is_named(
    rows: list[Checkpoint], project: Project, manager: User
) -> None:
    with pytest.raises(BadInput) as refused:
        taken(manager, project, f"{rows[1].requirement.code};Nein;;;\n99.9;Nein;;;\n")
    assert [str(line) for line in refused.value.lines] == [
        "line 3, “kapitel”: there is no clause “99.9”; write a number like 8.5.1"
    ]
    rows[1].refresh_from_db()
    assert rows[1].state == "not_assessed"


def test_a_preview_writes_nothing_and_holds_only_while_nothing_changed(
    rows: list[Checkpoint], project: Project, manager: User
) -> None:
    text = f"{rows[1].requirement.code};Nein;;;\n"
    shown = taken(manager, project, text, preview=True)
    rows[1].refresh_from_db()
    assert rows[1].state == "not_assessed"
    taken(manager, project, f"{rows[1].requirement.code};;a note;;\n")
    with pytest.raises(StaleEdit):
        taken(manager, project, text, previewed=shown.mark)


def test_who_may_not_assess_may_not_take_a_sheet(
    rows: list[Checkpoint], project: Project, auditor: User
) -> None:
    with pytest.raises(NotPermitted):
        taken(auditor, project, f"{rows[1].requirement.code};Nein;;;\n")


def test_a_column_that_is_not_there_or_does_two_things_is_refused(project: Project, manager: User) -> None:
    table = rows_of(io.BytesIO(b"a,b\n1,2\n"), "gaps.csv")
    common: dict[str, Any] = {
        "actor": manager,
        "project": project,
        "rows": table,
        "words": {},
        "name": "g.csv",
    }
    for mapping in (
        {"clause": "a", "status": "a"},
        {"clause": "a", "status": "c"},
        {"clause": "a"},
        {"status": "b"},
    ):
        with pytest.raises(BadInput):
            take_gap_sheet(mapping=mapping, **common)


def test_the_command_previews_as_json_and_takes(
    rows: list[Checkpoint], project: Project, tmp_path: Path
) -> None:
    sheet = tmp_path / "gaps.csv"
    sheet.write_text(f"Where,How far\n{rows[1].requirement.code},naja\n")
    args = [str(sheet), "--project", project.slug, "--map", "clause=Where", "--map", "status=How far"]
    with pytest.raises(CommandError, match="Correct"):
        call_command("import_gap_sheet", *args, "--preview", stdout=io.StringIO(), stderr=io.StringIO())
    out = io.StringIO()
    call_command("import_gap_sheet", *args, "--word", "naja=not_met", "--json", "--preview", stdout=out)
    assert json.loads(out.getvalue())["changes"][0]["after"] == {"state": "not_met"}
    call_command("import_gap_sheet", *args, "--word", "naja=not_met", stdout=io.StringIO())
    rows[1].refresh_from_db()
    assert rows[1].state == "not_met"


def said(page: str) -> dict[str, Any]:
    """What the first form with a ticket would send."""
    form = next(part for part in page.split("<form")[1:] if 'name="ticket"' in part).split("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    found: dict[str, Any] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_the_page_asks_shows_and_takes(
    rows: list[Checkpoint], project: Project, manager: User, client: Client
) -> None:
    client.force_login(manager)
    page, confirm = (
        reverse(f"checklist:{name}", args=[project.slug]) for name in ("gap_sheet", "gap_sheet_confirmation")
    )
    text = f"{HEAD}{rows[1].requirement.code};naja;<b>fehlt</b>;;\n".encode()
    asked = client.post(page, {"file": SimpleUploadedFile("gaps.csv", text)}).content.decode()
    assert '<option value="kapitel" selected>' in asked
    ticket = said(asked)["ticket"]
    columns = {"map_clause": "kapitel", "map_status": "status", "map_note": "bemerkung"}
    unclear = client.post(page, {"ticket": ticket, **columns}).content.decode()
    assert "“naja” is an unknown status" in unclear
    assert "Bring it in" not in unclear
    words = {"word": ["naja"], "state": ["partly_met"]}
    shown = client.post(page, {"ticket": ticket, **columns, **words}).content.decode()
    assert "&lt;b&gt;fehlt" in shown
    rows[1].refresh_from_db()
    assert rows[1].state == "not_assessed"
    assert client.post(confirm, said(shown) | {"state": ["not_met"]}).status_code == 409
    assert client.post(confirm, said(shown)).status_code == 302
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].note) == ("partly_met", "<b>fehlt</b>")
    assert client.post(page, {"ticket": "made up"}).status_code == 409
    assert client.post(page, {}).status_code == 422
