"""The engine behind the product: the forecast of the pages, imported calendars, reasons, and the command."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories.plan import make_milestone, make_task
from tests.plan.samples import xml_link, xml_task
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.plan.actions import edit_task, import_plan, link_tasks
from tracker.plan.choices import ConstraintKind
from tracker.plan.importing import read_plan
from tracker.plan.models import ScheduleBasis, Task, TaskCalendar, WorkingCalendar
from tracker.plan.queries import effect_of, outlook, standing_of
from tracker.plan.queries.computed import computed_plan
from tracker.projects.models import Project

MON, TUE, WED, FRI = (date(2026, 11, day) for day in (2, 3, 4, 6))
NEXT_MON, NEXT_TUE = date(2026, 11, 9), date(2026, 11, 10)

SHIFT = "<WorkingTime><FromTime>{0}:00</FromTime><ToTime>{1}:00</ToTime></WorkingTime>"
TIMES = "<WorkingTimes>" + SHIFT.format("08:00", "12:00") + SHIFT.format("13:00", "17:00") + "</WorkingTimes>"
WEEK = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>"
    f"{TIMES if 1 < day < 7 else ''}</WeekDay>"
    for day in range(1, 8)
)


def exception(first: str, last: str, more: str = "") -> str:
    period = f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
    return f"<Exception>{period}<Name>Away</Name><DayWorking>0</DayWorking>{more}</Exception>"


def calendar(uid: int, *, base: int = 0, week: str = "", exceptions: str = "") -> str:
    own = f"<WeekDays>{week}</WeekDays>" if week else ""
    away = f"<Exceptions>{exceptions}</Exceptions>" if exceptions else ""
    return (
        f"<Calendar><UID>{uid}</UID><Name>Calendar {uid}</Name><IsBaseCalendar>{int(not base)}</IsBaseCalendar>"
        f"<BaseCalendarUID>{base or -1}</BaseCalendarUID>{own}{away}</Calendar>"
    )


def plan_file(tasks: str, calendars: str, more: str = "") -> io.BytesIO:
    head = "<StartDate>2026-11-02T08:00:00</StartDate><CalendarUID>1</CalendarUID>"
    return io.BytesIO(
        f'<Project xmlns="http://schemas.microsoft.com/project">{head}<Calendars>{calendars}</Calendars>'
        f"<Tasks>{tasks}</Tasks>{more}</Project>".encode()
    )


def taken(project: Project, source: io.BytesIO) -> dict[int, dict[str, Any]]:
    plan = read_plan(source, "plan.xml")
    import_plan(actor=User.objects.system(), project=project, plan=plan, source="plan.xml")
    out = io.StringIO()
    call_command("schedule", project=project.slug, json=True, stdout=out)
    return {row["uid"]: row for row in json.loads(out.getvalue())["tasks"]}


def forecast(project: Project, task: Task, on: date = MON) -> tuple[date, date]:
    told = outlook(project, on).forecasts[task.pk]
    return told.start, told.finish


def test_a_task_without_links_stays_where_it_is_planned(project: Project) -> None:
    assert forecast(project, make_task(project, starts_on=MON, due_on=WED)) == (MON, WED)


def test_an_open_task_of_the_past_moves_to_today(project: Project) -> None:
    assert forecast(project, make_task(project, starts_on=MON, due_on=TUE), NEXT_MON) == (NEXT_MON, NEXT_TUE)


def test_what_is_half_done_goes_on_today(project: Project, manager: User) -> None:
    task = make_task(project, starts_on=MON, due_on=TUE)
    with clock.at(datetime(2026, 11, 9, 9, tzinfo=clock.now().tzinfo)):
        edit_task(actor=manager, task=task, version=None, percent=50, actual_start_on=MON)
    assert forecast(project, task, NEXT_MON) == (MON, NEXT_MON)


def test_a_milestone_lies_on_the_day_on_which_what_it_hangs_on_ends(project: Project, manager: User) -> None:
    task = make_task(project, starts_on=MON, due_on=FRI)
    gate = make_milestone(project, due_on=WED).task
    after = make_task(project, starts_on=MON, due_on=MON)
    link_tasks(actor=manager, predecessor=task, successor=gate)
    link_tasks(actor=manager, predecessor=gate, successor=after)
    assert forecast(project, gate) == (FRI, FRI)
    assert forecast(project, after) == (NEXT_MON, NEXT_MON)
    standing = standing_of(after)
    assert standing is not None
    assert gate.name in standing.why


def test_the_effect_of_other_dates_is_told_by_the_engine(project: Project, manager: User) -> None:
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.now().tzinfo)):
        task = make_task(project, starts_on=MON, due_on=TUE)
        gate = make_milestone(project, due_on=WED)
        link_tasks(actor=manager, predecessor=task, successor=gate.task)
        effect = effect_of(task, MON, FRI)
    assert [(moved.name, moved.before, moved.after) for moved in effect.moved] == [(gate.task.name, WED, FRI)]


def test_a_lag_that_leaves_all_years_is_refused_and_nothing_is_written(
    project: Project, manager: User
) -> None:
    first, second = make_task(project), make_task(project)
    with pytest.raises(RuleBroken, match="years"):
        link_tasks(actor=manager, predecessor=first, successor=second, lag_minutes=2_000_000_000)
    assert not second.links_in.exists()


def test_dates_given_by_hand_replace_an_imported_constraint(project: Project, manager: User) -> None:
    fixed = "<ConstraintType>2</ConstraintType><ConstraintDate>2026-11-04T08:00:00</ConstraintDate>"
    taken(project, plan_file(xml_task(1, Duration="PT8H0M0S", more=fixed), calendar(1, week=WEEK)))
    task = Task.objects.get(project=project)
    assert task.constraint == ConstraintKind.MUST_START
    assert computed_plan(project).tasks[0].placed.start == datetime(2026, 11, 4, 8)
    edit_task(actor=manager, task=task, version=None, starts_on=FRI, due_on=FRI)
    assert computed_plan(project).tasks[0].placed.start == datetime(2026, 11, 6, 8)


def test_calendars_of_the_file_are_kept_and_counted(project: Project) -> None:
    away = exception("2026-11-03", "2026-11-04")
    own = "<CalendarUID>2</CalendarUID>"
    tasks = xml_task(1, Duration="PT16H0M0S", more=own) + xml_task(2, Duration="PT8H0M0S", links=xml_link(1))
    rows = taken(project, plan_file(tasks, calendar(1, week=WEEK) + calendar(2, week=WEEK, exceptions=away)))
    assert (rows[1]["finish"], rows[2]["start"]) == ("2026-11-05T17:00:00", "2026-11-06T08:00:00")
    assert "Task 1" in rows[2]["driver"]
    assert rows[2]["driven_by"] == 1
    assert WorkingCalendar.objects.of(project).count() == 2
    assert ScheduleBasis.objects.of(project).get().calendar is not None


def test_absences_of_who_works_on_it_count(project: Project) -> None:
    people = (
        "<Resources><Resource><UID>7</UID><Type>1</Type><Name>Ann</Name><CalendarUID>3</CalendarUID></Resource>"
        "</Resources><Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>7</ResourceUID>"
        "</Assignment></Assignments>"
    )
    heir = calendar(3, base=1, exceptions=exception("2026-11-02", "2026-11-02"))
    rows = taken(project, plan_file(xml_task(1, Duration="PT8H0M0S"), calendar(1, week=WEEK) + heir, people))
    assert rows[1]["start"] == "2026-11-03T08:00:00"
    assert TaskCalendar.objects.of(project).count() == 1


@pytest.mark.parametrize(
    ("more", "finish"),
    [
        ("<Type>6</Type><Period>1</Period><DaysOfWeek>8</DaysOfWeek>", "2026-11-13T17:00:00"),
        ("<Type>4</Type><Period>1</Period><MonthDay>5</MonthDay>", "2026-11-12T17:00:00"),
        ("<Type>2</Type><Month>10</Month><MonthDay>3</MonthDay>", "2026-11-12T17:00:00"),
        (
            "<Type>5</Type><Period>1</Period><MonthItem>4</MonthItem><MonthPosition>0</MonthPosition>",
            "2026-11-12T17:00:00",
        ),
        ("<Type>1</Type><Period>7</Period>", "2026-11-13T17:00:00"),
    ],
    ids=["each Wednesday", "each 5th", "each 3 November", "first Monday", "every seventh day"],
)
def test_exceptions_that_come_round_are_kept(project: Project, more: str, finish: str) -> None:
    away = exception("2026-11-02", "2026-12-31", more)
    rows = taken(
        project, plan_file(xml_task(1, Duration="PT64H0M0S"), calendar(1, week=WEEK, exceptions=away))
    )
    assert rows[1]["finish"] == finish


@pytest.mark.parametrize(
    ("calendars", "why"),
    [
        (calendar(1, week=WEEK.replace("<DayWorking>1", "<DayWorking>0")), "no working time"),
        (calendar(1, base=2) + calendar(2, base=1), "based on itself"),
        (calendar(1, week=WEEK.replace("13:00:00", "11:00:00")), "overlap"),
        (calendar(1, week=WEEK.replace("13:00:00", "one")), "time of day"),
        (calendar(1, week=WEEK, exceptions=exception("2026-11-03", "2026-11-02")), "ends before it begins"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_and_nothing_is_written(
    project: Project, calendars: str, why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        taken(project, plan_file(xml_task(1, Duration="PT8H0M0S"), calendars))
    assert not Task.objects.of(project).exists()


def test_the_command_names_a_project_that_is_not_there(project: Project) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("schedule", project="nowhere")


def test_the_command_tells_people_too(project: Project) -> None:
    make_task(project, name="Write it")
    out = io.StringIO()
    call_command("schedule", project=project.slug, stdout=out)
    assert "* 2026-11-02 08:00 – 2026-11-06 17:00" in out.getvalue()
    assert "Write it" in out.getvalue()


def test_what_has_begun_ends_on_its_due_date_until_that_is_past(project: Project, manager: User) -> None:
    task = make_task(project, starts_on=MON, due_on=FRI)
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.now().tzinfo)):
        edit_task(actor=manager, task=task, version=None, percent=20, actual_start_on=MON)
    assert forecast(project, task, WED) == (MON, FRI)
    assert forecast(project, task, NEXT_MON) == (MON, date(2026, 11, 12))
