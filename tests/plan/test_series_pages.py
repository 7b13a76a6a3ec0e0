"""The pages of recurring tasks: the effect first, then saved, with a way back; refusals stand beside their field."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_series, make_task
from tracker.core.formats import weekday_year
from tracker.people.models import User
from tracker.plan.actions import edit_task, indent_tasks, link_tasks, remove_task, set_baseline
from tracker.plan.models import Task, TaskSeries
from tracker.projects.models import Project

pytestmark = pytest.mark.once


@pytest.fixture
def monday(project: Project) -> date:
    today = project.today()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def page(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def said(monday: date, **more: Any) -> dict[str, Any]:
    facts = {
        "name": "Change review",
        "length_days": 1,
        "kind": "weeks",
        "every": 1,
        "weekdays": [0],
        "starts_on": monday.isoformat(),
        "times": 6,
    }
    return {**facts, **more}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def mark_of(answer: Any) -> str:
    found = re.search(r'name="mark" value="(\w*)"', answer.content.decode())
    assert found
    return found[1]


def test_it_is_found_on_the_plan_shown_before_it_is_saved_and_taken_back(
    page: Client, project: Project, monday: date
) -> None:
    address = reverse("plan:series_new", args=[project.slug])
    plan = page.get(reverse("plan:task_list", args=[project.slug])).content.decode()
    assert f'<a href="{address}">Recurring task</a>' in plan
    assert page.get(address).status_code == 200
    looked = page.post(address, said(monday, look="1"))
    assert looked.status_code == 200
    assert "6 tasks are added" in words(looked)
    assert "It comes every week on Monday" in words(looked)
    assert "No milestone and no clause moves" in words(looked)
    assert not Task.objects.exists()
    assert not TaskSeries.objects.exists()
    saved = page.post(address, said(monday, save="1", mark=mark_of(looked)), follow=True)
    assert "is in the plan: it comes 6 times" in words(saved)
    assert "It comes every week on Monday, from" in words(saved)
    assert "6 times are in the plan, 0 of them done; the next one is on" in words(saved)
    way_back = re.search(r'action="([^"]+/changes/\d+/taking-back/)"', saved.content.decode())
    assert way_back
    page.post(way_back[1])
    assert not Task.objects.exists()


def test_another_wish_than_the_one_looked_at_is_shown_anew(
    page: Client, project: Project, monday: date
) -> None:
    address = reverse("plan:series_new", args=[project.slug])
    mark = mark_of(page.post(address, said(monday, look="1")))
    other = page.post(address, said(monday, save="1", mark=mark, times=9))
    assert other.status_code == 409
    assert "after you looked" in words(other)
    assert "9 tasks are added" in words(other)
    assert not Task.objects.exists()
    page.post(address, said(monday, save="1", mark=mark_of(other), times=9))
    assert Task.objects.count() == 10


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"weekdays": [5, 6]}, "There is no working day in this rhythm"),
        ({"weekdays": []}, "Choose at least one weekday"),
        ({"times": ""}, "one of the two"),
        ({"times": 201}, "less than or equal to 200"),
        ({"kind": "month_day"}, "lies between 1 and 31"),
        ({"kind": "month_weekday"}, "Choose a weekday"),
        ({"times": "", "until": "1999-01-01"}, "cannot lie before the first"),
        ({"starts_on": "nonsense"}, "Enter a valid date"),
        ({"clauses": ["nonsense"]}, "not a valid"),
        ({"under": "nonsense"}, "not a valid UUID"),
        ({"weekdays": ["9"]}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    facts: dict[str, Any], sentence: str, page: Client, project: Project, monday: date
) -> None:
    for button in ("look", "save"):
        answer = page.post(
            reverse("plan:series_new", args=[project.slug]), said(monday, **facts, **{button: "1"})
        )
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert not Task.objects.exists()


def test_a_change_names_what_is_kept_what_gives_way_and_what_moves(
    page: Client, project: Project, manager: User, monday: date
) -> None:
    owner = make_person(organization=project.organization)
    over, inner = make_task(project, name="Reports"), make_task(project, name="x", owner=owner)
    indent_tasks(actor=manager, project=project, tasks=[inner])
    over.refresh_from_db()
    series = make_series(project, name="Report", owner=owner, starts_on=monday, under=over, times=3)
    gate = make_milestone(project, name="Gate", due_on=monday + timedelta(days=15))
    link_tasks(actor=manager, predecessor=over, successor=gate.task)
    begun = Task.objects.get(name="Report 2")
    edit_task(actor=manager, task=begun, version=None, percent=10)
    set_baseline(actor=manager, project=project, reason="agreed")
    address = reverse("plan:series", args=[project.slug, series.pk])
    assert 'value="Report"' in page.get(address).content.decode()
    wish = said(monday, name="Report", owner=owner.pk, times=5)
    looked = page.post(address, {**wish, "look": "1"})
    assert "2 tasks are added, 1 is kept as it is, 2 stay the same" in words(looked)
    moved = page.post(address, {**wish, "weekdays": [1], "look": "1"})
    assert f"was on {weekday_year(monday)}" in words(moved)
    assert re.search(r"Report 2 , [^:]+: has begun", words(looked))
    assert "Milestones and clauses that move" in words(looked)
    assert "counts as not approved" in words(looked)
    saved = page.post(address, {**wish, "save": "1", "mark": mark_of(looked)}, follow=True)
    assert "Changed “Report”: 2 added, 0 changed, 1 kept, 0 gone." in words(saved)
    one = page.get(reverse("plan:task", args=[project.slug, begun.pk]))
    assert "Time 2 of the recurring task Report : every week on Monday" in words(one)


def test_it_is_ended_from_a_day_on(page: Client, project: Project, monday: date) -> None:
    series = make_series(project, name="Report", starts_on=monday, times=4)
    address = reverse("plan:series_ending", args=[project.slug, series.pk])
    assert page.get(address).status_code == 200
    on = (monday + timedelta(days=10)).isoformat()
    looked = page.post(address, {"on": on, "look": "1"})
    assert "2 leave the plan, 2 stay the same" in words(looked)
    saved = page.post(address, {"on": on, "save": "1", "mark": mark_of(looked)}, follow=True)
    assert "Ended “Report”: 2 gone, 0 kept." in words(saved)
    refused = page.post(address, {"on": monday.isoformat(), "look": "1"})
    assert refused.status_code == 422
    assert "Nothing would be left of it" in words(refused)


def test_what_would_be_overdue_at_once_is_said(page: Client, project: Project, monday: date) -> None:
    address = reverse("plan:series_new", args=[project.slug])
    looked = page.post(address, said(monday - timedelta(days=70), look="1"))
    assert "6 tasks lie before today" in words(looked)


def test_a_series_without_its_summary_is_not_found(
    page: Client, project: Project, manager: User, monday: date
) -> None:
    series = make_series(project, starts_on=monday, times=1)
    for task in Task.objects.of(project).order_by("-level"):
        remove_task(actor=manager, task=task, reason="not needed")
    for name in ("series", "series_ending"):
        assert page.get(reverse(f"plan:{name}", args=[project.slug, series.pk])).status_code == 404


def test_who_only_reads_sees_the_series_and_no_buttons(
    client: Client, project: Project, viewer: User, monday: date
) -> None:
    series = make_series(project, name="Report", starts_on=monday)
    client.force_login(viewer)
    shown = client.get(reverse("plan:task", args=[project.slug, series.summary_id]))
    assert "It comes every week on Monday" in words(shown)
    assert "Change the recurring task" not in words(shown)
    assert client.get(reverse("plan:series", args=[project.slug, series.pk])).status_code == 403


def test_pages_cost_the_same_for_few_and_for_many(page: Client, project: Project, monday: date) -> None:
    def asked(count: int) -> list[int]:
        series = make_series(project, starts_on=monday, times=count)
        end = (monday + timedelta(days=7)).isoformat()
        acts = [
            lambda: page.get(reverse("plan:task", args=[project.slug, series.summary_id])),
            lambda: page.get(reverse("plan:series", args=[project.slug, series.pk])),
            lambda: page.post(
                reverse("plan:series", args=[project.slug, series.pk]),
                said(monday, times=count, weekdays=[1], look="1"),
            ),
            lambda: page.post(
                reverse("plan:series_ending", args=[project.slug, series.pk]), {"on": end, "look": "1"}
            ),
        ]
        found = []
        for act in acts:
            with CaptureQueriesContext(connection) as caught:
                assert act().status_code == 200
            found.append(len(caught))
        return found

    asked(2)
    assert asked(3) == asked(20)
