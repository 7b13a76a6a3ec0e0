"""The cast: the same people in every test."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from tests.factories.people import make_organization, make_user
from tests.factories.projects import give_role, make_project
from tracker.people.models import Organization, User
from tracker.projects.choices import Role
from tracker.projects.models import Project


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """PostgreSQL's databases go with their server, which lives as long as the run: no waiting for who is still in."""
    return "DATABASE_URL" in os.environ


@pytest.fixture
def organization(db: None) -> Organization:
    return make_organization(name="Nordlicht Hosting")


@pytest.fixture
def project(organization: Organization) -> Project:
    """A small implementation with nobody in it; the people come with their fixtures."""
    return make_project(organization=organization, name="Nordlicht to the certificate", slug="nordlicht")


@pytest.fixture
def manager(project: Project) -> User:
    return _in_project(project, "Mina Manager", "project_manager")


@pytest.fixture
def member(project: Project) -> User:
    return _in_project(project, "Milo Member", "team_member")


@pytest.fixture
def sponsor(project: Project) -> User:
    return _in_project(project, "Sara Sponsor", "sponsor")


@pytest.fixture
def auditor(project: Project) -> User:
    """The internal auditor."""
    return _in_project(project, "Ada Auditor", "internal_auditor")


@pytest.fixture
def external_auditor(project: Project) -> User:
    """From the certification body, with access that ends."""
    today = project.today()
    days = {"starts_on": today - timedelta(days=7), "ends_on": today + timedelta(days=7)}
    return _in_project(project, "Elias External", "external_auditor", **days)


@pytest.fixture
def viewer(project: Project) -> User:
    return _in_project(project, "Vera Viewer", "viewer")


@pytest.fixture
def stranger(db: None) -> User:
    """Has a login and a role in another implementation, none in this one."""
    user = make_user("Stefan Stranger")
    make_project(manager=user, name="Somewhere else", slug="elsewhere")
    return user


@pytest.fixture
def admin(db: None) -> User:
    """Runs the installation and holds no role in any implementation."""
    return make_user("Alma Admin", is_admin=True)


def _in_project(project: Project, name: str, role: str, **days: object) -> User:
    user = make_user(name)
    give_role(project, user, Role(role), **days)
    return user
