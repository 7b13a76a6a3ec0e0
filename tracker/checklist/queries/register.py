"""The register of documented information: what must be in writing, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from tracker.checklist.choices import Held
from tracker.checklist.queries.rows import Facts, newest_of
from tracker.evidence.queries import RevisionFact, information_codes, revision_facts
from tracker.projects.models import Project
from tracker.standard.choices import Basis, InformationKind
from tracker.standard.models import DocumentedInformation


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One piece of documented information with the evidence that is it."""

    id: int
    code: str
    name: str
    kind: InformationKind
    basis: Basis
    required: bool
    clause: str
    clauses: tuple[str, ...]
    description: str
    typical_form: str
    typical_owner: str
    freshness_hint: str
    held: Held
    evidence: tuple[RevisionFact, ...]


def register(project: Project, at: datetime | None = None) -> list[RegisterRow]:
    """All documented information of the edition in the order of its codes; a fixed number of queries."""
    facts = revision_facts(project, at=at)
    held: dict[str, list[RevisionFact]] = {}
    for evidence_id, codes in information_codes(project, at=at).items():
        for code in codes:
            held.setdefault(code, []).extend(newest_of(facts, [evidence_id]))
    items = DocumentedInformation.objects.of(project.edition).order_by("code")
    return [
        _row(item, tuple(sorted(held.get(item.code, ()), key=lambda fact: fact.name)))
        for item in items.select_related("clause").prefetch_related("clauses")
    ]


@dataclass(frozen=True, slots=True)
class Required:
    """Something that must be in writing, and how it is held today."""

    code: str
    name: str
    clause: str
    typical_owner: str
    held: Held


def required_in_writing(project: Project, facts: Facts) -> list[Required]:
    """What the standard wants in writing, by code, given today's revisions of the evidence; one query."""
    mine = FilteredRelation("evidence_links", condition=Q(evidence_links__project=project))
    items = DocumentedInformation.objects.of(project.edition).required().annotate(mine=mine)
    known: dict[tuple[str, str, str, str], list[UUID | None]] = {}
    for code, name, clause, owner, evidence_id in items.order_by("code").values_list(
        "code", "name", "clause__number", "typical_owner", "mine__evidence_id"
    ):
        known.setdefault((code, name, clause, owner), []).append(evidence_id)
    return [Required(*words, held=held_as(newest_of(facts, evidence))) for words, evidence in known.items()]


def _row(item: DocumentedInformation, evidence: tuple[RevisionFact, ...]) -> RegisterRow:
    return RegisterRow(
        id=item.pk,
        code=item.code,
        name=item.name,
        kind=InformationKind(item.kind),
        basis=Basis(item.basis),
        required=item.is_required,
        clause=item.clause.number,
        clauses=tuple(clause.number for clause in item.clauses.all()),
        description=item.description,
        typical_form=item.typical_form,
        typical_owner=item.typical_owner,
        freshness_hint=item.freshness_hint,
        held=held_as(evidence),
        evidence=evidence,
    )


def held_as(evidence: tuple[RevisionFact, ...]) -> Held:
    """Missing, held, confirmed or expired: what the evidence behind a piece of information adds up to."""
    if any(fact.confirmed for fact in evidence):
        return Held.CONFIRMED
    if any(fact.in_force for fact in evidence):
        return Held.HELD
    return Held.EXPIRED if evidence else Held.MISSING
