"""Constraint and deadline of a task: what they do, what is refused, and the way back."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.people.models import User
from tracker.plan.actions import edit_task, indent_tasks, link_tasks, take_back_change
from tracker.plan.models import Task
from tracker.plan.queries import outlook, plan_table
from tracker.projects.models import Project

MON, FRI = date(2027, 11, 1), date(2027, 11, 5)


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, name="Write it", starts_on=MON, due_on=FRI)


def test_a_constraint_moves_what_hangs_on_it_and_can_be_taken_back(
    project: Project, manager: User, task: Task
) -> None:
    gate = make_milestone(project, due_on=FRI)
    link_tasks(actor=manager, predecessor=task, successor=gate.task)
    later = date(2027, 11, 8)
    saved = edit_task(actor=manager, task=task, version=None, constraint="snet", constraint_on=later)
    assert saved.constraint_at == time(8)
    assert outlook(project).forecasts[gate.task_id].finish == date(2027, 11, 12)
    take_back_change(actor=manager, task=saved, version=saved.version)
    assert outlook(project).forecasts[gate.task_id].finish == FRI


def test_a_deadline_moves_nothing_takes_the_slack_and_is_missed_aloud(
    project: Project, manager: User, client: Client, task: Task
) -> None:
    edit_task(actor=manager, task=task, version=None, deadline_on=date(2027, 11, 3))
    told = outlook(project).forecasts[task.pk]
    assert (told.finish, told.slack) == (FRI, -2)
    assert [row.name for row in plan_table(project).missed] == ["Write it"]
    client.force_login(manager)
    plan = client.get(reverse("plan:task_list", args=[project.slug])).content.decode()
    assert "1 deadline will be missed:" in plan
    assert (
        "missed by the forecast"
        in client.get(reverse("plan:task", args=[project.slug, task.pk])).content.decode()
    )


def test_what_cannot_be_meant_is_refused(project: Project, manager: User, task: Task) -> None:
    with pytest.raises(RuleBroken, match="day of the constraint"):
        edit_task(actor=manager, task=task, version=None, constraint="mfo")
    task.refresh_from_db()
    with pytest.raises(RuleBroken, match="1990"):
        edit_task(actor=manager, task=task, version=None, deadline_on=date(9999, 1, 1))
    under = make_task(project)
    indent_tasks(actor=manager, project=project, tasks=[under])
    task.refresh_from_db()
    with pytest.raises(RuleBroken, match="under it"):
        edit_task(actor=manager, task=task, version=None, deadline_on=FRI)


def test_the_page_shows_the_effect_first_and_saves_only_what_was_read(
    project: Project, manager: User, client: Client, task: Task
) -> None:
    client.force_login(manager)
    address = reverse("plan:task_constraint", args=[project.slug, task.pk])
    said = {"version": task.version, "constraint": "snet", "constraint_on": "2027-11-08", "deadline_on": ""}
    looked = client.post(address, said | {"look": "1"}).content.decode()
    assert "12 Nov" in looked
    task.refresh_from_db()
    assert task.constraint == "planned"
    saved = client.post(address, said | {"save": "1"}, follow=True)
    assert "start no earlier than" in saved.content.decode()
    assert "taking-back" in saved.content.decode()
    late = client.post(address, said | {"constraint": "asap", "save": "1"})
    assert late.status_code == 422
    with pytest.raises(StaleEdit):
        edit_task(actor=manager, task=task, version=task.version, constraint="asap")
