"""What of a plan another implementation can begin with, and when it would lie there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Count, Max, Min, Q

from tracker.people.models import User
from tracker.plan.choices import TaskKind
from tracker.plan.models import Deliverable, Task, TaskClause
from tracker.projects.models import Project
from tracker.standard.models import Clause

WEEK = 7


@dataclass(frozen=True, slots=True)
class CopyOfPlan:
    """How much would be taken over, moved by whole weeks, and which clauses the edition here has not."""

    tasks: int
    milestones: int
    deliverables: int
    days: int
    starts_on: date
    ends_on: date
    unknown: list[str]


def sources_of_plans(user: User, project: Project) -> models.QuerySet[Project]:
    """Other implementations of the organization that the user sees and that have a plan, the newest first."""
    seen = Project.objects.visible_to(user).filter(organization=project.organization_id)
    planned = seen.exclude(pk=project.pk).filter(pk__in=Task.objects.values("project"))
    return planned.order_by("-starts_on", "name")


def copy_of_plan(source: Project, project: Project, starts_on: date) -> CopyOfPlan | None:
    """None where there is nothing to take; three queries. The first day lies on the wished day, or up to six later:
    a plan that moves by whole weeks keeps its weekdays."""
    rows = Task.objects.of(source)
    found = rows.leaves().aggregate(
        first=Min("starts_on"),
        last=Max("due_on"),
        tasks=Count("pk", filter=Q(kind=TaskKind.TASK)),
        milestones=Count("pk", filter=Q(kind=TaskKind.MILESTONE)),
    )
    if found["first"] is None:
        return None
    days = -(-(starts_on - found["first"]).days // WEEK) * WEEK
    numbers = set(TaskClause.objects.of(source).values_list("clause__number", flat=True))
    there = set(Clause.objects.of(project.edition).auditable().values_list("number", flat=True))
    return CopyOfPlan(
        tasks=found["tasks"],
        milestones=found["milestones"],
        deliverables=Deliverable.objects.of(source).count(),
        days=days,
        starts_on=found["first"] + timedelta(days=days),
        ends_on=found["last"] + timedelta(days=days),
        unknown=sorted(numbers - there),
    )
