"""Owners in plan, checklist and governance: of few a list, of many by name or address, and never of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.people import make_organization, make_person
from tests.permissions.objects import a_document, a_task
from tracker.checklist.models import Checkpoint
from tracker.core import clock
from tracker.governance.models import Commitment
from tracker.people.models import Person, User
from tracker.people.picking import FEW, SHOWN
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.standard.models import DocumentedInformation

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Door = Callable[[Client, Project, str], str]


@pytest.fixture
def crowd(project: Project) -> None:
    now = clock.now()
    stamps = {"created_at": now, "changed_at": now, "version": 1, "organization": project.organization}
    Person.objects.bulk_create(
        Person(name=f"Crowd {n:03}", email=f"crowd{n:03}@example.org", **stamps) for n in range(FEW + 10)
    )


@pytest.fixture
def task(client: Client, project: Project, manager: User) -> Task:
    client.force_login(manager)
    made: Task = a_task(project, {"manager": manager})
    return made


def test_the_row_of_the_plan_finds_its_owner_by_name_and_offers_whom_it_may_mean(
    client: Client, project: Project, task: Task, crowd: None
) -> None:
    page = client.get(f"{reverse('plan:task_list', args=[project.slug])}?edit={task.pk}").content.decode()
    assert "Crowd 007" not in page
    assert page.count(f'data-find="{reverse("projects:staff_found", args=[project.slug])}"') == 2
    address = reverse("plan:task_row", args=[project.slug, task.pk])
    facts = {"version": task.version, "starts_on": task.starts_on, "due_on": task.due_on, "percent": 0}
    unclear = client.post(address, {**facts, "owner": "Crowd 00"})
    assert unclear.status_code == 422
    html = unclear.content.decode()
    assert html.count('name="owner-meant"') == SHOWN
    assert 'value="Crowd 00"' in html
    stranger = make_person(organization=make_organization(), name="Of Others")
    assert client.post(address, {**facts, "owner": str(stranger.pk)}).status_code == 422
    wanted = Person.objects.get(name="Crowd 007")
    client.post(address, {**facts, "owner": "Crowd 00", "owner-meant": str(wanted.pk)})
    task.refresh_from_db()
    assert task.owner == wanted
    page = client.get(f"{reverse('plan:task_list', args=[project.slug])}?edit={task.pk}").content.decode()
    assert 'value="Crowd 007, crowd007@example.org"' in page


def test_ticked_tasks_get_an_owner_by_address(
    client: Client, project: Project, task: Task, crowd: None
) -> None:
    address = reverse("plan:selection_change", args=[project.slug, "owner"])
    client.post(address, {"task": task.pk, "owner": "crowd003@example.org"})
    task.refresh_from_db()
    assert str(task.owner) == "Crowd 003"
    page = client.post(address, {"task": task.pk, "owner": "Somebody Else"}, follow=True)
    assert "Nobody here is called" in page.content.decode()
    client.post(address, {"task": task.pk, "owner": ""})
    task.refresh_from_db()
    assert task.owner is None


def test_checkpoints_get_an_owner_by_name_and_lose_them_by_a_tick(
    client: Client, project: Project, manager: User, crowd: None
) -> None:
    rows = make_checklist(project)
    client.force_login(manager)
    address = reverse("checklist:assigning", args=[project.slug])
    assert "Crowd 007" not in client.get(reverse("checklist:all", args=[project.slug])).content.decode()
    unclear = client.post(address, {"checkpoint": rows[0].pk, "owner": "Crowd 00"})
    assert unclear.status_code == 422
    assert 'name="owner-meant"' in unclear.content.decode()
    client.post(address, {"checkpoint": rows[0].pk, "owner": "Crowd 005"})
    assert str(Checkpoint.objects.get(pk=rows[0].pk).owner) == "Crowd 005"
    both = client.post(address, {"checkpoint": rows[0].pk, "owner": "Crowd 005", "nobody": "on"})
    assert "not both" in both.content.decode()
    client.post(address, {"checkpoint": rows[0].pk, "target_on": date(2027, 6, 1)})
    assert str(Checkpoint.objects.get(pk=rows[0].pk).owner) == "Crowd 005"
    client.post(address, {"checkpoint": rows[0].pk, "nobody": "on"})
    assert Checkpoint.objects.get(pk=rows[0].pk).owner is None


def test_a_clause_and_a_document_get_an_owner_by_name(
    client: Client, project: Project, manager: User, crowd: None
) -> None:
    row = make_checklist(project)[0]
    number = row.requirement.clause.number
    client.force_login(manager)
    page = client.get(f"{reverse('checklist:clause', args=[project.slug, number])}?assign=1").content.decode()
    assert "data-find=" in page
    address = reverse("checklist:clause_owner", args=[project.slug, number])
    assert 'name="owner-meant"' in client.post(address, {"owner": "Crowd 00"}).content.decode()
    client.post(address, {"owner": "Crowd 006"})
    assert str(Checkpoint.objects.get(pk=row.pk).owner) == "Crowd 006"
    a_document(project)
    information = DocumentedInformation.objects.of(project.edition)[0]
    entry = reverse("checklist:entry", args=[project.slug, information.code])
    assert (
        'name="owner-meant"'
        in client.post(entry, {"owner": "Crowd 00", "stage": "", "version": 0}).content.decode()
    )
    client.post(entry, {"owner": "crowd009@example.org", "stage": "", "version": 0})
    assert 'value="Crowd 009, crowd009@example.org"' in client.get(entry).content.decode()
    Person.objects.filter(name="Crowd 009").update(left_on=project.today())
    # Who has left stays its owner until somebody says otherwise.
    assert 'value="Crowd 009, crowd009@example.org"' in client.get(entry).content.decode()


def test_a_promise_is_given_by_name(client: Client, project: Project, manager: User, crowd: None) -> None:
    client.force_login(manager)
    address = reverse("governance:direction", args=[project.slug])
    page = client.get(address).content.decode()
    assert "Crowd 007" not in page
    assert "data-find=" in page
    target = reverse("governance:commitment_add", args=[project.slug])
    day = project.today() + timedelta(days=9)
    facts = {"person": "Crowd 004", "kind": "presence", "text": "I speak to all", "due_on": day}
    client.post(target, {f"commitment-{name}": value for name, value in facts.items()})
    assert str(Commitment.objects.get().person) == "Crowd 004"


@pytest.mark.parametrize("name", ["plan:task_list", "checklist:all", "governance:direction"])
def test_the_pages_ask_as_often_for_few_people_as_for_many(
    client: Client, project: Project, task: Task, name: str
) -> None:
    make_checklist(project)
    counts = []
    for size in (3, FEW + 5):
        now = clock.now()
        stamps = {"created_at": now, "changed_at": now, "version": 1, "organization": project.organization}
        Person.objects.bulk_create(Person(name=f"P {size} {n}", **stamps) for n in range(size))
        client.get(reverse(name, args=[project.slug]))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name, args=[project.slug]))
        counts.append(len(seen))
    assert counts[0] == counts[1]
