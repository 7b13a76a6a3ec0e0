"""A gap sheet whose lines are not all good: which sheet, by which other party, what is left out and mended."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.checklist.test_take_gap_sheet import said
from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence, make_upload
from tracker.checklist.actions import GapTaken, link_evidence, take_gap_sheet
from tracker.checklist.exchange.gapsheet import rows_of, sheets_of, to_mend
from tracker.checklist.exchange.gapwords import guess
from tracker.checklist.models import Checkpoint
from tracker.core.errors import BadInput
from tracker.core.tables import Sheet, write_workbook, write_xlsx
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.once

HEAD = "Clause;Status;Note;Supplier;Proof of control\n"


@pytest.fixture
def points(project: Project, member: User) -> list[Checkpoint]:
    """Checkpoints, the first of which has evidence in force."""
    found = make_checklist(project)
    proof = make_evidence(project=project, actor=member, upload=make_upload("p.pdf"))
    link_evidence(actor=member, checkpoint=found[0], evidence=[proof])
    return found


def taken(actor: User, project: Project, text: str, **more: bool) -> GapTaken:
    table = rows_of(io.BytesIO((HEAD + text).encode()), "gaps.csv")
    mapping = guess(HEAD.strip().lower().split(";"))
    return take_gap_sheet(
        actor=actor, project=project, rows=table, mapping=mapping, words={}, name="gaps.csv", **more
    )


def test_met_by_another_party_comes_with_its_name_and_proof_of_control(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    text = f"{points[0].requirement.code};Outsourced;;Hosting AG;SLA, monthly report\n"
    assert not taken(manager, project, text).lowered
    points[0].refresh_from_db()
    held = (points[0].state, points[0].party, points[0].party_control)
    assert held == ("met_by_other_party", "Hosting AG", "SLA, monthly report")
    assert not taken(manager, project, text).changes


def test_without_proof_of_control_or_evidence_another_party_makes_it_partly_met_and_is_kept_in_the_note(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    text = (
        f"{points[0].requirement.code};Outsourced;;Hosting AG;\n"
        f"{points[1].requirement.code};Outsourced;hosted;Hosting AG;SLA\n"
    )
    assert taken(manager, project, text).lowered == 2
    points[0].refresh_from_db()
    points[1].refresh_from_db()
    assert (points[0].state, points[0].party) == ("partly_met", "")
    assert points[0].note.endswith("Other party: Hosting AG. How it is controlled is not said.")
    assert points[1].note == "hosted\nOther party: Hosting AG. How it is controlled: SLA"
    assert not taken(manager, project, text).changes


def test_another_party_without_a_name_is_a_line_to_mend(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    found = taken(manager, project, f"{points[0].requirement.code};Outsourced;;;SLA\n", preview=True)
    assert not found.changes
    assert [(each.line, each.column) for each in found.problems] == [(2, "supplier")]
    found = taken(
        manager, project, f"{points[0].requirement.code};Outsourced;;{'x' * 201};SLA\n", preview=True
    )
    assert "200" in found.problems[0].message


def test_a_bad_line_is_left_out_whole_by_choice_and_the_others_are_taken(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    good, bad = points[1].requirement.code, points[2].requirement.code
    text = f"{good};No;;;\n{bad};naja;a note that stays out;;\n99.9;No;;;\n"
    with pytest.raises(BadInput):
        taken(manager, project, text)
    done = taken(manager, project, text, leave_out=True)
    assert ([each.line.point.code for each in done.changes], done.bad_lines) == ([good], 2)
    points[2].refresh_from_db()
    assert (points[2].state, points[2].note) == ("not_assessed", "")
    assert Activity.objects.get(verb="checklist.table_imported").after["left_out"] == 2
    assert not taken(manager, project, text, leave_out=True).changes


def test_a_line_that_speaks_of_a_whole_clause_is_refused_as_a_whole(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    text = f"{points[2].requirement.code};No;;;\n5.2;No;;;\n"  # The second speaks of both of 5.2.
    done = taken(manager, project, text, leave_out=True)
    assert [each.line.point.code for each in done.changes] == [points[2].requirement.code]
    points[1].refresh_from_db()
    assert points[1].state == "not_assessed"


def test_lines_to_mend_come_with_their_clause_and_reason_and_can_be_brought_again(
    points: list[Checkpoint], project: Project, manager: User
) -> None:
    table = rows_of(
        io.BytesIO(b"Clause,Requirement,Status\n4.1,1,naja\n,1,=HYPERLINK(1)\n5.2,2,No\n"), "g.csv"
    )
    mapping = guess(["clause", "requirement", "status"])
    found = take_gap_sheet(
        actor=manager, project=project, rows=table, mapping=mapping, words={}, name="g.csv", preview=True
    )
    heading, lines = to_mend(table, mapping, found.problems)
    assert heading == ["clause", "requirement", "status", "was line", "what to mend"]
    assert [line[:4] for line in lines] == [["4.1", "1", "naja", "2"], ["4.1", "1", "=HYPERLINK(1)", "3"]]
    assert lines[0][4].startswith("status: “naja” is an unknown status")
    again = rows_of(io.BytesIO(write_xlsx(heading, lines)), "mend.xlsx")
    assert guess(again[0].cells) == mapping
    assert to_mend(again, mapping, [])[0] == heading


def workbook(code: str) -> bytes:
    empty = Sheet("Cover", ["About this workbook"], [["made in a workshop"]])
    return write_workbook(
        [empty, Sheet("Gaps", ["Clause", "Status"], [[code, "No"], ["99.9", "No"]]), Sheet("Legend", [], [])]
    )


def test_the_sheet_that_looks_like_a_gap_sheet_is_the_guess() -> None:
    assert sheets_of(io.BytesIO(workbook("4.1")), "g.xlsx") == (["Cover", "Gaps", "Legend"], "Gaps")
    assert sheets_of(io.BytesIO(b"clause,status\n"), "g.csv") == ([], "")
    with pytest.raises(BadInput, match="Cover, Gaps, Legend"):
        rows_of(io.BytesIO(workbook("4.1")), "g.xlsx", "Caps")


def test_the_command_takes_a_sheet_leaves_bad_lines_out_and_writes_them_to_mend(
    points: list[Checkpoint], project: Project, tmp_path: Path
) -> None:
    file, mend = tmp_path / "g.xlsx", tmp_path / "mend.xlsx"
    file.write_bytes(workbook(points[1].requirement.code))
    args = ["import_gap_sheet", str(file), "--project", project.slug]
    quiet = {"stderr": io.StringIO()}
    with pytest.raises(CommandError, match="no row"):
        call_command(*args, "--sheet", "Legend", stdout=io.StringIO(), **quiet)
    with pytest.raises(CommandError, match="--leave-out"):
        call_command(*args, "--mend", str(mend), stdout=io.StringIO(), **quiet)
    out = io.StringIO()
    call_command(*args, "--leave-out", "--mend", str(mend), "--json", stdout=out, **quiet)
    told = json.loads(out.getvalue())
    assert (told["sheet"], len(told["changes"]), told["problems"][0]["column"]) == ("Gaps", 1, "clause")
    assert [row.cells["clause"] for row in rows_of(io.BytesIO(mend.read_bytes()), mend.name)] == ["99.9"]
    with pytest.raises(CommandError, match="cannot be read or written"):
        call_command(*args, "--leave-out", "--mend", str(tmp_path / "no" / "m.xlsx"), stdout=out, **quiet)


def test_the_page_asks_for_the_sheet_takes_the_good_lines_and_hands_out_the_bad_ones(
    points: list[Checkpoint], project: Project, manager: User, client: Client
) -> None:
    client.force_login(manager)
    page, confirm, mend = (
        reverse(f"checklist:{name}", args=[project.slug])
        for name in ("gap_sheet", "gap_sheet_confirmation", "gap_sheet_mending")
    )
    file = SimpleUploadedFile("g.xlsx", workbook(points[1].requirement.code))
    asked = client.post(page, {"file": file}).content.decode()
    assert '<option value="Gaps" selected>' in asked
    form = said(asked) | {"sheet": "Cover", "map_clause": "clause", "map_status": "status"}
    other = client.post(page, form).content.decode()
    assert '<option value="Cover" selected>' in other
    assert "about this workbook" in other
    empty = client.post(page, form | {"sheet": "Legend"}).content.decode()
    assert "There is no row in this sheet." in empty
    assert client.post(page, form | {"sheet": "Nowhere"}).status_code == 200
    still = client.post(page, said(empty) | {"sheet": "Legend", "sheet_read": "Legend"}).content.decode()
    assert "There is no row in this sheet." in still
    shown = client.post(page, form | {"sheet": "Gaps"}).content.decode()
    assert "Bring in the other lines" in shown
    sheet = client.post(mend, said(shown))
    assert [row.cells["clause"] for row in rows_of(io.BytesIO(sheet.content), "m.xlsx")] == ["99.9"]
    confirming = said("<form" + next(part for part in shown.split("<form") if "leave_out" in part))
    done = client.post(confirm, confirming).content.decode()
    assert "1 checkpoint changed." in done
    assert "1 line was left out." in done
    assert "Download these lines to mend" in done
    points[1].refresh_from_db()
    assert points[1].state == "not_met"
    assert client.post(mend, {"ticket": "made up"}).status_code == 302
