"""Finding things by their words, only where the person may look.

Words are compared here and not by the database, which would have its own opinion on case and accents; only
what is inside files is too much for that and has an index (`evidence.search`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.checklist.models import Checkpoint
from tracker.core.words import Excerpt, excerpt, holds
from tracker.evidence.choices import Kind
from tracker.evidence.models import EvidenceRevision
from tracker.evidence.search import files_holding, texts_of
from tracker.people.models import Person
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause, Requirement

MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `href` is empty where it has no page of its own. The excerpt is where the word stands."""

    text: str
    note: str
    href: str
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one room found."""

    title: str | Promise
    hits: list[Hit]


def search(project: Project, words: str) -> list[Found]:
    """Clauses, notes, tasks, evidence and people of the project that hold all the words.

    A fixed number of queries, whatever is found.
    """
    terms = words.split()[:6]
    if not terms:
        return []
    mine = project.my_permissions
    asked: tuple[tuple[Permission, str | Promise, Callable[[Project, list[str]], list[Hit]]], ...] = (
        (Permission.CHECKLIST_VIEW, _("Clauses"), _clauses),
        (Permission.CHECKLIST_VIEW, _("Notes"), _notes),
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
    """By number and title, or by what the clause asks for."""
    asked: dict[str, list[str]] = {}
    requirements = Requirement.objects.of(project.edition).in_order()
    for number, text in requirements.values_list("clause__number", "text"):
        asked.setdefault(number, []).append(text)
    hits = []
    for row in Clause.objects.of(project.edition).auditable().order_by("sort_key"):
        texts = asked.get(row.number, [])
        if holds(terms, row.number, row.title, *texts):
            where = None if holds(terms, str(row)) else excerpt("\n".join(texts), terms)
            hits.append(Hit(str(row), "", _page("checklist:clause", project, row.number), where))
    return hits[:MOST]


def _notes(project: Project, terms: list[str]) -> list[Hit]:
    """What was written down at a checkpoint."""
    rows = Checkpoint.objects.of(project).in_order().exclude(note="", party="", party_control="")
    columns = ("pk", "requirement__code", "requirement__clause__number", "note", "party", "party_control")
    hits = []
    for pk, code, number, *texts in rows.values_list(*columns):
        if holds(terms, *texts):
            where = excerpt("\n".join(texts), terms)
            hits.append(Hit(code, "", f"{_page('checklist:clause', project, number)}#cp-{pk}", where))
    return hits[:MOST]


def _page(name: str, project: Project, *words: object) -> str:
    return reverse(name, args=[project.slug, *words])


def _tasks(project: Project, terms: list[str]) -> list[Hit]:
    rows: QuerySet[Task] = Task.objects.of(project).select_related("owner")
    found = rows.filter(_holding(terms, "name", "description", "owner__name")).order_by("due_on")[:MOST]
    return [
        Hit(row.name, row.owner.name if row.owner else "", f"/projects/{project.slug}/plan/tasks/{row.pk}/")
        for row in found
    ]


def _evidence(project: Project, terms: list[str]) -> list[Hit]:
    """By its name and description, or by the words inside its current file."""
    inside = files_holding(project, terms)
    columns = (
        "evidence_id",
        "evidence__name",
        "evidence__kind",
        "evidence__description",
        "filename",
        "digest",
    )
    rows = EvidenceRevision.objects.of(project).current().order_by("evidence__name", "evidence_id")
    found = []
    for pk, name, kind, description, filename, digest in rows.values_list(*columns):
        if digest in inside or holds(terms, name, description, filename):
            found.append((pk, name, kind, digest))
        if len(found) == MOST:
            break
    texts = texts_of(digest for *_row, digest in found if digest in inside)
    return [
        Hit(
            name,
            str(Kind(kind).label),
            _page("evidence:evidence", project, pk),
            excerpt(texts[digest], terms) if digest in texts else None,
        )
        for pk, name, kind, digest in found
    ]


def _people(project: Project, terms: list[str]) -> list[Hit]:
    rows = Person.objects.staff(on=project.today()).filter(organization_id=project.organization_id)
    found = rows.filter(_holding(terms, "name", "job_title", "email", "department__name")).order_by("name")[
        :MOST
    ]
    return [
        Hit(row.name, row.job_title, f"/projects/{project.slug}/training/people/{row.pk}/") for row in found
    ]
