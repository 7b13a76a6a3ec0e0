"""Taking over a gap sheet: through the verbs, all of it or nothing, met only with evidence."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence, make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import GapTaken, link_evidence, take_gap_sheet
from tracker.checklist.exchange.gapsheet import rows_of
from tracker.checklist.exchange.gapwords import guess
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


def taken(actor: User, project: Project, text: str, **more: Any) -> GapTaken:
    table = rows_of(io.BytesIO((HEAD + text).encode()), "gaps.csv")
    mapping = guess(HEAD.strip().lower().split(";"))
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
    assert [str(line) for line in refused.value.lines] == ["line 3: there is no clause “99.9”"]
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
