"""The verbs of this room: what opens or joins parts in several rooms at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tracker.awareness.actions import draft_for_milestones
from tracker.awareness.models import NewsItem
from tracker.checklist.actions import open_checklist
from tracker.core import clock
from tracker.people.models import Organization, User
from tracker.plan.models import Task
from tracker.projects.actions import create_project
from tracker.projects.models import Project
from tracker.reminders.actions import open_rules
from tracker.standard.models import Edition

# What was passed longer ago is no news any more, as after a plan was imported.
NEWS_FOR = timedelta(days=14)


@transaction.atomic
def begin_implementation(
    *,
    actor: User,
    organization: Organization,
    edition: Edition,
    name: str,
    slug: str,
    starts_on: date,
    target_on: date,
    zone: str = "UTC",
    scope_statement: str = "",
    manager: User | None = None,
    mfa_for_signers: bool = True,
) -> Project:
    """A project with its scope, its checklist and its reminders: all of it or nothing.

    What only roles in the project may do is done by the program for whoever begins it.
    """
    project = create_project(
        actor=actor,
        organization=organization,
        edition=edition,
        name=name,
        slug=slug,
        starts_on=starts_on,
        target_on=target_on,
        zone=zone,
        scope_statement=scope_statement,
        manager=manager,
        mfa_for_signers=mfa_for_signers,
    )
    system = User.objects.system()
    open_checklist(actor=system, project=project)
    open_rules(actor=system, project=project)
    return project


def draft_news_of_milestones() -> int:
    """A draft for each milestone that was passed lately and is not news yet, for somebody to publish."""
    since = clock.today() - NEWS_FOR
    told = NewsItem.objects.exclude(milestone_id=None).values("milestone_id")
    passed = Task.objects.milestones().done().filter(actual_finish_on__gte=since).exclude(pk__in=told)
    found: dict[Project, list[Any]] = defaultdict(list)
    for task in passed.select_related("project").order_by("actual_finish_on", "pk"):
        found[task.project].append((task.pk, task.name, task.actual_finish_on))
    return sum(draft_for_milestones(project=project, passed=rows) for project, rows in found.items())
