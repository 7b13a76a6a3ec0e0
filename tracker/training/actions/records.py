"""Results: entered one by one, or from a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.core.tables import Row
from tracker.evidence.actions import Upload, Validity, attach_evidence
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.policies import require
from tracker.training.actions.shared import MANAGE, check_same_project, check_staff, expiry
from tracker.training.choices import Result, Verb
from tracker.training.importing import preview_records, read_records
from tracker.training.models import Course, TrainingRecord


@transaction.atomic
def record_result(
    *,
    actor: User,
    course: Course,
    person: Person,
    result: str,
    achieved_on: date,
    expires_on: date | None = None,
    evidence: Evidence | None = None,
    certificate: Upload | None = None,
) -> TrainingRecord:
    """Enter a result from elsewhere; without an end it gets the course's own validity.

    A certificate that comes with it is kept as evidence for the clause of the course.
    """
    require(actor, MANAGE, course)
    check_staff(course.project, [person])
    if achieved_on > course.project.today():
        raise RuleBroken(_("A result cannot lie in the future."), field="achieved_on")
    if expires_on and expires_on < achieved_on:
        raise RuleBroken(_("It cannot end before it was achieved."), field="expires_on")
    if evidence is not None:
        check_same_project(course.project, evidence)
    if certificate is not None:
        evidence = _keep_certificate(actor, course, certificate, achieved_on, expires_on)
    found = TrainingRecord.objects.filter(course=course, person=person, achieved_on=achieved_on).first()
    row = (
        lock(TrainingRecord, found.pk)
        if found
        else TrainingRecord(project=course.project, course=course, person=person, achieved_on=achieved_on)
    )
    row.result, row.evidence = Result(result), evidence or row.evidence
    row.expires_on = expires_on or expiry(course, achieved_on, row.result)
    row.save_because(_("result recorded"), by=actor)
    record(actor, Verb.RESULT_RECORDED, row, after={"result": row.result, "expires_on": row.expires_on})
    return row


def _keep_certificate(
    actor: User, course: Course, certificate: Upload, achieved_on: date, expires_on: date | None
) -> Evidence:
    return attach_evidence(
        actor=actor,
        project=course.project,
        uploads=[certificate],
        kind=Kind.RECORD,
        clauses=[course.clause] if course.clause else [],
        validity=Validity(effective_from=achieved_on, expires_on=expires_on),
    )[0]


@transaction.atomic
def import_records(*, actor: User, project: Project, rows: Sequence[Row], previewed: str = "") -> int:
    """Take a table of results in, all or nothing; a result known already is changed.

    `previewed` is the mark of the preview that somebody said yes to. Raises `BadInput` naming each line that
    cannot be taken, `StaleEdit` where the table would do something else by now.
    """
    require(actor, MANAGE, project)
    lock(Project, project.pk)
    if previewed and preview_records(project, rows).mark != previewed:
        raise StaleEdit(
            _("The records were changed after you looked. This is what the table would do now; look again.")
        )
    lines, problems = read_records(project, rows)
    if problems:
        raise BadInput(_("The records were not taken in. Nothing was changed."), lines=problems)
    there = TrainingRecord.objects.of(project).select_for_update()
    known = {(row.person_id, row.course_id, row.achieved_on): row for row in there}
    changed = []
    for line in lines:
        row = known.get((line.person.pk, line.course.pk, line.achieved_on)) or TrainingRecord(
            project=project, person=line.person, course=line.course, achieved_on=line.achieved_on
        )
        row.result = line.result
        row.expires_on = line.expires_on or expiry(line.course, line.achieved_on, line.result)
        changed.append(row)
    bulk_save_because(changed, reason=_("training records imported"), by=actor)
    record(actor, Verb.IMPORTED, project, after={"records": len(changed)})
    return len(changed)
