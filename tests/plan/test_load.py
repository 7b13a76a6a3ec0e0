"""Effort against availability: the sums by hand, the pages, and who speaks for a department."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_department, make_person, make_user
from tests.factories.plan import make_task
from tests.factories.projects import give_role
from tracker.people.models import Person, User
from tracker.plan.actions import edit_task
from tracker.plan.actions.worktime import Otherwise, set_time_of
from tracker.plan.load import Hours, Load, Work, monday_of, week_of
from tracker.plan.queries.load import load_of
from tracker.plan.queries.representation import representation
from tracker.plan.scheduling import DAY, FREE, STANDARD, Calendar, Exceptional
from tracker.plan.scheduling.worktime import WorkTime, lay_out, minute_of
from tracker.projects.models import Project

MON = datetime(2026, 11, 2)
FIRST = week_of(minute_of(MON))
HALF = ((480, 720),)


def laid(calendar: Calendar = STANDARD) -> WorkTime:
    return lay_out(calendar.key, {STANDARD.key: STANDARD, calendar.key: calendar}, MON)


def at(days: int, hour: int = 0) -> int:
    return minute_of(MON + timedelta(days=days, hours=hour))


def work(key: str, hours: int, start: int, finish: int, *people: str) -> Work:
    return Work(key, hours * 60, start, finish, people, laid())


def planned(load: Load, person: str, weeks: int = 3) -> list[tuple[float, float]]:
    cells = [load.cell(person, FIRST + n) for n in range(weeks)]
    return [(round(cell.planned / 60, 2), cell.available / 60) for cell in cells]


@pytest.mark.once
def test_effort_is_even_over_the_working_time_of_who_does_it() -> None:
    # Wednesday to Tuesday of the week after next: 3, 5 and 2 days of work.
    load = Load([work("a", 50, at(2, 8), at(15, 17), "mina")], {"mina": Hours(laid())}, since=at(0))
    assert planned(load, "mina") == [(15, 40), (25, 40), (10, 40)]
    assert load.over() == {}
    # Away the whole second week: the same hours fall on the other five days.
    away = Calendar("m", exceptions=(Exceptional(date(2026, 11, 9), date(2026, 11, 15)),))
    load = Load([work("a", 50, at(2, 8), at(15, 17), "mina")], {"mina": Hours(laid(away))}, since=at(0))
    assert planned(load, "mina") == [(30, 40), (0, 0), (20, 40)]


@pytest.mark.once
def test_two_tasks_in_a_week_are_too_much_for_half_a_week_and_not_for_a_whole_one() -> None:
    part = Calendar("part", week=(DAY, DAY, HALF, FREE, FREE, FREE, FREE))
    works = [work("a", 24, at(0), at(5), "mina", "milo"), work("b", 10, at(0), at(5), "mina", "milo")]
    load = Load(works, {"mina": Hours(laid(part)), "milo": Hours(laid())}, since=at(0))
    # Half of 34 hours each: 17 of 20, and 17 of 40.
    assert planned(load, "mina", 1) == [(17, 20)]
    load = Load([*works, work("c", 8, at(0), at(5), "mina")], load.people, since=at(0))
    assert planned(load, "mina", 1) == [(25, 20)]
    assert {
        who: {week - FIRST: cell.over / 60 for week, cell in weeks.items()}
        for who, weeks in load.over().items()
    } == {"mina": {0: 5}}
    assert load.parts["mina", FIRST] == {"a": 12 * 60, "b": 5 * 60, "c": 8 * 60}


@pytest.mark.once
def test_what_is_left_of_this_week_counts_from_today_and_who_left_has_no_hours() -> None:
    gone = Hours(laid(), since=at(1), until=at(9))
    load = Load([work("a", 16, at(3), at(12), "mina")], {"mina": gone}, since=at(3))
    # From Thursday: two days this week, two next week, then gone: eight hours on each side.
    assert planned(load, "mina") == [(8, 16), (8, 16), (0, 0)]
    never = Load([work("a", 16, at(3), at(12), "nobody")], {"nobody": Hours(None)}, since=at(0))
    # Work for who never works is spread as the task is, and all of it is too much.
    assert planned(never, "nobody", 2) == [(4.57, 0), (11.43, 0)]
    assert monday_of(FIRST) == MON.date()


@pytest.fixture
def mina(project: Project) -> Person:
    return make_person(organization=project.organization, name="Mina Meyer")


def _monday(project: Project) -> date:
    today = project.today()
    return today + timedelta(days=7 - today.weekday())


def test_the_plan_is_counted_from_its_forecast_and_what_is_done_is_not(
    project: Project, manager: User, mina: Person
) -> None:
    monday = _monday(project)
    friday = monday + timedelta(days=4)
    milo = make_person(organization=project.organization, name="Milo")
    half = make_task(project, effort_hours=Decimal(40), starts_on=monday, due_on=friday, owner=milo)
    edit_task(actor=manager, task=half, version=None, percent=50)
    for hours, owner in ((40, mina), (20, mina), (None, mina), (24, None)):
        make_task(project, effort_hours=hours, starts_on=monday, due_on=friday, owner=owner)
    # Half days, and away on Friday: a week's work of a whole person lasts ten of her days, 4, 5 and 1 of them.
    week = [((480, 720),)] * 5 + [None, None]
    set_time_of(actor=manager, project=project, person=mina, week=week, absences=[Otherwise(friday, friday)])
    found = load_of(project)
    assert (len(found.unknown), len(found.unowned)) == (1, 1)
    first = week_of(minute_of(datetime.combine(monday, datetime.min.time())))
    cells = [found.load.cell(mina.pk, first + n) for n in range(3)]
    assert [(cell.planned / 60, cell.available / 60) for cell in cells] == [(24, 16), (30, 20), (6, 20)]
    assert [(person.pk, list(weeks)) for person, weeks in found.over] == [(mina.pk, [first, first + 1])]
    # Together they have time enough, though one of them has not.
    (together, many), *_rest = found.row([mina, milo], range(first, first + 1))
    assert (together.over, many) == (0, 1)
    assert sum(cell.planned for cell, _n in found.row([milo], range(first - 1, first + 9))) == 20 * 60


def test_the_page_marks_too_much_in_words_and_asks_as_often_for_many(
    project: Project, manager: User, mina: Person, client: Client
) -> None:
    monday = _monday(project)
    days = {"starts_on": monday, "due_on": monday + timedelta(days=4)}
    task = make_task(project, name="Write the policy", owner=mina, effort_hours=Decimal(50), **days)
    client.force_login(manager)
    address = reverse("plan:load", args=[project.slug])
    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    assert "1 person has more work than time" in page
    assert "10 h over" in page
    assert "50 of 40 hours, 10 too much" in page
    behind = client.get(reverse("plan:person_load", args=[project.slug, mina.pk])).content.decode()
    assert reverse("plan:task", args=[project.slug, task.pk]) in behind
    assert "50 of 40 h, 10 h over" in behind
    for name in ("A", "B", "C"):
        other = make_person(
            organization=project.organization,
            name=name,
            department=make_department(organization=project.organization, name=name),
        )
        for _n in range(3):
            make_task(project, owner=other, effort_hours=Decimal(8), **days)
    for query in ("", "?by=team", "?from=9&team=none", "?from=²"):
        with CaptureQueriesContext(connection) as many:
            assert client.get(address + query).status_code == 200
        assert len(many) == len(few), query


def test_a_department_in_scope_without_anybody_who_holds_a_role_is_named(
    project: Project, manager: User
) -> None:
    organization = project.organization
    desk, legal, out = (
        make_department(organization=organization, name=name) for name in ("Desk", "Legal", "Out")
    )
    one = make_person(organization=organization, name="Dora", department=desk)
    make_person(organization=organization, name="Lena", department=legal)
    make_person(organization=organization, name="Olaf", department=out, in_scope=False)
    give_role(project, make_user(person=one, name="Dora"), "team_member")
    found = representation(project)
    assert [(row.name, row.by) for row in found.departments] == [
        ("Desk", ["Dora, Team member"]),
        ("Legal", []),
    ]
    assert [row.name for row in found.missing] == ["Legal"]
