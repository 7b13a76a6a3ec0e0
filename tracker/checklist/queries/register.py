"""The register of documented information: what must be in writing, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tracker.checklist.choices import Held
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
            held.setdefault(code, []).extend(_newest(facts, evidence_id))
    items = DocumentedInformation.objects.of(project.edition).order_by("code")
    return [
        _row(item, tuple(sorted(held.get(item.code, ()), key=lambda fact: fact.name)))
        for item in items.select_related("clause").prefetch_related("clauses")
    ]


def _newest(facts: dict[UUID, list[RevisionFact]], evidence_id: UUID) -> list[RevisionFact]:
    return facts[evidence_id][:1] if evidence_id in facts else []


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
