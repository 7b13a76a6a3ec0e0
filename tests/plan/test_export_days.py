"""The plan in a calendar program: tasks as days, milestones as one day, the same events when they move."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.plan import make_milestone, make_task
from tests.ical import strictly
from tracker.people.models import User
from tracker.plan.actions import redate_task
from tracker.plan.exporting import Format, plan_file
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def test_tasks_are_days_that_keep_their_identity_when_they_move(
    project: Project, manager: User, member: User, client: Client
) -> None:
    part = make_task(project, name="Policy; part 1", starts_on=date(2027, 2, 1), due_on=date(2027, 2, 5))
    make_milestone(project, name="Certificate", due_on=date(2027, 3, 1))
    client.force_login(member)
    answer = client.get(reverse("plan:plan_export", args=[project.slug, "ics"]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.ics"')
    before = {event["SUMMARY"]: event for event in strictly(answer.content)}
    task, end = before["Policy\\; part 1"], before["◆ Certificate"]
    assert (task["DTSTART;VALUE=DATE"], task["DTEND;VALUE=DATE"]) == ("20270201", "20270206")
    assert (end["DTSTART;VALUE=DATE"], end["DTEND;VALUE=DATE"]) == ("20270301", "20270302")
    assert task["URL"].endswith(reverse("plan:task", args=[project.slug, part.pk]))
    redate_task(actor=manager, task=part, due_on=date(2027, 2, 9), reason="Later")
    after = {event["UID"]: event for event in strictly(plan_file(project, Format.ICS))}
    assert after[task["UID"]]["DTEND;VALUE=DATE"] == "20270210"


def test_a_plan_without_tasks_is_an_empty_calendar(project: Project) -> None:
    assert strictly(plan_file(project, Format.ICS)) == []
