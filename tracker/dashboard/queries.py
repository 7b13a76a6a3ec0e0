"""Finding things by their words, only where the person may look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Evidence
from tracker.people.models import Person
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause

MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `href` is empty where it has no page of its own."""

    text: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one room found."""

    title: str | Promise
    hits: list[Hit]


def search(project: Project, words: str) -> list[Found]:
    """Clauses, tasks, evidence and people of the project that hold all the words; one query each."""
    terms = words.split()[:6]
    if not terms:
        return []
    mine = project.my_permissions
    asked: tuple[tuple[Permission, str | Promise, Callable[[Project, list[str]], list[Hit]]], ...] = (
        (Permission.CHECKLIST_VIEW, _("Clauses"), _clauses),
        (Permission.PLAN_VIEW, _("Tasks"), _tasks),
        (Permission.EVIDENCE_VIEW, _("Evidence"), _evidence),
        (Permission.TRAINING_VIEW, _("People"), _people),
    )
    found = [Found(title, look(project, terms)) for permission, title, look in asked if permission in mine]
    return [part for part in found if part.hits]


def _holding(terms: list[str], *fields: str) -> Q:
    every = Q()
    for term in terms:
        either = Q()
        for field in fields:
            either |= Q(**{f"{field}__icontains": term})
        every &= either
    return every


def _clauses(project: Project, terms: list[str]) -> list[Hit]:
    rows = Clause.objects.of(project.edition).auditable()
    wanted = _holding(terms, "number", "title", "requirements__text")
    found = rows.filter(wanted).distinct().order_by("sort_key")[:MOST]
    return [Hit(str(row), "", f"/projects/{project.slug}/checklist/{row.number}/") for row in found]


def _tasks(project: Project, terms: list[str]) -> list[Hit]:
    rows: QuerySet[Task] = Task.objects.of(project).select_related("owner")
    found = rows.filter(_holding(terms, "name", "description", "owner__name")).order_by("due_on")[:MOST]
    return [
        Hit(row.name, row.owner.name if row.owner else "", f"/projects/{project.slug}/plan/tasks/{row.pk}/")
        for row in found
    ]


def _evidence(project: Project, terms: list[str]) -> list[Hit]:
    rows: QuerySet[Evidence] = Evidence.objects.of(project)
    wanted = _holding(terms, "name", "description", "revisions__filename")
    found = rows.filter(wanted).distinct().order_by("name")[:MOST]
    return [
        Hit(row.name, str(row.get_kind_display()), f"/projects/{project.slug}/evidence/{row.pk}/")
        for row in found
    ]


def _people(project: Project, terms: list[str]) -> list[Hit]:
    rows = Person.objects.staff(on=project.today()).filter(organization_id=project.organization_id)
    found = rows.filter(_holding(terms, "name", "job_title", "email", "department__name")).order_by("name")[
        :MOST
    ]
    return [
        Hit(row.name, row.job_title, f"/projects/{project.slug}/training/people/{row.pk}/") for row in found
    ]
