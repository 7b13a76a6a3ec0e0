"""A hundred thousand things due at once: raised by a handful of statements, and a second run adds none."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from tests.deep.proof import write_proof
from tests.factories.people import make_person
from tracker.core import clock
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reminders.actions import open_rules, raise_due
from tracker.reminders.models import ReminderRule, ReminderSent

pytestmark = [pytest.mark.deep, pytest.mark.django_db]

THINGS, PEOPLE = 100_000, 200
DAY = date(2027, 3, 10)
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


def test_a_hundred_thousand_things_are_raised_once(
    project: Project, manager: User, django_assert_max_num_queries: Any
) -> None:
    open_rules(actor=manager, project=project)
    ReminderRule.objects.exclude(source="tasks").update(is_active=False)
    people = [
        make_person(organization=project.organization, name=f"P{number}", email=f"p{number}@example.org")
        for number in range(PEOPLE)
    ]
    now = clock.now()
    rows = (
        Task(
            project=project,
            uid=number + 1,
            place=number + 1,
            name=f"Task {number}",
            owner=people[number % PEOPLE],
            starts_on=DAY,
            due_on=DAY,
            created_at=now,
            changed_at=now,
            version=1,
        )
        for number in range(THINGS)
    )
    Task.objects.bulk_create(rows, batch_size=5000)
    with django_assert_max_num_queries(20):
        began = time.perf_counter()
        assert raise_due(now=NOON) == THINGS
        first = time.perf_counter() - began
    began = time.perf_counter()
    assert raise_due(now=NOON) == 0
    second = time.perf_counter() - began
    assert ReminderSent.objects.count() == Notification.objects.count() == THINGS
    write_proof(
        f"reminder_scale_{connection.vendor}",
        f"A hundred thousand reminders on {connection.vendor}",
        {
            "Things due": THINGS,
            "Seconds for the first run, messages in the outbox included": f"{first:.1f}",
            "Seconds for the second run": f"{second:.1f}",
            "Reminders that the second run added": 0,
        },
        by="reminder_scale",
    )
