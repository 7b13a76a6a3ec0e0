"""A plan that leaves comes back as it was."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.plan.samples import csv, xml, xml_link, xml_task
from tests.plan.test_mspdi_files import FILES, each_file
from tracker.people.models import User
from tracker.plan.actions import import_plan, set_baseline
from tracker.plan.exporting import Format, gather, plan_file
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.importing.plain import (
    ImportedCalendar,
    ImportedLink,
    ImportedTask,
    ImportedTiming,
)
from tracker.plan.models import Task
from tracker.projects.models import Project


def again(project: Project, kind: Format = Format.MSPDI) -> ImportedPlan:
    return read_plan(io.BytesIO(plan_file(project, kind)), f"plan.{kind.suffix}")


def alike(plan: ImportedPlan) -> list[tuple[object, ...]]:
    return [
        (
            task.uid,
            task.name,
            task.level,
            task.start,
            task.finish,
            task.duration_minutes,
            task.percent,
            task.milestone and not task.summary,
            sorted(
                (link.predecessor, link.kind, link.lag_minutes, link.lag_unit, link.lag_percent)
                for link in task.links
            ),
        )
        for task in plan.lines
    ]


@pytest.mark.skipif(not FILES, reason="the plans written by Microsoft Project are not here")
@each_file
def test_what_microsoft_project_wrote_leaves_as_it_came(path: Path, project: Project, manager: User) -> None:
    with path.open("rb") as source:
        said = read_plan(source, path.name)
    import_plan(actor=manager, project=project, plan=said, source=path.name)
    back = again(project)
    assert alike(back) == alike(said)
    facts = [(t.constraint, t.constraint_at, t.deadline, t.manual, t.elapsed) for t in back.lines]
    assert facts == [(t.constraint, t.constraint_at, t.deadline, t.manual, t.elapsed) for t in said.lines]


def everything() -> ImportedPlan:
    """A plan that says each thing which a plan can say in another program's file."""
    first, hour = datetime(2026, 11, 2, 8), timedelta(hours=1)
    week = (*[((480, 720), (780, 1020))] * 4, ((480, 1440),), (), ())
    off = ((date(2026, 12, 24), date(2026, 12, 26), (), "Holidays"),)
    late = ((date(2026, 12, 5), date(2026, 12, 5), ((540, 600),), "A & B"),)
    calendars = (
        ImportedCalendar(0, "1", "Base", week, off),
        ImportedCalendar(0, "2", "Half", (None, (), None, None, None, None, None), late, "1"),
    )
    kinds = ("asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt")
    tasks = [
        ImportedTask(
            0, 1, "All <of> it & more", 1, first, first + hour * 225, 4800, summary=True, constraint="asap"
        )
    ]
    for number, kind in enumerate(kinds, start=2):
        at = None if kind in {"asap", "alap"} else first + hour * number
        task = ImportedTask(
            0, number, f"Task {number}", 2, first, first + hour * 9, 480, constraint=kind, constraint_at=at
        )
        tasks.append(task)
    lags = [("FS", 960, "d"), ("SS", -2400, "w"), ("FF", 90, "m"), ("SF", 2880, "ed"), ("FS", 60, "h")]
    for index, (kind, lag, unit) in enumerate(lags, start=2):
        tasks[index] = replace(tasks[index], links=(ImportedLink(0, index, kind, lag, unit),))
    percent = ImportedLink(0, 7, "FS", 240, "%", 50)
    tasks[7] = replace(tasks[7], links=(percent,), deadline=first + hour * 33, calendar="2", notes="a\r\nb")
    done = {"actual_start": first.date(), "actual_start_time": time(8, 30)}
    tasks[1] = replace(tasks[1], percent=50, remaining_minutes=240, resume=first + hour * 5, **done)
    ended = {"actual_finish": first.date(), "actual_finish_time": time(16, 45), "remaining_minutes": 0}
    tasks[2] = replace(tasks[2], percent=100, **done, **ended)
    tasks[3] = replace(tasks[3], manual=True, without_people=True, effort_minutes=630)
    tasks[4] = replace(tasks[4], elapsed=True, people_calendars=("2",))
    end = first + hour * 225
    tasks.append(ImportedTask(0, 12, "Reached", 1, end, end, 0, milestone=True, constraint="asap"))
    timing = ImportedTiming(first, first + hour * 225, calendar="1")
    return ImportedPlan("mspdi", "", tuple(tasks), calendars=calendars, timing=timing)


