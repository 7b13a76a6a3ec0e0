"""Tasks as other pages ask for them: a person's own, and those that lead to a clause."""

from __future__ import annotations

from tracker.people.models import Person
from tracker.plan.models import Task, TaskQuerySet
from tracker.projects.models import Project
from tracker.standard.models import Clause


def open_tasks_of(person: Person, project: Project | None = None) -> TaskQuerySet:
    """What the person still has to do, the earliest due first."""
    rows: TaskQuerySet = Task.objects.open().leaves().owned_by(person)
    if project is not None:
        rows = rows.of(project)
    return rows.select_related("project", "owner").order_by("due_on", "place")


def tasks_leading_to(project: Project, clause: Clause) -> TaskQuerySet:
    """Tasks of the project that lead to the clause or to one below or above it."""
    number = clause.number
    parts = number.split(".")
    above = [".".join(parts[:size]) for size in range(2, len(parts))]
    links = Task.objects.of(project).filter(clause_links__clause__number__in=[number, *above])
    under = Task.objects.of(project).filter(clause_links__clause__number__startswith=f"{number}.")
    found: TaskQuerySet = (links | under).distinct().select_related("owner").order_by("due_on", "place")
    return found
