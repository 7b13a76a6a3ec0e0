"""What a second person says about a revision, and taking evidence back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.choices import RevisionState, Verb, Verdict
from tracker.evidence.models import Confirmation, Evidence, EvidenceRevision
from tracker.evidence.policies import why_not_judge
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@dataclass(frozen=True)
class Withdrawn:
    """What was taken back, and the clauses that rested on it."""

    evidence: Evidence
    clauses: list[str]


@transaction.atomic
def confirm_revision(
    *, actor: User, revision: EvidenceRevision, note: str = "", version: int | None = None
) -> Confirmation:
    """A second person has looked at these bytes and says that they show what they claim."""
    require(actor, Permission.EVIDENCE_CONFIRM, revision)
    return _judge(actor, revision, Verdict.CONFIRMED, note.strip(), version)


@transaction.atomic
def reject_revision(
    *, actor: User, revision: EvidenceRevision, reason: str, version: int | None = None
) -> Confirmation:
    """A second person has looked and says why this does not do; a new revision is then needed."""
    require(actor, Permission.EVIDENCE_CONFIRM, revision)
    if not reason.strip():
        raise BadInput(_("Say why it is rejected, so that the next revision can do better."), field="reason")
    return _judge(actor, revision, Verdict.REJECTED, reason.strip(), version)


def _judge(
    actor: User, revision: EvidenceRevision, verdict: Verdict, note: str, version: int | None
) -> Confirmation:
    revision = lock(EvidenceRevision, revision.pk, version=version)
    refusal = why_not_judge(actor, revision, on=revision.project.today())
    if refusal:
        raise RuleBroken(refusal)
    found = Confirmation.objects.select_for_update().filter(revision=revision).first()
    if found is not None and found.verdict == verdict:
        return found
    confirmation = found or Confirmation(project_id=revision.project_id, revision=revision)
    before = {"verdict": found.verdict} if found else {}
    confirmation.verdict, confirmation.by, confirmation.at = verdict, actor, clock.now()
    confirmation.note = note
    reason = note or _("evidence looked at")
    confirmation.save_because(reason, by=actor)
    verb = Verb.CONFIRMED if verdict == Verdict.CONFIRMED else Verb.REJECTED
    record(
        actor,
        verb,
        revision.evidence,
        before=before,
        after={"verdict": verdict.value, "revision": revision.number, "digest": revision.digest},
        reason=note,
    )
    return confirmation


@transaction.atomic
def withdraw_evidence(
    *, actor: User, evidence: Evidence, reason: str, version: int | None = None
) -> Withdrawn:
    """Take evidence back; whatever rests on it no longer counts. The bytes and the history stay."""
    require(actor, Permission.EVIDENCE_WITHDRAW, evidence)
    if not reason.strip():
        raise BadInput(_("Say why it is withdrawn."), field="reason")
    evidence = lock(Evidence, evidence.pk, version=version)
    current = EvidenceRevision.objects.select_for_update().current().filter(evidence=evidence).first()
    if current is None:
        raise RuleBroken(_("This evidence is already withdrawn."))
    current.state = RevisionState.WITHDRAWN
    current.save_because(reason.strip(), by=actor)
    evidence.save_because(reason.strip(), by=actor)
    clauses = list(evidence.clause_links.values_list("clause__number", flat=True))
    record(
        actor,
        Verb.WITHDRAWN,
        evidence,
        before={"state": RevisionState.CURRENT.value},
        after={"state": RevisionState.WITHDRAWN.value, "clauses": clauses},
        reason=reason.strip(),
    )
    return Withdrawn(evidence, clauses)
