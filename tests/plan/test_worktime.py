"""Calendars of the plan and the time of its people, from the page to the dates they move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.people.models import User
from tracker.plan.actions import edit_task, link_tasks
from tracker.plan.actions.worktime import (
    Otherwise,
    choose_calendar,
    remove_calendar,
    save_calendar,
    set_time_of,
)
from tracker.plan.models import ScheduleBasis, Task, WorkingCalendar
from tracker.plan.queries import outlook
from tracker.plan.queries.worktime import working_time
from tracker.projects.models import Project

DAY = ((480, 720), (780, 1020))
WEEK = [DAY] * 5 + [(), ()]
MON, WED, FRI, NEXT_MON = (date(2026, 11, day) for day in (2, 4, 6, 9))


def finish(project: Project, task: Any) -> date:
    return outlook(project, MON).forecasts[task.pk].finish


def page(**more: str) -> dict[str, str]:
    days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-12:00, 13-17") | {
        "sat": "",
        "sun": "free",
    }
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    return {"name": "Berlin", "plans": "on", "version": "0", **days, **rows, **more}


def test_a_week_as_before_moves_nothing_and_a_holiday_moves_what_spans_it(
    project: Project, manager: User
) -> None:
    task, gate = make_task(project), make_milestone(project, due_on=FRI)
    link_tasks(actor=manager, predecessor=task, successor=gate.task)
    made = save_calendar(actor=manager, project=project, name="Week", week=WEEK, plans=True)
    assert (finish(project, task), finish(project, gate.task)) == (FRI, FRI)
    save_calendar(
        actor=manager,
        project=project,
        calendar=made,
        name="Week",
        week=WEEK,
        exceptions=[Otherwise(WED, WED, (), "Holiday")],
    )
    assert (finish(project, task), finish(project, gate.task)) == (NEXT_MON, NEXT_MON)
    # Dates given by hand afterwards hold: what lies between them is the work.
    task = edit_task(actor=manager, task=task, version=None, due_on=date(2026, 11, 10))
    assert (task.duration_minutes, finish(project, task)) == (6 * 480, date(2026, 11, 10))


def test_absence_and_part_time_move_the_tasks_of_one_person_only(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization)
    hers, other = make_task(project, owner=mina), make_task(project)
    half = [((480, 720),)] * 5 + [None, None]
    row = set_time_of(actor=manager, project=project, person=mina, week=half)
    assert (finish(project, hers), finish(project, other)) == (date(2026, 11, 13), FRI)
    set_time_of(
        actor=manager,
        project=project,
        person=mina,
        version=row.version,
        week=[None] * 7,
        absences=[Otherwise(WED, FRI)],
    )
    assert (finish(project, hers), finish(project, other)) == (date(2026, 11, 11), FRI)
    with pytest.raises(StaleEdit):
        set_time_of(actor=manager, project=project, person=mina, version=row.version, week=half)
    told = working_time(project).people[0]
    assert (told.name, told.hours, told.tasks) == (mina.name, 40, 1)


def test_people_follow_the_calendar_that_the_plan_works_by(project: Project, manager: User) -> None:
    mina = make_person(organization=project.organization)
    row = set_time_of(actor=manager, project=project, person=mina, week=[None] * 7)
    short = save_calendar(actor=manager, project=project, name="Four days", week=[DAY] * 4 + [()] * 3)
    choose_calendar(actor=manager, project=project, calendar=short)
    row.refresh_from_db()
    assert row.base == short
    assert ScheduleBasis.objects.get().calendar == short
    with pytest.raises(RuleBroken, match="not one person"):
        choose_calendar(actor=manager, project=project, calendar=row)


@pytest.mark.parametrize(
    ("week", "exceptions", "said"),
    [
        ([()] * 7, [], "no working time"),
        ([((480, 720), (700, 800))] + [()] * 6, [], "overlap"),
        (WEEK, [Otherwise(FRI, MON)], "ends before it begins"),
        (WEEK, [Otherwise(MON, date(2036, 1, 1))], "longer than three years"),
    ],
)
def test_time_that_cannot_be_is_refused_and_nothing_is_written(
    week: Any, exceptions: Any, said: str, project: Project, manager: User
) -> None:
    make_task(project)
    with pytest.raises(RuleBroken, match=said):
        save_calendar(
            actor=manager, project=project, name="Odd", week=week, exceptions=exceptions, plans=True
        )
    assert not WorkingCalendar.objects.exists()
    assert not ScheduleBasis.objects.exists()


def test_who_may_not_edit_the_plan_sets_no_time(project: Project, member: User) -> None:
    with pytest.raises(NotPermitted):
        save_calendar(actor=member, project=project, name="Mine", week=WEEK)


def test_the_page_shows_what_moves_before_it_saves(project: Project, manager: User, client: Client) -> None:
    make_task(project, name="Write it", starts_on=date(2027, 11, 1), due_on=date(2027, 11, 5))
    client.force_login(manager)
    new = reverse("plan:calendar_new", args=[project.slug])
    away = {"form-0-first": "2027-11-03", "form-0-last": "2027-11-04", "form-0-what": "Works outing"}
    looked = client.post(new, page(**away, look="1")).content.decode()
    assert "Write it" in looked
    assert "9 Nov" in looked
    assert not WorkingCalendar.objects.exists()
    assert client.post(new, page(**away, save="1")).status_code == 302
    made = WorkingCalendar.objects.get()
    assert made.week[0] == [[480, 720], [780, 1020]]
    assert made.exceptions[0]["name"] == "Works outing"
    whole = client.get(reverse("plan:calendar", args=[project.slug, made.pk])).content.decode()
    assert "Works outing" in whole
    assert (
        "The plan works by it"
        in client.get(reverse("plan:calendar_list", args=[project.slug])).content.decode()
    )


def test_public_holidays_of_a_country_are_put_in(project: Project, manager: User, client: Client) -> None:
    client.force_login(manager)
    new = reverse("plan:calendar_new", args=[project.slug])
    client.post(new, page(country="DE", region="BY", save="1"))
    days = {said["first"]: said["name"] for said in WorkingCalendar.objects.get().exceptions}
    assert f"{project.starts_on.year}-12-25" in days
    assert f"{project.starts_on.year}-01-06" in days  # in Bavaria, not in Berlin
    refused = client.post(new, page(name="Other", country="DE", region="XX", save="1"))
    assert refused.status_code == 422
    assert "BY" in refused.content.decode()


def test_hours_that_are_none_are_told_beside_their_day(
    project: Project, manager: User, client: Client
) -> None:
    client.force_login(manager)
    refused = client.post(reverse("plan:calendar_new", args=[project.slug]), page(mon="8-25", save="1"))
    assert refused.status_code == 422
    assert "“8-25” is no working time" in refused.content.decode()


def test_a_person_s_page_keeps_the_plan_s_hours_where_a_day_is_empty(
    project: Project, manager: User, client: Client
) -> None:
    mina = make_person(organization=project.organization)
    client.force_login(manager)
    address = reverse("plan:person_time", args=[project.slug, mina.pk])
    days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "") | {"fri": "free"}
    assert client.post(address, page(**days, save="1")).status_code == 302
    assert WorkingCalendar.objects.get(person=mina).week == [None, None, None, None, [], None, None]
    assert working_time(project).people[0].hours == 32
    stranger = make_person()
    away = reverse("plan:person_time", args=[project.slug, stranger.pk])
    assert (client.get(away).status_code == 404) is (stranger.organization_id != project.organization_id)


def test_the_list_asks_as_much_for_many_as_for_one(project: Project, manager: User, client: Client) -> None:
    client.force_login(manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("plan:calendar_list", args=[project.slug]))
        return len(caught)

    def add(count: int) -> None:
        for _ in range(count):
            person = make_person(organization=project.organization)
            make_task(project, owner=person)
            set_time_of(actor=manager, project=project, person=person, week=[None] * 7)

    add(1)
    few = asked()
    add(4)
    assert asked() == few


def test_a_calendar_is_let_go_once_nothing_works_by_it(project: Project, manager: User, member: User) -> None:
    task = make_task(project)
    plans = save_calendar(actor=manager, project=project, name="Plan", week=WEEK, plans=True)
    spare = save_calendar(actor=manager, project=project, name="Spare", week=WEEK)
    with pytest.raises(NotPermitted):
        remove_calendar(actor=member, calendar=spare)
    with pytest.raises(RuleBroken, match="the plan works by it"):
        remove_calendar(actor=manager, calendar=plans)
    Task.objects.filter(pk=task.pk).update(calendar=spare)
    with pytest.raises(RuleBroken, match=f"the task “{task}” keeps to it"):
        remove_calendar(actor=manager, calendar=spare)
    Task.objects.filter(pk=task.pk).update(calendar=None)
    own = set_time_of(
        actor=manager, project=project, person=make_person(organization=project.organization), week=[None] * 7
    )
    choose_calendar(actor=manager, project=project, calendar=spare)
    WorkingCalendar.objects.filter(pk=own.pk).update(base=plans)
    with pytest.raises(RuleBroken, match=f"“{own}” builds on it"):
        remove_calendar(actor=manager, calendar=plans)
    remove_calendar(actor=manager, calendar=own)
    remove_calendar(actor=manager, calendar=plans)
    assert WorkingCalendar.objects.of(project).get() == spare
    assert WorkingCalendar.history.filter(history_type="-").count() == 2
