"""Tasks and milestones, made through the verbs so that they have history."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tracker.people.models import User
from tracker.plan.actions import add_milestone, add_task
from tracker.plan.models import Milestone, Task
from tracker.projects.models import Project

_number = count(1)


def make_task(project: Project, **facts: Any) -> Task:
    facts = {
        "name": f"Task {next(_number)}",
        "starts_on": date(2026, 11, 2),
        "due_on": date(2026, 11, 6),
        **facts,
    }
    return add_task(actor=facts.pop("actor", User.objects.system()), project=project, **facts)


def make_milestone(project: Project, **facts: Any) -> Milestone:
    facts = {"name": f"Milestone {next(_number)}", "due_on": date(2026, 12, 18), **facts}
    return add_milestone(actor=facts.pop("actor", User.objects.system()), project=project, **facts)
