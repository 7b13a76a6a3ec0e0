"""A row points only to rows of its own floor's room or of floors below."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from tests.architecture.house import floors


def relations() -> Iterable[tuple[str, str, str]]:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("tracker."):
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, models.Model):
                yield f"{model._meta.label}.{field.name}", model._meta.app_label, target._meta.app_label


def upward(found: Iterable[tuple[str, str, str]]) -> list[str]:
    floor = floors()
    beneath = {"auth", "contenttypes", "sessions"}
    return [
        f"{name} points up to {target}"
        for name, room, target in found
        if target not in beneath and room != target and floor.get(target, 99) >= floor.get(room, 99)
    ]


def test_foreign_keys_point_down() -> None:
    assert upward(relations()) == []


def test_an_upward_or_sideways_foreign_key_is_caught() -> None:
    planted = [("people.User.task", "people", "plan"), ("plan.Task.checkpoint", "plan", "checklist")]
    assert len(upward(planted)) == 2
    assert upward([("plan.Task.owner", "plan", "people")]) == []
