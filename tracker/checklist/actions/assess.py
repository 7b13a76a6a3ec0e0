"""Assess a checkpoint, confirm the assessment as a second person, reopen it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.locking import lock_checkpoint
from tracker.checklist.actions.prove import attach_files, link_rows
from tracker.checklist.choices import SAID_MET, Confidence, Maturity, State, Verb
from tracker.checklist.models import Checkpoint
from tracker.checklist.policies import why_not_confirm
from tracker.core import clock
from tracker.core.errors import BadInput, RuleBroken
from tracker.evidence.actions import Upload, Validity
from tracker.evidence.models import Evidence, EvidenceRevision, FileFinding
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require


@dataclass(frozen=True, slots=True)
class Lived:
    """How well a requirement is lived, how well it should be, and how sure the assessor is of it."""

    maturity: int | None = None
    maturity_wanted: int | None = None
    confidence: str = ""


@transaction.atomic
def assess_checkpoint(
    *,
    actor: User,
    checkpoint: Checkpoint,
    state: str,
    note: str = "",
    party: str = "",
    party_control: str = "",
    lived: Lived | None = None,
    version: int | None = None,
    uploads: Sequence[Upload] = (),
    evidence: Iterable[Evidence] = (),
    validity: Validity | None = None,
) -> Checkpoint:
    """Say how far a checkpoint is met; files that come along become its evidence.

    A new assessment waits for a second person again; how well it is lived is said beside it and does not.
    """
    require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    checkpoint = lock_checkpoint(checkpoint, version)
    values = _checked(state, note, party, party_control)
    if uploads:
        attach_files(actor, checkpoint, uploads, validity)
    link_rows(actor, checkpoint, evidence)
    if state in SAID_MET:
        require_current_evidence(checkpoint)
    again = _changed(checkpoint, values)
    told = _changed(checkpoint, _checked_lived(lived))
    if not again and not told:
        return checkpoint
    before = {"state": checkpoint.state, **{name: getattr(checkpoint, name) for name in told}}
    for name, value in (again | told).items():
        setattr(checkpoint, name, value)
    if again:
        checkpoint.assessed_by, checkpoint.assessed_at = actor, clock.now()
        checkpoint.confirmed_by = checkpoint.confirmed_at = None
    checkpoint.save_because(values["note"] or _("assessed"), by=actor)
    record(
        actor,
        Verb.ASSESSED,
        checkpoint,
        before=before,
        after={"state": values["state"], **told},
        reason=values["note"],
        labels=_labels(checkpoint),
    )
    return checkpoint


def _changed(checkpoint: Checkpoint, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(checkpoint, name) != value}


def _checked_lived(lived: Lived | None) -> dict[str, Any]:
    """Levels that there are; nothing where nothing was said of them."""
    if lived is None:
        return {}
    for field, level in (("maturity", lived.maturity), ("maturity_wanted", lived.maturity_wanted)):
        if level is not None and level not in Maturity.values:
            raise BadInput(_("Maturity goes from 0 to 5."), field=field)
    if lived.confidence not in Confidence.values:
        raise BadInput(_("“%(word)s” is no confidence.") % {"word": lived.confidence}, field="confidence")
    return asdict(lived)


def _checked(state: str, note: str, party: str, party_control: str) -> dict[str, Any]:
    """The values of an assessment that make sense together."""
    if state not in State.values:
        raise BadInput(_("“%(state)s” is no assessment.") % {"state": state}, field="state")
    note, party, party_control = note.strip(), party.strip(), party_control.strip()
    if state == State.PARTLY_MET and not note:
        raise BadInput(_("Say what is missing, so that the next person can go on."), field="note")
    if state == State.MET_BY_OTHER_PARTY:
        if not party:
            raise BadInput(_("Name the other party."), field="party")
        if not party_control:
            raise BadInput(
                _("Say how you keep control over what the other party does; without it this does not count."),
                field="party_control",
            )
    else:
        party = party_control = ""
    return {"state": State(state).value, "note": note, "party": party[:200], "party_control": party_control}


def require_current_evidence(checkpoint: Checkpoint) -> None:
    """Met wants evidence that is in force today, and whose stored file is not known to be damaged."""
    today = checkpoint.project.today()
    linked = EvidenceRevision.objects.filter(evidence__checkpoint_links__checkpoint=checkpoint)
    damaged = FileFinding.objects.values("name")
    if not linked.valid_on(today).exclude(digest__in=damaged).exists():
        raise RuleBroken(
            _("Met wants current evidence. Attach or link evidence that is in force, then save again."),
            field="state",
        )


@transaction.atomic
def confirm_assessment(
    *, actor: User, checkpoint: Checkpoint, note: str = "", version: int | None = None
) -> Checkpoint:
    """A second person agrees that the checkpoint is met."""
    require(actor, Permission.ASSESSMENT_CONFIRM, checkpoint)
    checkpoint = lock_checkpoint(checkpoint, version)
    refusal = why_not_confirm(actor, checkpoint)
    if refusal:
        raise RuleBroken(refusal)
    require_current_evidence(checkpoint)
    if checkpoint.is_confirmed:
        return checkpoint
    checkpoint.confirmed_by, checkpoint.confirmed_at = actor, clock.now()
    note = note.strip()
    checkpoint.save_because(note or _("assessment confirmed"), by=actor)
    after = {"state": checkpoint.state, "confirmed": True}
    record(actor, Verb.CONFIRMED, checkpoint, after=after, reason=note, labels=_labels(checkpoint))
    return checkpoint


@transaction.atomic
def reopen_checkpoint(
    *, actor: User, checkpoint: Checkpoint, reason: str, version: int | None = None
) -> Checkpoint:
    """Take an assessment back to not assessed; whoever may assess or confirm can do so, with a reason."""
    if not may(actor, Permission.ASSESSMENT_CONFIRM, checkpoint):
        require(actor, Permission.CHECKPOINT_ASSESS, checkpoint)
    if not reason.strip():
        raise BadInput(_("Say why it is reopened."), field="reason")
    checkpoint = lock_checkpoint(checkpoint, version)
    if checkpoint.state == State.NOT_ASSESSED:
        raise RuleBroken(_("This checkpoint is open already."))
    before = {"state": checkpoint.state, "confirmed": checkpoint.is_confirmed}
    checkpoint.state = State.NOT_ASSESSED
    checkpoint.note = reason.strip()
    checkpoint.party = checkpoint.party_control = ""
    checkpoint.assessed_by, checkpoint.assessed_at = actor, clock.now()
    checkpoint.confirmed_by = checkpoint.confirmed_at = None
    checkpoint.save_because(reason.strip(), by=actor)
    after = {"state": checkpoint.state}
    record(
        actor,
        Verb.REOPENED,
        checkpoint,
        before=before,
        after=after,
        reason=reason.strip(),
        labels=_labels(checkpoint),
    )
    return checkpoint


def _labels(checkpoint: Checkpoint) -> dict[str, str]:
    return {"text": checkpoint.requirement.text[:300]}
