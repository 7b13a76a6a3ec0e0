"""The frame knows where one may go, and asks nothing for a block."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tests.factories.projects import make_project
from tracker.core.render import render
from tracker.people.models import User
from tracker.projects.frame import frame
from tracker.projects.models import Project


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


def test_the_frame_costs_two_queries_and_a_block_none(
    project: Project, manager: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        page = render(asked_by(manager), "errors/404.html")
    assert project.name in page.content.decode()
    with django_assert_num_queries(0):
        block = render(asked_by(manager), "errors/404.html", block="main")
    assert project.name not in block.content.decode()
