"""Levelling: by hand, as a property of every network, and as a proposal that is taken or left."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.plan.scheduling.networks import BASIS, BEGIN, CALENDARS, networks
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.people.models import User
from tracker.plan.actions import edit_task, link_tasks, take_back_entry
from tracker.plan.actions.levelling import take_levelling
from tracker.plan.choices import MilestoneKind
from tracker.plan.levelling import Job, Levelled, level
from tracker.plan.load import Hours, Load, Work
from tracker.plan.models import Task
from tracker.plan.queries.levelling import proposal
from tracker.plan.queries.load import load_of
from tracker.plan.scheduling import Activity, Constraint, Key, Link, Schedule, schedule
from tracker.plan.scheduling.worktime import lay_out, minute_of
from tracker.projects.models import Project

TODAY = BEGIN.replace(hour=0)
CLOCK = lay_out("std", {calendar.key: calendar for calendar in CALENDARS}, BEGIN)


def placing(activities: list[Activity], links: list[Link]) -> Any:
    def place(held: Mapping[Key, datetime]) -> Schedule:
        rows = [
            replace(one, constraint=Constraint.START_NO_EARLIER, constraint_at=held[one.key])
            if one.key in held
            else one
            for one in activities
        ]
        return schedule(rows, links, basis=BASIS, calendars=CALENDARS)

    return place


def job(activity: Activity, *people: str, share: float = 1.0, movable: bool = True) -> Job:
    return Job(
        Work(activity.key, (activity.minutes or 0) * share * len(people), 0, 0, people, CLOCK), movable
    )


def load_after(found: Levelled, jobs: dict[Key, Job], hours: dict[Key, Hours]) -> Load:
    works = [one.work.at(*found.schedule.minutes(key)[:2]) for key, one in jobs.items()]
    return Load(works, hours, since=minute_of(TODAY))


@pytest.mark.once
def test_two_weeks_of_work_for_one_person_lie_one_after_the_other() -> None:
    # Monday 19 January, two weeks without a holiday; “long” decides the end, “short” has a week of float.
    begin = datetime(2026, 1, 19, 8)
    long, after, short = (
        Activity(key, minutes, key, not_before=begin)
        for key, minutes in (("long", 2400), ("after", 2400), ("short", 2400))
    )
    activities, links = [short, long, after], [Link("long", "after")]
    jobs: dict[Key, Job] = {
        "long": job(long, "mina"),
        "short": job(short, "mina"),
        "after": job(after, "milo"),
    }
    hours: dict[Key, Hours] = {"mina": Hours(CLOCK), "milo": Hours(CLOCK)}
    place = placing(activities, links)
    found = level(place, jobs, hours, since=TODAY, within_float=True)
    assert dict(found.held) == {"short": datetime(2026, 1, 26, 8)}
    assert (found.beyond, found.stuck) == (frozenset(), [])
    assert found.schedule.project.finish == datetime(2026, 1, 30, 17)
    # With Milo on the short one too there is no room within its float; beyond it there is.
    jobs["short"] = job(short, "mina", "milo")
    assert level(place, jobs, hours, since=TODAY, within_float=True).stuck == ["short"]
    found = level(place, jobs, hours, since=TODAY)
    # Nobody works in the week from 2 February. So it is the one from the 9th.
    assert dict(found.held) == {"short": datetime(2026, 2, 9, 8)}
    assert found.beyond == {"short"}
    halted = level(place, jobs, hours, since=TODAY, most=0)
    assert (dict(halted.held), halted.stuck, halted.cut) == ({}, ["short"], True)
    # A hundred hours in five days fit into no two weeks; they stay where they were.
    jobs["short"] = job(short, "mina", share=2.5)
    found = level(place, jobs, hours, since=TODAY)
    assert found.stuck == ["short"]
    assert found.schedule.start("short") == begin


@pytest.mark.once
@settings(max_examples=40, deadline=None)
@given(networks(wild=False), st.integers(0, 1 << 30))
def test_levelled_networks_keep_their_links_and_nobody_has_too_much(
    network: tuple[list[Activity], list[Link]], seed: int
) -> None:
    activities, links = network
    luck = random.Random(seed)
    hours: dict[Key, Hours] = {name: Hours(CLOCK) for name in ("mina", "milo", "sara")}
    jobs: dict[Key, Job] = {
        one.key: job(one, *luck.sample(list(hours), luck.choice([1, 1, 2])), share=luck.choice([0.3, 0.8, 1]))
        for one in activities
        if one.minutes
    }
    place = placing(activities, links)
    before, found = place({}), level(place, jobs, hours, since=TODAY)
    # Each of them fits by itself, so all of them fit.
    assert found.stuck == []
    assert load_after(found, jobs, hours).over() == {}
    after = found.schedule
    assert all(after.start(one.key) >= before.start(one.key) for one in activities)
    for link in links:
        first = (after.start if link.kind[0] == "S" else after.finish)(link.before)
        last = (after.start if link.kind[1] == "S" else after.finish)(link.after)
        assert CLOCK.work(minute_of(last)) >= CLOCK.work(minute_of(first)) + link.lag
    within = level(place, jobs, hours, since=TODAY, within_float=True)
    assert within.schedule.project.finish == before.project.finish
    assert within.beyond == frozenset()


@pytest.fixture
def crowded(project: Project, manager: User) -> list[Task]:
    """Three tasks of a week each in one week for one person; the certificate hangs on the second, long after."""
    monday = project.today() + timedelta(days=7 - project.today().weekday())
    mina = make_person(organization=project.organization, name="Mina Meyer")
    days = {"starts_on": monday, "due_on": monday + timedelta(days=4), "owner": mina}
    tasks = [make_task(project, name=name, effort_hours=Decimal(40), **days) for name in ("A", "B", "C")]
    end = make_milestone(
        project, name="Certificate", kind=MilestoneKind.CERTIFICATE, due_on=monday + timedelta(days=11)
    )
    for task in tasks:
        link_tasks(actor=manager, predecessor=task, successor=end.task)
    return tasks


def starts(project: Project) -> dict[str, date]:
    view = load_of(project).view
    return {task.name: view.forecasts[task.id].start for task in view.tasks if not task.is_milestone}


def test_a_proposal_changes_nothing_until_it_is_taken_and_is_taken_back_whole(
    project: Project, manager: User, crowded: list[Task]
) -> None:
    monday = crowded[0].starts_on
    within, found = (proposal(project, within_float=way) for way in (True, False))
    # One week of float for each of them: two fit, the third does not.
    assert [(move.task.name, move.day, move.beyond) for move in within.moves] == [
        ("B", monday + timedelta(7), False)
    ]
    assert (within.over, within.effect.moved) == ((1, 1), [])
    assert [(one.task.name, one.why) for one in within.staying] == [("A", "full"), ("C", "full")]
    assert [(move.task.name, move.day, move.beyond) for move in found.moves] == [
        ("B", monday + timedelta(7), False),
        ("C", monday + timedelta(14), True),
    ]
    assert found.over == (1, 0)
    assert [(one.name, one.after - one.before) for one in found.effect.moved] == [
        ("Certificate", timedelta(7))
    ]
    assert set(starts(project).values()) == {monday}
    chosen = [task.pk for task in crowded]
    facts = {"actor": manager, "project": project, "tasks": chosen, "within_float": False}
    with pytest.raises(StaleEdit, match="changed since"):
        take_levelling(mark="another", **facts)
    entry = take_levelling(mark=found.mark, **facts)
    assert starts(project) == {"A": monday, "B": monday + timedelta(7), "C": monday + timedelta(14)}
    assert load_of(project).over == []
    assert proposal(project, within_float=False).moves == []
    take_back_entry(actor=manager, project=project, entry=entry)
    assert set(starts(project).values()) == {monday}


def test_what_has_begun_or_must_lie_where_it_is_is_not_moved(
    project: Project, manager: User, member: User, crowded: list[Task]
) -> None:
    monday = crowded[0].starts_on
    edit_task(actor=manager, task=crowded[1], version=None, constraint="mso", constraint_on=monday)
    edit_task(actor=manager, task=crowded[2], version=None, percent=25)
    found = proposal(project, within_float=False)
    assert [move.task.name for move in found.moves] == ["A"]
    # Forty hours and the thirty that are left of a begun one are too much where they are.
    assert found.over == (1, 1)
    assert [(one.task.name, one.why) for one in found.staying] == [("B", "fixed"), ("C", "begun")]
    with pytest.raises(RuleBroken, match="Choose a task"):
        take_levelling(actor=manager, project=project, tasks=[], mark=found.mark, within_float=False)
    with pytest.raises(NotPermitted):
        take_levelling(actor=member, project=project, tasks=[], mark=found.mark, within_float=False)


def test_the_page_takes_the_ticked_ones(
    project: Project, manager: User, crowded: list[Task], client: Client
) -> None:
    client.force_login(manager)
    page, take = (reverse(name, args=[project.slug]) for name in ("plan:levelling", "plan:levelling_taking"))
    with CaptureQueriesContext(connection) as few:
        shown = client.get(page, {"way": "all"}).content.decode()
    assert "2 tasks would begin later." in shown
    assert "1 week of somebody stays too full" in client.get(page, {"way": "float"}).content.decode()
    mark = proposal(project, within_float=False).mark
    assert client.post(take, {"way": "all", "mark": "old", "task": [str(crowded[1].pk)]}).status_code == 409
    assert client.post(take, {"way": "all", "mark": mark, "task": ["x"]}).status_code == 409
    answer = client.post(take, {"way": "all", "mark": mark, "task": [str(crowded[1].pk)]}, follow=True)
    assert "1 task is held back." in answer.content.decode()
    for task, weeks in zip(crowded, (0, 1, 0), strict=True):
        task.refresh_from_db()
        assert task.constraint == ("snet" if weeks else "planned")
    for before, after in pairwise(
        make_task(project, owner=crowded[0].owner, effort_hours=8) for _n in range(6)
    ):
        link_tasks(actor=manager, predecessor=before, successor=after)
    with CaptureQueriesContext(connection) as many:
        client.get(page, {"way": "all"})
    assert len(many) <= len(few)
