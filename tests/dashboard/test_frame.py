"""The frame knows where one may go, and asks nothing for a block."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from tests.factories.evidence import make_evidence
from tests.factories.people import make_person
from tests.factories.plan import make_task
from tests.factories.projects import make_project
from tracker.core.frame import rooms_of
from tracker.core.render import render
from tracker.dashboard.frame import frame
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Membership, Project


def asked_by(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_only_the_implementations_one_may_enter_are_offered(project: Project, manager: User) -> None:
    make_project(organization=project.organization, name="Somebody else's", slug="other")
    offered = frame(asked_by(manager))["frame"].projects
    assert [(place.name, place.slug) for place in offered] == [(project.name, project.slug)]


def test_a_stranger_is_not_offered_the_implementation(project: Project, stranger: User) -> None:
    assert project.slug not in [place.slug for place in frame(asked_by(stranger))["frame"].projects]
    nobody = frame(asked_by(AnonymousUser()))["frame"]
    assert (nobody.projects, nobody.unread) == ([], 0)


def test_the_frame_costs_one_query_and_a_block_none(
    project: Project, manager: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        page = render(asked_by(manager), "errors/404.html")
    assert project.name in page.content.decode()
    with django_assert_num_queries(0):
        block = render(asked_by(manager), "errors/404.html", block="main")
    assert project.name not in block.content.decode()


def test_the_rail_counts_what_is_due_what_one_may_confirm_and_what_one_is_asked(
    project: Project, manager: User, member: User
) -> None:
    person = make_person(organization=project.organization, name="Mina")
    manager.person = person
    manager.save()
    today = project.today()
    for due_on in (today - timedelta(days=1), today, today + timedelta(days=1)):
        make_task(project, owner=person, starts_on=today - timedelta(days=9), due_on=due_on)
    make_task(project, starts_on=today - timedelta(days=9), due_on=today)
    make_evidence(project=project, actor=member)
    make_evidence(project=project, actor=manager)
    client = Client()
    client.force_login(manager)
    html = client.get(f"/projects/{project.slug}/plan/").content.decode()
    assert '<em class="due">2<span class="sr"> due or overdue</span></em>' in html
    assert '<em>1<span class="sr"> to confirm</span></em>' in html
    assert "waiting for you" not in html


def test_a_role_reads_alike_from_the_database_and_from_the_row(project: Project, member: User) -> None:
    today = project.today()
    role = Membership.objects.get(project=project, user=member)
    day = timedelta(days=1)
    for starts_on, ends_on in product((None, today - day, today, today + day), repeat=2):
        if starts_on and ends_on and ends_on < starts_on:
            continue
        role.starts_on, role.ends_on = starts_on, ends_on
        role.save_because("tried", by=member)
        asked = Membership.objects.filter(pk=role.pk).held(on=today).exists()
        assert role.is_held(on=today) == asked


def test_nobody_is_offered_a_door_that_is_closed_to_them(
    project: Project,
    manager: User,
    member: User,
    sponsor: User,
    external_auditor: User,
    viewer: User,
    admin: User,
) -> None:
    closed = []
    for user in (manager, member, sponsor, external_auditor, viewer, admin):
        client = Client()
        client.force_login(user)
        doors = rooms_of(None, user)
        if user != admin:
            request = asked_by(user)
            doors += rooms_of(project_for(request, project.slug), user)
        answers = {door.href: client.get(door.href, follow=True).status_code for door in doors}
        closed += [(user.name, href, status) for href, status in answers.items() if status != 200]
    assert closed == []
    assert {"people", "logins", "deliveries"} <= {door.key for door in rooms_of(None, admin)}
