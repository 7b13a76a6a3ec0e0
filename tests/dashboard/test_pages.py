"""Overview, My work and search."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.checklist import make_checklist
from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tracker.people.models import User
from tracker.plan.choices import MilestoneKind
from tracker.projects.models import Project


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_an_empty_overview_says_what_is_missing(project: Project, manager: User) -> None:
    html = client_of(manager).get(f"/projects/{project.slug}/").content.decode()
    assert "There is no plan to the certificate yet." in html
    assert "No decision waits." in html


def test_the_overview_opens_with_the_forecast(project: Project, manager: User) -> None:
    make_checklist(project)
    day = project.target_on + timedelta(days=21)
    make_milestone(project, name="Certificate", due_on=day, kind=MilestoneKind.CERTIFICATE)
    html = client_of(manager).get(f"/projects/{project.slug}/").content.decode()
    assert "Certification is forecast for" in html
    assert "0 of 4 checkpoints are met" in html


def test_the_overview_asks_the_same_of_a_long_plan(project: Project, manager: User) -> None:
    make_checklist(project)
    make_milestone(project, kind=MilestoneKind.CERTIFICATE)
    client, address = client_of(manager), f"/projects/{project.slug}/"
    few = queries(client, address)
    for _number in range(10):
        make_task(project)
        make_milestone(project)
    assert queries(client, address) == few


def test_my_work_shows_my_tasks_by_when_they_are_due(project: Project, member: User) -> None:
    person = make_person(organization=project.organization, name="Milo")
    member.person = person
    member.save()
    make_task(project, name="Late thing", owner=person, starts_on=date(2020, 1, 1), due_on=date(2020, 1, 9))
    later = project.today() + timedelta(days=60)
    make_task(project, name="Later thing", owner=person, starts_on=later, due_on=later + timedelta(days=4))
    make_task(project, name="Not mine")
    html = client_of(member).get(f"/projects/{project.slug}/my-work/").content.decode()
    assert "One task is overdue." in html
    assert html.index("Late thing") < html.index("Later thing")
    assert "Not mine" not in html


def test_search_finds_what_one_may_see(project: Project, member: User, viewer: User, stranger: User) -> None:
    make_checklist(project)
    make_task(project, name="Measure availability")
    html = client_of(member).get(f"/projects/{project.slug}/search/?q=availability").content.decode()
    assert "Service availability management" in html
    assert "Measure availability" in html
    nothing = client_of(member).get(f"/projects/{project.slug}/search/?q=%00%25zebra").content.decode()
    assert "Nothing holds these words" in nothing
    elsewhere = client_of(stranger).get("/search/?q=availability").content.decode()
    assert "Measure availability" not in elsewhere
    assert client_of(stranger).get(f"/projects/{project.slug}/search/?q=a").status_code == 404
