"""The cast and its factories: one test builds each."""

from __future__ import annotations

import pytest

from tests.factories.people import make_department, make_person
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def test_everybody_with_a_role_sees_the_project_and_nobody_else(
    project: Project,
    manager: User,
    member: User,
    sponsor: User,
    auditor: User,
    external_auditor: User,
    viewer: User,
    stranger: User,
    admin: User,
) -> None:
    for user in (manager, member, sponsor, auditor, external_auditor, viewer):
        assert list(Project.objects.visible_to(user)) == [project]
    assert project not in Project.objects.visible_to(stranger)
    assert not Project.objects.visible_to(admin).exists()


def test_factories_make_least_valid_rows() -> None:
    make_department().full_clean()
    make_person().full_clean()
