"""A plan held against a file of it: what is new, what differs, what is gone; and the chosen of it applied."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.plan.samples import csv, xml, xml_link, xml_task
from tests.plan.test_export_plan import everything
from tests.plan.test_mspdi_files import FILES, each_file
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import (
    Choice,
    block_task,
    edit_task,
    held_against,
    import_plan,
    reimport_plan,
    set_baseline,
)
from tracker.plan.choices import Verb
from tracker.plan.exporting import Format, plan_file
from tracker.plan.importing import ImportedPlan, ImportedTask, read_plan
from tracker.plan.importing.comparing import Comparison
from tracker.plan.models import BaselineRow, Dependency, Milestone, Task
from tracker.projects.models import Project

READ = (Format.MSPDI, Format.XLSX, Format.CSV)


def out(project: Project, kind: Format) -> ImportedPlan:
    return read_plan(io.BytesIO(plan_file(project, kind)), f"plan.{kind.suffix}")


def held(project: Project, said: ImportedPlan) -> Comparison:
    return held_against(project, said).found


def take(actor: User, project: Project, said: ImportedPlan, **facts: Any) -> Any:
    return reimport_plan(actor=actor, project=project, plan=said, source="plan.xml", **facts)


def told(found: Comparison) -> dict[int, dict[str, Any]]:
    return {
        change.now.uid: {one.field: (one.before, one.after) for one in change.differences}
        for change in found.changed
    }


@pytest.mark.skipif(not FILES, reason="the plans written by Microsoft Project are not here")
@each_file
def test_what_was_imported_and_what_leaves_again_differ_in_nothing(
    path: Path, project: Project, manager: User
) -> None:
    with path.open("rb") as source:
        said = read_plan(source, path.name)
    import_plan(actor=manager, project=project, plan=said, source=path.name)
    for plan in (said, *(out(project, kind) for kind in READ)):
        found = held(project, plan)
        assert (found.is_empty, found.same) == (True, len(said.lines)), found


def test_a_plan_of_our_own_comes_back_without_a_difference(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization, name="Mina Berg", email="mina@example.org")
    left = make_person(organization=project.organization, name="Ole Left", left_on=date(2020, 1, 1))
    first = make_task(project, name="=HYPERLINK(1)", description="- one\r\n- two", owner=mina)
    make_task(project, name="'+49 ' and\x0b more", owner=left, under=first)
    make_task(project, name="=HYPERLINK(1)")
    make_milestone(project)
    edit_task(actor=manager, task=Task.objects.get(uid=3), version=None, percent=100)
    for kind in READ:
        plan = out(project, kind)
        assert held(project, plan).is_empty, (kind, told(held(project, plan)))
        assert plan.lines[0].name == "=HYPERLINK(1)"


@pytest.fixture
def plan(project: Project, manager: User) -> ImportedPlan:
    """A plan with one of everything, imported; what is tested is the file changed."""
    said = everything()
    import_plan(actor=manager, project=project, plan=said, source="plan.xml")
    return out(project, Format.MSPDI)


def without(plan: ImportedPlan, *numbers: int) -> ImportedPlan:
    return replace(plan, tasks=tuple(task for task in plan.tasks if task.uid not in numbers))


def changed(plan: ImportedPlan, number: int, **facts: Any) -> ImportedPlan:
    return replace(
        plan, tasks=tuple(replace(task, **facts) if task.uid == number else task for task in plan.tasks)
    )


def line(plan: ImportedPlan, number: int) -> ImportedTask:
    return next(task for task in plan.lines if task.uid == number)


DAY = timedelta(days=1)
AT = datetime(2026, 11, 20, 8)
CHANGES: list[tuple[int, str, Callable[[ImportedTask], dict[str, Any]]]] = [
    (5, "name", lambda task: {"name": "Another name"}),
    (5, "finish", lambda task: {"finish": task.finish + DAY}),
    (5, "start", lambda task: {"start": task.start - DAY}),
    (5, "duration", lambda task: {"duration_minutes": 960}),
    (3, "percent", lambda task: {"percent": 40, "actual_finish": None, "actual_finish_time": None}),
    (5, "links", lambda task: {"links": (replace(task.links[0], lag_minutes=30),)}),
    (6, "links", lambda task: {"links": (replace(task.links[0], kind="SS"),)}),
    (5, "links", lambda task: {"links": ()}),
    (6, "constraint", lambda task: {"constraint": "fnlt", "constraint_at": AT}),
    (5, "deadline", lambda task: {"deadline": AT}),
    (5, "notes", lambda task: {"notes": "Look here."}),
    (5, "effort", lambda task: {"effort_minutes": 600}),
    (5, "outline", lambda task: {"level": 1, "summary": False}),
    (5, "milestone", lambda task: {"milestone": True}),
    (5, "calendar", lambda task: {"calendar": "2"}),
    (5, "manual", lambda task: {"manual": True}),
]


@pytest.mark.parametrize(("number", "field", "facts"), CHANGES, ids=[f"{n}-{f}" for n, f, _ in CHANGES])
def test_one_change_is_told_and_taken_and_nothing_else(
    number: int,
    field: str,
    facts: Callable[[ImportedTask], dict[str, Any]],
    project: Project,
    manager: User,
    plan: ImportedPlan,
) -> None:
    if field == "outline":
        # What follows it would lie under it now.
        plan = replace(plan, tasks=(*without(plan, number).tasks, line(plan, number)))
    said = changed(plan, number, **facts(line(plan, number)))
    before = dict(Task.objects.of(project).values_list("uid", "version"))
    found = held(project, said)
    assert {uid: set(fields) for uid, fields in told(found).items()} == {number: {field}}
    take(manager, project, said)
    assert held(project, said).is_empty, told(held(project, said))
    after = dict(Task.objects.of(project).values_list("uid", "version"))
    assert {uid for uid in after if after[uid] != before[uid]} <= {number}


def test_new_lines_come_where_they_stand_and_keep_their_number(
    project: Project, manager: User, plan: ImportedPlan
) -> None:
    new = ImportedTask(0, 77, "In between", 2, AT, AT + DAY, 960, constraint="asap")
    under = replace(
        new, uid=78, name="Under it", level=3, links=(replace(line(plan, 5).links[0], predecessor=3),)
    )
    tasks = list(plan.tasks)
    tasks[4:4] = [replace(new, summary=True), under]
    said = replace(plan, tasks=tuple(tasks))
    assert [task.uid for task in held(project, said).added] == [77, 78]
    take(manager, project, said)
    rows = list(Task.objects.of(project).in_order().select_related("parent"))
    assert [task.uid for task in rows][3:7] == [4, 77, 78, 5]
    assert (rows[4].is_summary, rows[5].parent, rows[5].level) == (True, rows[4], 3)
    assert Dependency.objects.get(successor=rows[5]).predecessor.uid == 3
    assert held(project, said).is_empty


def test_only_the_chosen_is_taken(project: Project, manager: User, plan: ImportedPlan) -> None:
    said = changed(changed(without(plan, 9), 5, name="Chosen"), 6, name="Not chosen")
    choice = Choice(changed=frozenset({5}))
    take(manager, project, said, choice=choice)
    names = dict(Task.objects.of(project).values_list("uid", "name"))
    assert (names[5], names[6], names[9]) == ("Chosen", "Task 6", "Task 9")
    entry = Activity.objects.get(verb=Verb.PLAN_REIMPORTED)
    assert entry.after == {"added": 0, "changed": 1, "gone": 0}
    row = Task.objects.get(uid=5).history.first()
    assert (row.history_user_id, row.history_change_reason) == (manager.pk, "changed as plan.xml says")


def test_what_is_gone_leaves_only_when_asked_and_baselines_keep_it(
    project: Project, manager: User, plan: ImportedPlan
) -> None:
    owner = make_person(organization=project.organization)
    Task.objects.update(owner=owner)
    plan = out(project, Format.MSPDI)
    set_baseline(actor=manager, project=project, reason="approved")
    frozen = list(BaselineRow.objects.order_by("pk").values_list())
    said = changed(without(plan, 5, 12), 7, name="Changed")
    said = replace(
        said,
        tasks=tuple(
            replace(task, links=tuple(x for x in task.links if x.predecessor != 5)) for task in said.tasks
        ),
    )
    assert [task.uid for task in held(project, said).gone] == [5, 12]
    take(manager, project, said)
    assert Task.objects.of(project).count() == 10
    # Task 5 has somebody's calendar, and task 12 is a milestone.
    take(manager, project, said, also_gone=True)
    assert not Task.objects.of(project).filter(uid__in=[5, 12]).exists()
    assert list(BaselineRow.objects.order_by("pk").values_list()) == frozen
    assert held(project, said).is_empty


def test_a_preview_of_a_plan_that_went_on_is_refused(
    project: Project, manager: User, plan: ImportedPlan
) -> None:
    said = changed(plan, 5, name="Changed")
    mark = held_against(project, said).mark
    edit_task(actor=manager, task=Task.objects.get(uid=9), version=None, percent=10)
    with pytest.raises(StaleEdit):
        take(manager, project, said, previewed=mark)
    assert not Activity.objects.filter(verb=Verb.PLAN_REIMPORTED).exists()
    take(manager, project, said, previewed=held_against(project, said).mark)


@pytest.mark.parametrize("role", ["member", "sponsor", "auditor", "stranger"])
def test_who_does_not_edit_the_plan_takes_nothing(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    make_task(project)
    said = changed(out(project, Format.MSPDI), 1, name="Changed")
    with pytest.raises(NotPermitted):
        take(request.getfixturevalue(role), project, said)


def test_what_the_chosen_lines_would_break_is_refused_whole(
    project: Project, manager: User, plan: ImportedPlan
) -> None:
    # Together they turn the link round; one alone closes a circle: 3 hangs on 2 here.
    said = changed(changed(plan, 3, links=()), 2, links=(replace(line(plan, 3).links[0], predecessor=3),))
    with pytest.raises(RuleBroken, match="circle"):
        take(manager, project, said, choice=Choice(changed=frozenset({2})))
    new = ImportedTask(9, 77, "New", 1, AT, AT, 480)
    said = changed(
        replace(plan, tasks=(*plan.tasks, new)), 5, links=(replace(line(plan, 5).links[0], predecessor=77),)
    )
    with pytest.raises(BadInput, match="new and not chosen"):
        take(manager, project, said, choice=Choice(changed=frozenset({5})))
    said = without(plan, 1)
    said = replace(said, tasks=tuple(replace(task, level=1) for task in said.tasks))
    everything_but_one = Choice(
        changed=frozenset(change.now.uid for change in held(project, said).changed) - {5},
        gone=frozenset({1}),
    )
    with pytest.raises(RuleBroken, match="Under “All <of> it & more” lies “Task 5”"):
        take(manager, project, said, choice=everything_but_one)
    assert Task.objects.of(project).filter(parent__uid=1).count() == 8


def test_the_rules_of_finishing_hold(project: Project, manager: User) -> None:
    task = block_task(actor=manager, task=make_task(project), reason="No access")
    make_milestone(project, needs_signoff=True, criteria="All accepted")
    plan = out(project, Format.XLSX)
    with pytest.raises(RuleBroken, match="blocked: No access"):
        take(manager, project, changed(plan, 1, percent=100))
    with pytest.raises(RuleBroken, match="passed by its sign-off"):
        take(manager, project, changed(plan, 2, percent=100))
    with pytest.raises(RuleBroken, match="facts of its own"):
        take(manager, project, changed(plan, 2, milestone=False))
    task.refresh_from_db()
    assert (task.percent, Milestone.objects.count()) == (0, 1)


def test_a_day_without_an_hour_keeps_the_hour(project: Project, manager: User) -> None:
    rows = read_plan(xml(xml_task(1, Start="2026-11-02T09:30:00", Finish="2026-11-06T15:00:00")), "p.xml")
    import_plan(actor=manager, project=project, plan=rows, source="p.xml")
    same = csv("ID,Name,Start,Finish", "1,Task 1,2026-11-02,2026-11-06 00:00")
    assert held(project, read_plan(same, "p.csv")).is_empty
    moved = read_plan(csv("ID,Name,Start,Finish", "1,Task 1,2026-11-03,2026-11-10"), "p.csv")
    take(manager, project, moved)
    task = Task.objects.get()
    assert (str(task.starts_on), str(task.starts_at), str(task.due_at)) == (
        "2026-11-03",
        "09:30:00",
        "15:00:00",
    )
    assert (task.duration_minutes, task.constraint) == (6 * 480, "planned")


def test_only_columns_that_are_there_are_compared(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization, email="mina@example.org")
    make_task(project, name="A", description="kept", owner=mina)
    make_task(project, name="B")
    few = csv("Name,Start,Finish,Owner", "A,2026-11-02,2026-11-06,", "B,2026-11-02,2026-11-06,")
    found = held(project, read_plan(few, "p.csv"))
    assert told(found) == {1: {"owner": ("mina@example.org", "")}}


def test_lines_are_found_again_by_their_words_when_their_numbers_differ(
    project: Project, manager: User
) -> None:
    make_task(project, name="Before")
    xml_plan = read_plan(xml(xml_task(1), xml_task(2), xml_task(3, links=xml_link(2))), "p.xml")
    # Put beside another task, all their numbers are one higher.
    import_plan(actor=manager, project=project, plan=xml_plan, source="p.xml")
    renamed = changed(xml_plan, 3, name="Renamed")
    assert told(held(project, renamed)) == {4: {"name": ("Task 3", "Renamed")}}
    # A table that counts its rows: one more above moves all numbers.
    rows = ["X", "Before", "Task 1", "Task 2", "Task 3"]
    table = csv(
        "ID,Name,Start,Finish", *(f"{n},{name},2026-11-02,2026-11-06" for n, name in enumerate(rows, 1))
    )
    found = held(project, read_plan(table, "p.csv"))
    assert ([task.name for task in found.added], told(found)) == (["X"], {})


def test_who_is_unknown_refuses_only_the_line_that_needs_them(project: Project, manager: User) -> None:
    make_task(project, name="A")
    make_task(project, name="B")
    table = csv(
        "ID,Name,Start,Finish,Owner,Clause",
        "1,A,2026-11-02,2026-11-06,nobody@example.org,",
        "2,B,2026-11-02,2026-11-09,,5.2",
        "3,C,2026-11-02,2026-11-09,,12.9",
    )
    said = read_plan(table, "p.csv")
    assert {uid: problem.line for uid, problem in held_against(project, said).refused.items()} == {1: 2, 3: 4}
    with pytest.raises(BadInput):
        take(manager, project, said)
    take(manager, project, said, choice=Choice(changed=frozenset({2})))
    assert list(Task.objects.get(uid=2).clause_links.values_list("clause__number", flat=True)) == ["5.2"]


def test_the_number_of_queries_does_not_grow(project: Project, manager: User) -> None:
    counts = []
    for size in (4, 40):
        rows = [f"{n},R{n},2026-11-02,2026-11-06,{n - 1 or ''}" for n in range(1, size)]
        plan = read_plan(csv("ID,Name,Start,Finish,Predecessors", *rows), "p.csv")
        if Task.objects.exists():
            rows = [row.replace("11-06", "11-09") for row in rows]
            plan = read_plan(csv("ID,Name,Start,Finish,Predecessors", *rows), "p.csv")
        else:
            import_plan(actor=manager, project=project, plan=without(plan, 3), source="p.csv")
            plan = changed(plan, 1, finish=datetime(2026, 11, 9, 17))
        with CaptureQueriesContext(connection) as looked:
            held_against(project, plan)
        with CaptureQueriesContext(connection) as caught:
            take(manager, project, plan)
        counts.append((len(looked), len(caught)))
    assert counts[0][0] == counts[1][0] < 20
    assert counts[1][1] <= counts[0][1] + 8, counts  # SQLite takes a few dozen rows at a time


def test_the_command_shows_what_differs_and_takes_it(
    project: Project, manager: User, plan: ImportedPlan, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xml"
    said = plan_file(project, Format.MSPDI).replace(b"<Name>Task 5</Name>", b"<Name>Other</Name>")
    first, second = said.index(b"<Task><UID>12<"), said.index(b"</Tasks>")
    path.write_bytes(said[:first] + said[second:])

    def call(*options: str) -> Any:
        told = io.StringIO()
        call_command("import_plan", str(path), "--project", project.slug, "--again", *options, stdout=told)
        return json.loads(told.getvalue()) if "--json" in options else told.getvalue()

    answer = call("--preview", "--json", "--also-gone")
    assert answer["changed"] == [
        {
            "uid": 5,
            "uid_in_file": 5,
            "name": "Task 5",
            "fields": {"name": {"before": "Task 5", "after": "Other"}},
        }
    ]
    assert ([one["uid"] for one in answer["gone"]], answer["same"], answer["applied"]) == ([12], 8, None)
    assert "Name: Task 5 → Other" in call("--preview")
    assert Task.objects.get(uid=5).name == "Task 5"
    assert "Taken: 0 new, 1 changed, 0 gone." in call()
    assert call("--json", "--also-gone")["applied"] == {"added": 0, "changed": 0, "gone": 1}
    assert "Nothing is written." in call("--also-gone")
    assert (Task.objects.get(uid=5).name, Task.objects.filter(uid=12).exists()) == ("Other", False)
    with pytest.raises(CommandError, match="goes with --again"):
        call_command("import_plan", str(path), "--project", project.slug, "--also-gone")


def post(client: Client, project: Project, name: str, **data: Any) -> tuple[int, str, str]:
    """The status, the page, and the ticket in it."""
    answer = client.post(reverse(f"plan:{name}", args=[project.slug]), data)
    page = answer.content.decode()
    return answer.status_code, page, page.partition('name="ticket" value="')[2].partition('"')[0]


def test_the_page_shows_what_differs_and_takes_what_is_ticked(
    project: Project, manager: User, client: Client
) -> None:
    for name in ("A <b>", "B", "C", "D"):
        make_task(project, name=name)
    client.force_login(manager)
    rows = ("1,A <b>,2026-11-02,2026-11-13", "2,B2,2026-11-02,2026-11-06", "3,C,2026-11-02,2026-11-06")
    table = "\n".join(("ID,Name,Start,Finish", *rows, "9,New,2026-11-02,2026-11-06"))
    upload = SimpleUploadedFile("plan.csv", table.encode())
    _status, page, ticket = post(client, project, "plan_import", file=upload)
    assert "against the plan: 1 new, 2 changed, 1 gone." in page
    assert "A &lt;b&gt;" in page
    assert "<del>6 Nov 2026</del> <ins>13 Nov 2026</ins>" in page
    boxes = dict(re.findall(r'name="(?:added|changed|gone)" value="(\d+)"( checked)?', page))
    assert boxes == {"9": " checked", "1": " checked", "2": " checked", "4": ""}
    # The other way is one press away, and back again.
    _status, page, beside = post(client, project, "plan_import", ticket=ticket, how="beside")
    assert "makes 4 lines" in page
    assert "2 changed" in post(client, project, "plan_import", ticket=beside, how="change")[1]
    # What was ticked stays so where it is refused or the plan went on.
    assert post(client, project, "plan_import_changes", ticket=ticket)[0] == 422
    edit_task(actor=manager, task=Task.objects.get(uid=3), version=None, percent=10)
    status, page, fresh = post(client, project, "plan_import_changes", ticket=ticket, changed="1")
    assert (status, "was changed after you looked" in page) == (409, True)
    assert Task.objects.get(uid=1).due_on == date(2026, 11, 6)
    assert post(client, project, "plan_import_confirmation", ticket=fresh)[0] == 409
    status, _page, _none = post(
        client, project, "plan_import_changes", ticket=fresh, added="9", changed="1", gone="4"
    )
    assert status == 302
    names = dict(Task.objects.of(project).values_list("uid", "name"))
    assert names == {1: "A <b>", 2: "B", 3: "C", 9: "New"}
    assert Task.objects.get(uid=1).due_on == date(2026, 11, 13)
    assert post(client, project, "plan_import_changes", ticket=fresh, changed="2")[0] == 302
    assert Task.objects.get(uid=2).name == "B"