def test_a_plan_that_says_everything_is_equal_after_the_way_there_and_back(
    project: Project, manager: User
) -> None:
    said = everything()
    import_plan(actor=manager, project=project, plan=said, source="plan.xml")
    held = gather(project).plan
    assert [replace(task, line=0) for task in held.tasks] == list(said.tasks)
    back = again(project)
    calm = [replace(t, line=0, links=tuple(replace(x, line=0) for x in t.links)) for t in back.tasks]
    # Who brings the hours of a calendar is a resource in the file, named after it.
    assert calm[4].owners == ("Half",)
    assert [replace(t, owners=()) for t in calm] == list(said.tasks)
    assert [replace(one, line=0) for one in back.calendars] == list(said.calendars)
    assert back.timing == said.timing


def test_owners_are_resources_and_baselines_go_along(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization, name="Mina & Co", email="mina@example.org")
    make_task(project, owner=mina, name="Written\x0b & <signed>")
    make_milestone(project)
    set_baseline(actor=manager, project=project, reason="approved")
    back = again(project)
    assert [task.owners for task in back.lines] == [("mina@example.org",), ()]
    # “As planned” has no code of its own there; no earlier than the start says the same.
    assert (back.lines[0].constraint, back.lines[0].constraint_at) == ("snet", back.lines[0].start)
    assert back.lines[0].name == "Written & <signed>"
    assert b"<Baseline><Number>0</Number><Start>2026-11-02T08:00:00</Start>" in plan_file(
        project, Format.MSPDI
    )


@pytest.mark.parametrize("kind", [Format.XLSX, Format.CSV])
def test_a_spreadsheet_says_the_tasks_and_can_be_read_again(
    kind: Format, project: Project, manager: User
) -> None:
    rows = xml(
        xml_task(1, more="<PercentComplete>60</PercentComplete>"),
        xml_task(2, Duration="PT7H30M0S", links=xml_link(1, 3, -600)),
        xml_task(3, links=xml_link(1, 1, 28800, 8) + xml_link(2, 0, 50, 19)),
    )
    import_plan(actor=manager, project=project, plan=read_plan(rows, "plan.xml"), source="plan.xml")
    back = again(project, kind)
    held = gather(project).plan
    for said, found in zip(alike(held), alike(back), strict=True):
        assert found[:-1] == said[:-1]
    lags = [[(x.predecessor, x.kind, x.lag_minutes, x.lag_percent) for x in t.links] for t in back.lines]
    assert lags == [
        [(x.predecessor, x.kind, x.lag_minutes, x.lag_percent) for x in t.links] for t in held.lines
    ]


def test_no_cell_can_start_a_formula(project: Project) -> None:
    make_task(project, name="=HYPERLINK(1)")
    assert b",'=HYPERLINK(1)," in plan_file(project, Format.CSV)


def test_the_number_of_queries_does_not_grow_with_the_plan(project: Project, manager: User) -> None:
    counts = []
    for size in (2, 60):
        rows = [f"{n},Row {n},2026-11-02,2026-11-06,{n - 1 or ''}" for n in range(1, size)]
        plan = read_plan(csv("ID,Name,Start,Finish,Predecessors", *rows), "plan.csv")
        import_plan(actor=manager, project=project, plan=plan, source="plan.csv")
        with CaptureQueriesContext(connection) as caught:
            plan_file(project, Format.MSPDI)
        counts.append(len(caught))
    assert counts[0] == counts[1] < 10


def test_the_plan_page_offers_the_file_and_the_command_writes_it(
    project: Project, member: User, client: Client, tmp_path: Path
) -> None:
    make_task(project)
    client.force_login(member)
    address = reverse("plan:plan_export", args=[project.slug, "mspdi"])
    assert address in client.get(reverse("plan:task_list", args=[project.slug])).content.decode()
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="plan-{project.slug}-')
    out = tmp_path / "plan.xml"
    call_command("export_plan", project=project.slug, out=out, stdout=io.StringIO())
    assert out.read_bytes() == answer.content
    assert client.get(reverse("plan:plan_export", args=[project.slug, "mpp"])).status_code == 404
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_plan", project=project.slug, out=tmp_path / "none" / "plan.xml")
    assert Task.objects.of(project).count() == 1
