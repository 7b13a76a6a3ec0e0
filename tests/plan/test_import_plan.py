"""A plan imported as a whole, or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import make_person
from tests.factories.plan import make_task
from tests.plan.samples import csv, xml, xml_link, xml_task
from tracker.core.errors import BadInput, NotPermitted
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import import_plan
from tracker.plan.choices import Verb
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.models import Dependency, Milestone, Phase, Task, TaskClause
from tracker.projects.models import Project

HEADINGS = "ID,WBS,Name,Start,Finish,Predecessors,Owner,Percent,Milestone,Phase,Clause"
ROWS = (
    "1,1,Prepare,2026-11-02,2026-11-13,,,,,Mobilise,",
    "2,1.1,Write policy,2026-11-02,2026-11-06,,mina@example.org,100,,Mobilise,5.2",
    "3,1.2,Policy in force,2026-11-13,2026-11-13,2FS+2d,,,yes,Mobilise,4.1 5.2",
)


def sheet(*rows: str) -> ImportedPlan:
    return read_plan(csv(HEADINGS, *rows), "plan.csv")


def nothing_written() -> bool:
    return not (
        Task.objects.exists()
        or Dependency.objects.exists()
        or Phase.objects.exists()
        or Activity.objects.filter(verb=Verb.PLAN_IMPORTED).exists()
    )


def test_everything_in_the_file_is_made(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization, name="Mina Berg", email="mina@example.org")
    made = import_plan(actor=manager, project=project, plan=sheet(*ROWS), source="plan.csv")
    prepare, write, done = Task.objects.of(project).in_order()
    assert (made.tasks, made.milestones, made.links, made.offset) == (3, 1, 1, 0)
    assert (prepare.is_summary, write.parent, write.level, write.owner) == (True, prepare, 2, mina)
    assert (write.is_done, write.percent, write.phase.name) == (True, 100, "Mobilise")
    assert Milestone.objects.get().task == done
    assert Dependency.objects.get().lag_minutes == 960
    assert sorted(TaskClause.objects.filter(task=done).values_list("clause__number", flat=True)) == [
        "4.1",
        "5.2",
    ]


def test_every_row_keeps_who_and_why_and_the_log_says_it_once(project: Project, manager: User) -> None:
    make_person(organization=project.organization, email="mina@example.org")
    import_plan(actor=manager, project=project, plan=sheet(*ROWS), source="plan.csv")
    for row in [
        *Task.objects.all(),
        *Dependency.objects.all(),
        *Phase.objects.all(),
        *Milestone.objects.all(),
    ]:
        past = row.history.get()
        assert (past.history_user_id, past.history_change_reason) == (manager.pk, "imported from plan.csv")
    entry = Activity.objects.get(verb=Verb.PLAN_IMPORTED)
    assert entry.after == {"tasks": 3, "milestones": 1, "links": 1}


@pytest.mark.parametrize("role", ["member", "sponsor", "auditor", "stranger"])
def test_who_does_not_edit_the_plan_imports_none(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        import_plan(
            actor=request.getfixturevalue(role), project=project, plan=sheet(*ROWS), source="plan.csv"
        )
    assert nothing_written()


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ("4,1.3,More,2026-11-16,2026-11-20,,nobody@example.org,,,Other,", 5, "nobody@example.org"),
        ("4,1.3,More,2026-11-16,2026-11-20,,,,,Other,12.9", 5, "no clause 12.9"),
    ],
)
def test_an_unknown_name_refuses_the_whole_file(
    row: str, line: int, words: str, project: Project, manager: User
) -> None:
    make_person(organization=project.organization, email="mina@example.org")
    with pytest.raises(BadInput) as caught:
        import_plan(actor=manager, project=project, plan=sheet(*ROWS, row), source="plan.csv")
    assert [problem.line for problem in caught.value.lines] == [line]
    assert words in caught.value.lines[0].message
    assert nothing_written()


def test_two_people_of_one_name_must_be_told_apart(project: Project, manager: User) -> None:
    for email in ("one@example.org", "two@example.org"):
        make_person(organization=project.organization, name="Kim Doe", email=email)
    row = "1,1,A,2026-11-16,2026-11-20,,{},,,,"
    with pytest.raises(BadInput):
        import_plan(actor=manager, project=project, plan=sheet(row.format("Kim Doe")), source="plan.csv")
    import_plan(actor=manager, project=project, plan=sheet(row.format("two@example.org")), source="plan.csv")
    assert Task.objects.get().owner.email == "two@example.org"


def test_people_of_another_organization_are_unknown(project: Project, manager: User) -> None:
    make_person(email="mina@example.org")
    with pytest.raises(BadInput):
        import_plan(actor=manager, project=project, plan=sheet(*ROWS), source="plan.csv")


def test_numbers_already_taken_are_moved_up_with_their_links(project: Project, manager: User) -> None:
    make_task(project)
    plan = read_plan(xml(xml_task(1), xml_task(2, links=xml_link(1))), "plan.xml")
    made = import_plan(actor=manager, project=project, plan=plan, source="plan.xml")
    assert made.offset == 1
    assert [task.uid for task in Task.objects.of(project).in_order()] == [1, 2, 3]
    link = Dependency.objects.get()
    assert (link.predecessor.uid, link.successor.uid) == (2, 3)


def test_queries_do_not_grow_with_the_plan(project: Project, manager: User) -> None:
    counts = []
    for size in (10, 150):
        tasks = (xml_task(n, links=xml_link(n - 1) if n > 1 else "") for n in range(1, size + 1))
        plan = read_plan(xml(*tasks), "p.xml")
        with CaptureQueriesContext(connection) as caught:
            import_plan(actor=manager, project=project, plan=plan, source="p.xml")
        counts.append(len(caught))
    assert Dependency.objects.count() == 9 + 149
    assert counts[1] <= counts[0] + 24  # SQLite takes a few dozen rows at a time


# The command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xml"
    path.write_bytes(xml(xml_task(1), xml_task(2, links=xml_link(1, lag=9600))).read())
    return path


def run(*args: object) -> str:
    out = io.StringIO()
    call_command("import_plan", *map(str, args), stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_preview_needs_no_project_and_writes_nothing(file: Path) -> None:
    told = json.loads(run(file, "--preview", "--json"))
    first, second = told["tasks"]
    assert first["start"] == "2026-11-02T08:00:00"
    assert second["predecessors"] == [
        {"uid": 1, "type": "FS", "lag_minutes": 960, "lag_unit": "d", "lag_percent": None}
    ]
    assert told["not_understood"] == []
    assert nothing_written()


def test_a_row_added_without_a_number_takes_one_that_is_free() -> None:
    rows = [
        "7,First,2026-11-02,2026-11-06,",
        ",Added,2026-11-09,2026-11-13,7",
        "2,Last,2026-11-09,2026-11-13,7",
    ]
    plan = read_plan(csv("ID,Name,Start,Finish,Predecessors", *rows), "plan.csv")
    assert [(task.uid, task.name) for task in plan.tasks] == [(7, "First"), (8, "Added"), (2, "Last")]
    unnumbered = read_plan(csv("Name,Start,Finish", "First,2026-11-02,2026-11-06"), "plan.csv")
    assert [task.uid for task in unnumbered.tasks] == [1]


def test_a_preview_for_a_project_names_whom_it_does_not_know(tmp_path: Path, project: Project) -> None:
    sheet = tmp_path / "owned.csv"
    sheet.write_text("ID,Name,Start,Finish,Owner\n1,A,2026-11-02,2026-11-06,Norbert Nobody\n")
    (line,) = json.loads(run(sheet, "--preview", "--json", "--project", project.slug))["unknown"]
    assert line["line"] == 2
    assert "Norbert Nobody" in line["reason"]
    assert "Norbert Nobody" in run(sheet, "--preview", "--project", project.slug)
    assert json.loads(run(sheet, "--preview", "--json"))["unknown"] == []
    assert nothing_written()


@pytest.mark.parametrize("year", [1066, 9999])
def test_a_day_outside_of_any_plan_is_refused_with_its_line(
    tmp_path: Path, project: Project, year: int
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(f"ID,Name,Start,Finish\n1,A,2026-11-02,2026-11-06\n2,B,{year:04}-11-02,{year:04}-11-06\n")
    with pytest.raises(CommandError, match="line 3"):
        run(bad, "--project", project.slug)
    assert nothing_written()


def test_the_command_imports(file: Path, project: Project) -> None:
    assert "2 tasks, 1 links" in run(file, "--project", project.slug)
    assert Task.objects.of(project).count() == 2


def test_the_command_refuses_with_the_line(tmp_path: Path, project: Project) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("ID,Name,Start,Finish,Predecessors\n1,A,2026-11-02,2026-11-06,9\n")
    with pytest.raises(CommandError, match="line 2"):
        run(bad, "--project", project.slug)
    assert nothing_written()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "args", [["missing.xml", "--preview"], ["{file}"], ["{file}", "--project", "nowhere"]]
)
def test_the_command_says_what_is_missing(args: list[str], file: Path) -> None:
    with pytest.raises(CommandError):
        run(*(arg.format(file=file) for arg in args))
