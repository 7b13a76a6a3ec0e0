"""Say which requirement of another edition corresponds to a checkpoint, and rest on evidence from over there."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.locking import lock_checkpoint
from tracker.checklist.actions.prove import link_rows
from tracker.checklist.choices import Verb
from tracker.checklist.models import Checkpoint, CheckpointEvidence
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.actions import copy_evidence
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.choices import Relation
from tracker.standard.crossrefs import LONGEST_NOTE, Numbers
from tracker.standard.models import Crossref, Edition, pair_of


@transaction.atomic
def relate_checkpoint(
    *, actor: User, checkpoint: Checkpoint, edition: Edition, number: str, relation: str, note: str = ""
) -> Crossref:
    """Keep for the organization what corresponds to this checkpoint; said again it changes nothing."""
    require(actor, Permission.CHECKPOINT_ASSIGN, checkpoint)
    project = lock(Project, checkpoint.project_id)
    if relation not in Relation.values:
        raise BadInput(_("Choose how the two correspond."), field="relation")
    note = note.strip().replace("\r\n", "\n")
    if len(note) > LONGEST_NOTE:
        raise BadInput(_("Say it in at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
    try:
        other = Numbers().requirement(edition, number.strip())
    except ValueError as wrong:
        sentence = str(wrong)
        raise BadInput(f"{sentence[:1].upper()}{sentence[1:]}.", field="number") from None
    if other == checkpoint.requirement_id:
        raise BadInput(_("A requirement does not refer to itself. Name another one."), field="number")
    first, second, kept = pair_of(checkpoint.requirement_id, other, relation)
    pair = Crossref.objects.select_for_update().filter(first=first, second=second)
    shared = pair.filter(organization__isnull=True).first()
    if shared is not None and (shared.relation, shared.note) == (kept, note):
        return shared
    row = pair.filter(organization=project.organization_id).first() or Crossref(
        organization_id=project.organization_id, first_id=first, second_id=second
    )
    before = {"relation": row.relation, "note": row.note} if row.version else {}
    after = {"relation": str(kept), "note": note}
    if before == after:
        return row
    row.relation, row.note = str(kept), note
    row.save_because(note or _("cross reference made"), by=actor)
    after |= {"crossref": str(row.pk), "other": number.strip(), "edition": edition.code}
    record(actor, Verb.CROSSREF_MADE, checkpoint, before=before, after=after, reason=note)
    return row


@transaction.atomic
def drop_crossref(*, actor: User, checkpoint: Checkpoint, crossref: Crossref) -> None:
    """The two no longer correspond; what was brought in for the whole installation stays."""
    require(actor, Permission.CHECKPOINT_ASSIGN, checkpoint)
    found = Crossref.objects.select_for_update().filter(pk=crossref.pk).first()
    if found is None:
        return
    if found.organization_id is None:
        raise RuleBroken(
            _(
                "This cross reference is there for the whole installation; whoever looks after it takes it back."
            )
        )
    if found.organization_id != checkpoint.project.organization_id:
        raise RuleBroken(_("This cross reference belongs to another organization."))
    before = {"crossref": str(found.pk), "pair": str(found), "relation": found.relation}
    found.delete_because(_("cross reference taken back"), by=actor)
    record(actor, Verb.CROSSREF_DROPPED, checkpoint, before=before)


@transaction.atomic
def take_over_evidence(*, actor: User, checkpoint: Checkpoint, revision: EvidenceRevision) -> Evidence:
    """Rest on evidence of a corresponding checkpoint: linked where it is, else copied into this implementation."""
    require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    require(actor, Permission.CHECKLIST_VIEW, revision)
    checkpoint = lock_checkpoint(checkpoint, None)
    known = Crossref.objects.known_to(checkpoint.project.organization_id)
    pairs = known.touching([checkpoint.requirement_id]).values_list("first", "second")
    others = {each for pair in pairs for each in pair} - {checkpoint.requirement_id}
    rests = CheckpointEvidence.objects.filter(
        evidence=revision.evidence_id, checkpoint__requirement__in=others
    )
    if not rests.exists():
        raise RuleBroken(_("No checkpoint that corresponds to this one rests on this evidence any more."))
    if revision.project_id == checkpoint.project_id:
        evidence = revision.evidence
    else:
        clauses = [checkpoint.requirement.clause]
        evidence = copy_evidence(actor=actor, revision=revision, project=checkpoint.project, clauses=clauses)
    link_rows(actor, checkpoint, [evidence])
    return evidence
