"""Every row that belongs to a project can be narrowed to what a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tracker.people.models import User
from tracker.projects.models import Project


def project_owned() -> list[type[models.Model]]:
    """All models of ours with a foreign key to a project; row histories hold values only."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("tracker.")
        and not hasattr(model, "instance_type")
        and any(field.related_model is Project for field in model._meta.local_fields)
    ]


def without_scope(found: Iterable[Any]) -> list[str]:
    return [model.__name__ for model in found if not callable(getattr(model.objects, "visible_to", None))]


def test_every_project_owned_model_has_visible_to() -> None:
    assert without_scope(project_owned()) == []


def test_a_model_without_visible_to_is_caught() -> None:
    class Loose:
        objects = models.Manager[Any]()

    assert without_scope([Loose]) == ["Loose"]


@pytest.mark.django_db
def test_a_stranger_sees_no_row_of_any_of_them(stranger: User, project: Project) -> None:
    """Each queryset is asked, so that none of them is broken or forgets the project."""
    for model in project_owned():
        assert not model.objects.visible_to(stranger).filter(project=project).exists()  # type: ignore[attr-defined]
