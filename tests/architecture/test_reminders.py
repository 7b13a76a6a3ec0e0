"""Every day that a model holds calls somebody back, or says why it does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models

from tracker.reminders.actions.rules import USUAL
from tracker.reminders.choices import Source
from tracker.reminders.coverage import COVERED, EXEMPT, QUEUES, tells_the_past
from tracker.reminders.sources import COLUMNS, QUESTIONS, open_in
from tracker.reminders.wording import FORMS


def days_of(found: Iterable[type[models.Model]]) -> list[str]:
    """All days and moments that models of ours hold, apart from row histories and queues."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        if model.__module__.startswith(("tracker.", "tests.")) and not hasattr(model, "instance_type")
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DateField) and not (model._meta.app_label in QUEUES and _is_queue(model))
    ]


def _is_queue(model: type[models.Model]) -> bool:
    return model.__name__ != "SlipForecast"


def uncovered(days: Iterable[str]) -> list[str]:
    return [
        day
        for day in days
        if day not in COVERED and day not in EXEMPT and not tells_the_past(day.rsplit(".", 1)[-1])
    ]


def test_every_day_calls_somebody_back_or_says_why_not() -> None:
    assert uncovered(days_of(apps.get_models())) == [], (
        "give it a source in tracker/reminders/sources.py and name it in COVERED of coverage.py, "
        "or name it in EXEMPT with the reason why nobody needs to be called"
    )


def test_nothing_is_named_that_is_not_there() -> None:
    there = days_of(apps.get_models())
    assert [name for name in (*COVERED, *EXEMPT) if name not in there] == []
    assert all(len(reason.split()) > 3 for reason in EXEMPT.values())


def test_a_new_model_with_a_day_and_without_a_source_is_caught() -> None:
    class Meta:
        app_label = "plan"

    facts: dict[str, Any] = {"__module__": __name__, "Meta": Meta, "decide_on": models.DateField()}
    try:
        planted = type("Planted", (models.Model,), facts)
        assert uncovered(days_of([planted])) == ["plan.Planted.decide_on"]
    finally:
        del apps.all_models["plan"]["planted"]
        apps.clear_cache()


@pytest.mark.parametrize("name", ["due_at", "ends_at", "expires_at", "planned_at", "review_on", "starts_at"])
def test_what_lies_ahead_is_not_taken_for_the_past(name: str) -> None:
    assert uncovered([f"plan.Planted.{name}"])
    assert not uncovered(["plan.Planted.uploaded_at", "plan.Planted.sent_at"])


@pytest.mark.parametrize("source", Source)
def test_each_source_has_a_question_words_and_a_usual_rule(source: Source) -> None:
    assert source in QUESTIONS
    assert source in FORMS
    assert source in USUAL


@pytest.mark.django_db
@pytest.mark.parametrize("source", Source)
def test_each_question_has_the_same_columns_and_can_be_asked(source: Source) -> None:
    from tracker.core import clock

    rows = open_in(source, [], on=clock.today(), until=None, zone="Pacific/Chatham")
    assert set(rows.query.annotation_select) == set(COLUMNS)
    with connection.cursor() as cursor:
        sql, params = open_in(
            source, [uuid4()], on=clock.today(), until=clock.today(), zone="UTC"
        ).query.sql_with_params()
        cursor.execute(sql, params)
        assert cursor.fetchall() == []
