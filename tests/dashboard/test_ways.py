"""Beside a checkpoint: the tasks that lead there and the milestones that need them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.plan import make_milestone, make_task
from tracker.checklist.models import Checkpoint
from tracker.dashboard.ways import way_of
from tracker.people.models import User
from tracker.plan.actions import lead_to_clauses, link_tasks
from tracker.plan.models import Task
from tracker.projects.models import Project


def leads(manager: User, task: Task, checkpoint: Checkpoint) -> Task:
    lead_to_clauses(actor=manager, task=task, clauses=[checkpoint.requirement.clause])
    return task


def test_the_next_milestone_on_the_way_needs_it_and_not_the_one_behind(
    project: Project, manager: User
) -> None:
    checkpoint = make_checklist(project)[0]
    day = project.today() + timedelta(days=10)
    task = leads(manager, make_task(project, name="Write it", starts_on=day, due_on=day), checkpoint)
    teach = make_task(project, name="Teach it", starts_on=day, due_on=day + timedelta(days=5))
    gate = make_milestone(project, name="Gate", due_on=day + timedelta(days=20))
    audit = make_milestone(project, name="Audit", due_on=day + timedelta(days=90))
    for before, after in ((task, teach), (teach, gate.task), (gate.task, audit.task)):
        link_tasks(actor=manager, predecessor=before, successor=after)
    way = way_of(checkpoint)
    assert [each.task for each in way.tasks] == [task]
    assert [each.milestone.name for each in way.needed] == ["Gate"]
    assert way.needed[0].days_before == (way.needed[0].milestone.day - way.tasks[0].finish).days > 0


def test_without_links_the_first_milestone_that_is_not_before_the_task_needs_it(
    project: Project, manager: User
) -> None:
    checkpoint = make_checklist(project)[0]
    assert (way_of(checkpoint).tasks, way_of(checkpoint).needed) == ((), ())
    task = leads(manager, make_task(project, due_on=date(2026, 11, 20)), checkpoint)
    assert way_of(checkpoint).needed == ()
    for name, due in (("Early", date(2026, 11, 1)), ("Next", date(2026, 12, 1)), ("Far", date(2027, 3, 1))):
        make_milestone(project, name=name, due_on=due)
    assert [each.milestone.name for each in way_of(checkpoint).needed] == ["Next"]
    assert way_of(checkpoint).last == way_of(checkpoint).tasks[0].finish
    assert task.pk == way_of(checkpoint).tasks[0].task.pk


def test_the_panel_costs_the_same_in_a_long_plan(project: Project, manager: User) -> None:
    checkpoint = make_checklist(project)[0]
    address = reverse("dashboard:checkpoint_way", args=[project.slug, checkpoint.pk])
    client = Client()
    client.force_login(manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    leads(manager, make_task(project, name="First <b>"), checkpoint)
    make_milestone(project)
    cost()
    few = cost()
    for _each in range(4):
        leads(manager, make_task(project), checkpoint)
        make_milestone(project)
    assert cost() == few
    assert "First &lt;b&gt;" in client.get(address).content.decode()
