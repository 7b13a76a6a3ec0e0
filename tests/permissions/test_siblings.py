"""The door of one implementation never opens a thing of another: the address is mine, the object is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from tests.factories.people import make_organization, make_user
from tests.factories.projects import give_role, make_project
from tests.permissions.addresses import Address, addresses
from tests.permissions.objects import arguments_for
from tests.permissions.test_table import METHODS, Cast, ask
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.choices import Role
from tracker.projects.models import Project

SHARED = {"number", "code", "kind"}  # keys of the edition and names of tables: no thing of an implementation
ROLES = {
    "manager": Role.PROJECT_MANAGER,
    "member": Role.TEAM_MEMBER,
    "sponsor": Role.SPONSOR,
    "auditor": Role.INTERNAL_AUDITOR,
    "viewer": Role.VIEWER,
}


def _with_an_object() -> list[Address]:
    return [
        address
        for address in addresses()
        if "slug" in address.arguments and set(address.arguments) - {"slug"} - SHARED
    ]


@pytest.fixture
def theirs(db: None) -> tuple[Project, Cast]:
    """Another implementation of another organization, with people in every role."""
    project = make_project(organization=make_organization(name="Another house"), slug="theirs")
    cast: Cast = {}
    for name, role in ROLES.items():
        cast[name] = make_user(f"Their {name}")
        give_role(project, cast[name], role)
    return project, cast


def opened(address: Address, mine: Project, me: User, theirs: tuple[Project, Cast]) -> list[str]:
    """The methods by which an object of theirs answers under an address of mine."""
    found = []
    for method in METHODS:
        arguments: dict[str, Any] = arguments_for(address.name, address.arguments, *theirs)
        response = ask(address.name, method, me, {**arguments, "slug": mine.slug})
        if response.status_code not in {404, 405}:
            found.append(f"{method} {address.name}: {response.status_code}")
    return found


@pytest.mark.once
@pytest.mark.parametrize("room", sorted({address.name.split(":")[0] for address in _with_an_object()}))
@pytest.mark.timeout(20)
def test_an_object_of_another_implementation_is_not_there(
    room: str, project: Project, manager: User, theirs: tuple[Project, Cast]
) -> None:
    doors = [address for address in _with_an_object() if address.name.startswith(f"{room}:")]
    assert [open_door for door in doors for open_door in opened(door, project, manager, theirs)] == []


# The planted fault ----------------------------------------------------------


def leaky(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Finds the task by its key alone, as peers did."""
    return HttpResponse(get_object_or_404(Task, pk=pk).name)


urlpatterns = [
    path("", include(([path("projects/<slug:slug>/plan/tasks/<uuid:pk>/", leaky, name="task")], "plan")))
]


@pytest.mark.urls("tests.permissions.test_siblings")
def test_a_door_that_looks_by_the_key_alone_is_found(
    project: Project, manager: User, theirs: tuple[Project, Cast]
) -> None:
    planted = Address("plan:task", ("pk", "slug"))
    assert opened(planted, project, manager, theirs) == ["GET plan:task: 200", "POST plan:task: 200"]
