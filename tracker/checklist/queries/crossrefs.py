"""What corresponds to a checkpoint in other editions, and how it stands in the organization's implementations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tracker.checklist.models import Checkpoint
from tracker.checklist.queries.rows import Assessed, by_name
from tracker.evidence.queries import RevisionFact, facts_of
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.queries import projects_where
from tracker.standard.choices import Relation
from tracker.standard.models import Crossref


@dataclass(frozen=True, slots=True)
class Corresponding:
    """A requirement that corresponds to one of this project, seen from there."""

    crossref_id: UUID
    requirement_id: int  # Of this project.
    other_id: int
    code: str
    text: str
    edition: str
    same_edition: bool
    relation: str
    note: str
    own: bool  # Said in this organization, which can take it back.

    @property
    def listed_only(self) -> bool:
        """A catalogue names many of its own; they are listed in short, what somebody said is not."""
        return self.same_edition and not self.own and not self.note and self.relation == Relation.RELATED

    @property
    def word(self) -> str:
        return str(Relation(self.relation).label)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A corresponding checkpoint in an implementation; its evidence only for who may see evidence there."""

    id: UUID
    slug: str
    project: str
    here: bool
    row: Assessed
    proofs: tuple[RevisionFact, ...]


def corresponding(project: Project, requirements: Iterable[int]) -> dict[int, list[Corresponding]]:
    """By requirement, in the order of editions and numbers; one query.

    What the organization says of a pair goes before what is said of it for everybody.
    """
    wanted = set(requirements)
    rows = Crossref.objects.known_to(project.organization_id).touching(wanted)
    rows = rows.select_related("first__clause__edition", "second__clause__edition")
    found: dict[tuple[int, int], Corresponding] = {}
    for row in sorted(rows, key=lambda each: each.organization_id is not None):
        for mine, other in ((row.first, row.second), (row.second, row.first)):
            if mine.pk in wanted:
                found[mine.pk, other.pk] = _seen(project, row, mine, other)
    by_requirement: dict[int, list[Corresponding]] = defaultdict(list)
    for each in sorted(found.values(), key=lambda one: (one.same_edition, one.edition, one.other_id)):
        by_requirement[each.requirement_id].append(each)
    return dict(by_requirement)


def _seen(project: Project, row: Crossref, mine: Any, other: Any) -> Corresponding:
    return Corresponding(
        crossref_id=row.pk,
        requirement_id=mine.pk,
        other_id=other.pk,
        code=other.code,
        text=other.text,
        edition=other.clause.edition.name,
        same_edition=other.clause.edition_id == project.edition_id,
        relation=row.seen_from(mine.pk),
        note=row.note,
        own=row.organization_id is not None,
    )


def elsewhere(project: Project, user: User, requirements: Iterable[int]) -> dict[int, list[Elsewhere]]:
    """By requirement, how it stands where the person may see the checklist; three queries."""
    wanted = list(requirements)
    if not wanted:
        return {}
    may_see = projects_where(user, Permission.CHECKLIST_VIEW).filter(organization=project.organization_id)
    columns = (
        "id", "requirement_id", "requirement__clause__number", "state", "confirmed_at", "project_id",
        "project__slug", "project__name", "evidence_links__evidence_id",
    )  # fmt: skip
    rows: dict[UUID, dict[str, Any]] = {}
    linked: dict[UUID, list[UUID]] = defaultdict(list)
    asked = Checkpoint.objects.filter(project__in=may_see, requirement__in=wanted)
    for row in asked.order_by("project__name", "pk").values(*columns):
        rows.setdefault(row["id"], row)
        if row["evidence_links__evidence_id"]:
            linked[row["id"]].append(row["evidence_links__evidence_id"])
    facts = facts_of({each for held in linked.values() for each in held}, project.today())
    sees = set(projects_where(user, Permission.EVIDENCE_VIEW).values_list("pk", flat=True))
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for key, row in rows.items():
        proofs = by_name(facts[each] for each in linked[key] if each in facts)
        found[row["requirement_id"]].append(
            Elsewhere(
                id=key,
                slug=row["project__slug"],
                project=row["project__name"],
                here=row["project_id"] == project.pk,
                row=Assessed(
                    clause=row["requirement__clause__number"],
                    state=row["state"],
                    confirmed_at=row["confirmed_at"],
                    proofs=proofs,
                ),
                proofs=proofs if row["project_id"] in sees else (),
            )
        )
    return dict(found)
