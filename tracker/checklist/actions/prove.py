"""The evidence on which a checkpoint rests: attach it, link it, unlink it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.locking import lock_checkpoint
from tracker.checklist.choices import Verb
from tracker.checklist.models import Checkpoint, CheckpointEvidence
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, RuleBroken
from tracker.evidence.actions import Upload, Validity, attach_evidence, link_clauses
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import DocumentedInformation


@transaction.atomic
def attach_to_checkpoint(
    *,
    actor: User,
    checkpoint: Checkpoint,
    uploads: Sequence[Upload],
    validity: Validity | None = None,
    kind: str = Kind.DOCUMENT,
    information: Iterable[DocumentedInformation] = (),
    note: str = "",
) -> list[Evidence]:
    """Attach files; each becomes evidence of the clause, and the checkpoint rests on it."""
    require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    checkpoint = lock_checkpoint(checkpoint, None)
    return attach_files(actor, checkpoint, uploads, validity, kind=kind, information=information, note=note)


@transaction.atomic
def link_evidence(*, actor: User, checkpoint: Checkpoint, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Let the checkpoint rest on evidence that is there already; returns what was newly linked."""
    require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    return link_rows(actor, lock_checkpoint(checkpoint, None), evidence)


@transaction.atomic
def unlink_evidence(*, actor: User, checkpoint: Checkpoint, evidence: Evidence, reason: str) -> None:
    """The checkpoint no longer rests on this evidence; the evidence itself stays."""
    require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    if not reason.strip():
        raise BadInput(_("Say why it is unlinked."), field="reason")
    checkpoint = lock_checkpoint(checkpoint, None)
    link = CheckpointEvidence.objects.filter(checkpoint=checkpoint, evidence=evidence).first()
    if link is None:
        raise RuleBroken(_("This evidence is not linked here any more."))
    link.delete_because(reason.strip(), by=actor)
    record(
        actor,
        Verb.EVIDENCE_UNLINKED,
        checkpoint,
        before={"evidence_id": str(evidence.pk)},
        reason=reason.strip(),
        labels={"evidence": evidence.name},
    )


def attach_files(
    actor: User,
    checkpoint: Checkpoint,
    uploads: Sequence[Upload],
    validity: Validity | None,
    *,
    kind: str = Kind.DOCUMENT,
    information: Iterable[DocumentedInformation] = (),
    note: str = "",
) -> list[Evidence]:
    attached = attach_evidence(
        actor=actor,
        project=checkpoint.project,
        uploads=uploads,
        kind=kind,
        clauses=[checkpoint.requirement.clause],
        information=information,
        validity=validity,
        note=note,
    )
    return link_rows(actor, checkpoint, attached)


def link_rows(actor: User, checkpoint: Checkpoint, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Make the links that are not there; the evidence then serves the clause as well."""
    wanted = list(dict.fromkeys(evidence))
    if not wanted:
        return []
    have = set(CheckpointEvidence.objects.filter(checkpoint=checkpoint).values_list("evidence_id", flat=True))
    new = [each for each in wanted if each.pk not in have]
    if any(each.project_id != checkpoint.project_id for each in new):
        raise RuleBroken(_("This evidence belongs to another implementation."))
    links = [
        CheckpointEvidence(project_id=checkpoint.project_id, checkpoint=checkpoint, evidence=each)
        for each in new
    ]
    bulk_save_because(links, reason=_("evidence linked"), by=actor)
    for each in new:
        link_clauses(actor=actor, evidence=each, clauses=[checkpoint.requirement.clause])
        record(
            actor,
            Verb.EVIDENCE_LINKED,
            checkpoint,
            after={"evidence_id": str(each.pk)},
            labels={"evidence": each.name},
        )
    return new
