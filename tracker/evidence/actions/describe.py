"""What evidence is called, who keeps it, and which clauses and documented information it serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.choices import Classification, Kind, Verb
from tracker.evidence.models import Evidence, EvidenceClause, EvidenceInformation
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause, DocumentedInformation


@transaction.atomic
def describe_evidence(
    *,
    actor: User,
    evidence: Evidence,
    version: int,
    name: str,
    kind: str,
    description: str = "",
    custodian: Person | None = None,
    retention: str = "",
    classification: str = "",
    clauses: Sequence[Clause] | None = None,
    information: Sequence[DocumentedInformation] | None = None,
) -> Evidence:
    """Change what stands around the file; the file itself stays as it is. Without a word its class stays."""
    require(actor, Permission.EVIDENCE_ADD, evidence)
    evidence = lock(Evidence, evidence.pk, version=version)
    if not name.strip():
        raise BadInput(_("Give the evidence a name."), field="name")
    if kind not in Kind.values:
        raise BadInput(_("“%(kind)s” is no kind of evidence.") % {"kind": kind}, field="kind")
    check_custodian(custodian, evidence.project)
    before = _told(evidence)
    evidence.name, evidence.kind = name.strip()[:200], kind
    evidence.description, evidence.retention = description.strip(), retention.strip()
    evidence.custodian = custodian
    evidence.classification = checked_classification(classification) or evidence.classification
    reason = _("description changed")
    evidence.save_because(reason, by=actor)
    if clauses is not None:
        _drop_links(EvidenceClause, evidence, "clause", clauses, reason, actor)
    if information is not None:
        _drop_links(EvidenceInformation, evidence, "information", information, reason, actor)
    set_links(actor, evidence, clauses or (), information or (), reason)
    record(actor, Verb.DESCRIBED, evidence, before=before, after=_told(evidence))
    return evidence


def _told(evidence: Evidence) -> dict[str, str]:
    return {"name": evidence.name, "kind": evidence.kind, "classification": evidence.classification}


@transaction.atomic
def link_clauses(
    *,
    actor: User,
    evidence: Evidence,
    clauses: Iterable[Clause] = (),
    information: Iterable[DocumentedInformation] = (),
) -> None:
    """Say that evidence also serves these clauses, or is this documented information."""
    require(actor, Permission.EVIDENCE_ADD, evidence)
    evidence = lock(Evidence, evidence.pk)
    added = set_links(actor, evidence, list(clauses), list(information), _("linked"))
    if added:
        record(actor, Verb.CLAUSE_LINKED, evidence, after={"linked": added})


@transaction.atomic
def unlink_information(
    *, actor: User, evidence: Evidence, information: DocumentedInformation, reason: str
) -> None:
    """Say that evidence is not this documented information after all."""
    require(actor, Permission.EVIDENCE_ADD, evidence)
    if not reason.strip():
        raise BadInput(_("Say why it is unlinked."), field="reason")
    evidence = lock(Evidence, evidence.pk)
    gone = EvidenceInformation.objects.filter(evidence=evidence, information=information)
    if bulk_delete_because(gone, reason=reason.strip(), by=actor):
        before = {"information": information.code}
        record(actor, Verb.DESCRIBED, evidence, before=before, reason=reason.strip())


def set_links(
    actor: User,
    evidence: Evidence,
    clauses: Sequence[Clause],
    information: Sequence[DocumentedInformation],
    reason: str,
) -> list[str]:
    """Make the links that are not there yet; returns their numbers and codes."""
    edition = evidence.project.edition_id
    strange = {each.edition_id for each in clauses} | {each.edition_id for each in information}
    if strange - {edition}:
        raise RuleBroken(_("This clause belongs to another edition of the standard."))
    have = set(EvidenceClause.objects.filter(evidence=evidence).values_list("clause_id", flat=True))
    new_clauses = [each for each in dict.fromkeys(clauses) if each.pk not in have]
    have = set(EvidenceInformation.objects.filter(evidence=evidence).values_list("information_id", flat=True))
    new_items = [each for each in dict.fromkeys(information) if each.pk not in have]
    project = evidence.project_id
    bulk_save_because(
        [EvidenceClause(project_id=project, evidence=evidence, clause=each) for each in new_clauses],
        reason=reason,
        by=actor,
    )
    bulk_save_because(
        [EvidenceInformation(project_id=project, evidence=evidence, information=each) for each in new_items],
        reason=reason,
        by=actor,
    )
    return [each.number for each in new_clauses] + [each.code for each in new_items]


def check_custodian(custodian: Person | None, project: Project) -> None:
    if custodian is not None and custodian.organization_id != project.organization_id:
        raise RuleBroken(_("The custodian belongs to another organization."), field="custodian")


def checked_classification(word: str) -> str:
    """A class that there is; nothing where nothing was said."""
    if word and word not in Classification.values:
        raise BadInput(_("“%(word)s” is no classification.") % {"word": word}, field="classification")
    return word


def _drop_links(
    model: type[EvidenceClause] | type[EvidenceInformation],
    evidence: Evidence,
    target: str,
    wanted: Sequence[Clause] | Sequence[DocumentedInformation],
    reason: str,
    actor: User,
) -> None:
    gone = model.objects.filter(evidence=evidence).exclude(**{f"{target}__in": list(wanted)})
    bulk_delete_because(gone, reason=reason, by=actor)
