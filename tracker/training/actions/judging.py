"""Competence judged by a person, the effect of a training, and the coverage kept as evidence."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.evidence.actions import Upload, Validity, add_revision, attach_evidence
from tracker.evidence.choices import Kind, RevisionState
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.policies import require
from tracker.standard.models import Clause
from tracker.training.actions.shared import MANAGE, check_same_project, check_staff
from tracker.training.choices import Effect, Judged, Verb
from tracker.training.models import JobRole, Judgement, Session
from tracker.training.outlook import coverage_table


@transaction.atomic
def judge_competence(
    *,
    actor: User,
    person: Person,
    job_role: JobRole,
    outcome: str,
    education: str = "",
    training: str = "",
    experience: str = "",
    proof: Evidence | None = None,
    gap: str = "",
    action: str = "",
    may_act: bool = False,
    review_on: date | None = None,
) -> Judgement:
    """Say whether a person can do what the role asks, on named grounds; nobody judges themselves."""
    require(actor, MANAGE, job_role)
    _check_who(actor, person, job_role)
    education, training, experience = education.strip(), training.strip(), experience.strip()
    if not (education or training or experience):
        raise RuleBroken(
            _("Say on what it rests: education, training or experience. A seat in a course is not enough."),
            field="experience",
        )
    found = _checked(outcome, gap, action, may_act)
    today = job_role.project.today()
    if review_on is not None and review_on <= today:
        raise RuleBroken(_("The next judgement lies ahead of today."), field="review_on")
    if proof is not None:
        check_same_project(job_role.project, proof)
    row = Judgement(
        project=job_role.project,
        person=person,
        job_role=job_role,
        outcome=found,
        education=education[:500],
        training=training[:500],
        experience=experience[:500],
        proof=proof,
        assessor=actor,
        judged_on=today,
        gap=gap.strip()[:500],
        action=action.strip()[:500],
        may_act=may_act,
        review_on=review_on,
    ).save_because(_("judged"), by=actor)
    record(actor, Verb.COMPETENCE_JUDGED, row, after={"outcome": row.outcome, "may_act": may_act})
    return row


def _checked(outcome: str, gap: str, action: str, may_act: bool) -> Judged:
    found = Judged(outcome)
    if found != Judged.COMPETENT and not (gap.strip() and action.strip()):
        raise RuleBroken(_("Say what is lacking and what is done about it."), field="gap")
    if found == Judged.NOT_YET and may_act:
        raise RuleBroken(_("Who is not yet competent cannot be authorised to act."), field="may_act")
    return found


def _check_who(actor: User, person: Person, job_role: JobRole) -> None:
    check_staff(job_role.project, [person])
    if actor.person_id == person.pk:
        raise RuleBroken(_("Nobody judges their own competence. Ask somebody else."))
    if not job_role.assignments.filter(person=person).exists():
        raise RuleBroken(_("This person does not hold the job role."), field="job_role")


@transaction.atomic
def check_effect(*, actor: User, session: Session, version: int, effect: str, note: str) -> Session:
    """Say whether the training changed the work, and by what it shows."""
    require(actor, MANAGE, session)
    row: Session = lock_telling(
        Session.objects.select_related("course", "project"), session.pk, version=version
    )
    if row.attendance_at is None:
        raise RuleBroken(_("Record who was there first."))
    if not note.strip():
        raise RuleBroken(_("Say by what the effect shows."), field="note")
    row.effect, row.effect_note = Effect(effect), note.strip()[:500]
    row.effect_checked_at = clock.now()
    row.save_because(_("effect checked"), by=actor)
    record(actor, Verb.EFFECT_CHECKED, row, after={"effect": row.effect}, reason=row.effect_note)
    return row


@transaction.atomic
def keep_coverage(*, actor: User, project: Project) -> Evidence | None:
    """File who holds what today as evidence for clause 7.2; a new table is a new revision of the same piece.

    None where nobody needs anything yet, or where nothing has changed since the last time.
    """
    require(actor, MANAGE, project)
    table = coverage_table(project)
    clause = Clause.objects.filter(edition_id=project.edition_id, number="7.2").first()
    if table is None:
        return None
    day = project.today()
    name = _("Competence and training coverage")
    upload = Upload(BytesIO(table), f"coverage-{day}.csv", name)
    found = (
        Evidence.objects.of(project)
        .filter(name=name, kind=Kind.RECORD, revisions__state=RevisionState.CURRENT)
        .first()
    )
    if found is None:
        kept = attach_evidence(
            actor=actor,
            project=project,
            uploads=[upload],
            kind=Kind.RECORD,
            clauses=[clause] if clause else [],
            validity=Validity(effective_from=day),
        )[0]
    elif _holds(found, table):
        return None
    else:
        add_revision(actor=actor, evidence=found, upload=upload, validity=Validity(effective_from=day))
        kept = found
    record(actor, Verb.COVERAGE_KEPT, project, after={"evidence": kept.pk})
    return kept


def _holds(evidence: Evidence, table: bytes) -> bool:
    digest = hashlib.sha256(table).hexdigest()
    return EvidenceRevision.objects.filter(
        evidence=evidence, state=RevisionState.CURRENT, digest=digest
    ).exists()
