"""Freeze what every checkpoint is, under a name; set a round aside that was taken by mistake."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.choices import RoundKind, Verb
from tracker.checklist.models import AssessmentRound, RoundRow
from tracker.checklist.queries import CheckpointRow, checklist_rows
from tracker.core import clock
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

BATCH = 500


@transaction.atomic
def take_round(
    *,
    actor: User,
    project: Project,
    name: str,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
) -> AssessmentRound:
    """Freeze the checklist as it stands now, one row a checkpoint, whatever becomes of it."""
    require(actor, Permission.ASSESSMENT_CONFIRM, project)
    # One after the other, so that two of the same name meet the sentence below and not the constraint.
    lock(Project, project.pk)
    name, ends_on = " ".join(name.split())[:120], ends_on or project.today()
    _check(project, name, kind, starts_on, ends_on)
    rows = checklist_rows(project)
    if not rows:
        raise RuleBroken(_("The checklist has not been opened; there is nothing to freeze."))
    taken = AssessmentRound(
        project=project,
        name=name,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip(),
        taken_by=actor,
        taken_at=clock.now(),
    )
    taken.save_because(note.strip() or _("round frozen"), by=actor)
    _freeze(taken, rows)
    after = {
        "kind": kind,
        "checkpoints": len(rows),
        "met": sum(row.met for row in rows),
        "ready": sum(row.ready for row in rows),
    }
    record(actor, Verb.ROUND_TAKEN, taken, after=after, reason=note.strip())
    return taken


def _freeze(taken: AssessmentRound, rows: list[CheckpointRow]) -> None:
    frozen = [
        RoundRow(
            project_id=taken.project_id,
            round=taken,
            checkpoint_id=row.id,
            clause=row.clause,
            standing=row.shown,
            met=row.met,
            ready=row.ready,
            maturity=row.maturity,
            maturity_wanted=row.maturity_wanted,
            confidence=row.confidence,
            note=row.note,
        )
        for row in rows
    ]
    RoundRow.objects.bulk_create(frozen, batch_size=BATCH)


def _check(project: Project, name: str, kind: str, starts_on: date, ends_on: date) -> None:
    if not name:
        raise BadInput(_("Give the round a name."), field="name")
    if kind not in RoundKind.values:
        raise BadInput(_("“%(kind)s” is no kind of round.") % {"kind": kind}, field="kind")
    if ends_on < starts_on:
        raise BadInput(_("It would have ended before it began."), field="ends_on")
    if ends_on > project.today():
        raise BadInput(_("A round is frozen when it is over; it cannot end in the future."), field="ends_on")
    if AssessmentRound.objects.of(project).filter(name=name).exists():
        raise BadInput(_("There is a round of this name already."), field="name")


@transaction.atomic
def set_round_aside(
    *, actor: User, taken: AssessmentRound, reason: str, version: int | None = None
) -> AssessmentRound:
    """It was taken by mistake: it stays readable, and is left out of comparisons."""
    require(actor, Permission.ASSESSMENT_CONFIRM, taken)
    taken = lock(AssessmentRound, taken.pk, version=version)
    reason = reason.strip()
    if not reason:
        raise BadInput(_("Say why it is set aside."), field="reason")
    if taken.set_aside:
        return taken
    taken.set_aside = reason
    taken.save_because(reason, by=actor)
    record(actor, Verb.ROUND_SET_ASIDE, taken, reason=reason)
    return taken
