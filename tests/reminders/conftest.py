"""An implementation with the usual rules, a mail server, and tasks with a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from tests.factories.people import make_person
from tests.plugins.mailbox import Mailbox, mail_server
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reminders.actions import open_rules

MakeTask = Callable[..., Task]
_number = count(1)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def ruled(project: Project, manager: User) -> Project:
    open_rules(actor=manager, project=project)
    return project


@pytest.fixture
def owner(member: User, project: Project) -> User:
    """A member who stands in the staff register."""
    member.person = make_person(organization=project.organization, name=member.name, email=member.email)
    member.save()
    return member


@pytest.fixture
def make_task(project: Project, owner: User) -> MakeTask:
    def make(due_on: date, **facts: Any) -> Task:
        number = next(_number)
        row = Task(
            **{
                "project": project,
                "uid": number,
                "place": number,
                "name": f"Task {number}",
                "owner": owner.person,
                "starts_on": due_on - timedelta(days=1),
                "due_on": due_on,
                **facts,
            }
        )
        return row.save_because("made for a test", by=owner)

    return make
