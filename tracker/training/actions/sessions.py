"""Sessions: planned, filled, and who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.evidence.actions import Upload, Validity, attach_evidence
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.policies import require
from tracker.training.actions.shared import MANAGE, check_same_project, check_staff, expiry
from tracker.training.choices import Result, Verb
from tracker.training.models import Course, Enrolment, Session, TrainingRecord
from tracker.training.queries import attendance_table


@transaction.atomic
def plan_session(
    *,
    actor: User,
    course: Course,
    starts_at: datetime,
    place: str = "",
    trainer: str = "",
    capacity: int = 12,
) -> Session:
    """Fix time, place and seats; people are enrolled afterwards."""
    require(actor, MANAGE, course)
    if starts_at.tzinfo is None:
        raise RuleBroken(_("The start needs a time zone."), field="starts_at")
    if not 1 <= capacity <= 1000:
        raise RuleBroken(_("A session has 1 to 1000 seats."), field="capacity")
    session = Session(
        project=course.project,
        course=course,
        starts_at=starts_at,
        place=place.strip(),
        trainer=trainer.strip(),
        capacity=capacity,
    ).save_because(_("planned"), by=actor)
    record(actor, Verb.SESSION_PLANNED, session, after={"starts_at": starts_at, "capacity": capacity})
    return session


@transaction.atomic
def enrol(*, actor: User, session: Session, people: Sequence[Person]) -> list[Enrolment]:
    """Give people a seat; nobody gets one beyond the last."""
    require(actor, MANAGE, session)
    session = lock(Session.objects.select_related("course", "project"), session.pk)
    if session.attendance_at:
        raise RuleBroken(_("Attendance of this session is recorded; nobody can be enrolled any more."))
    check_staff(session.project, people)
    seated = set(session.enrolments.values_list("person_id", flat=True))
    wanted = [person for person in {p.pk: p for p in people}.values() if person.pk not in seated]
    free = session.capacity - len(seated)
    if len(wanted) > free:
        raise RuleBroken(
            _("%(wanted)s people, but %(free)s free seats.") % {"wanted": len(wanted), "free": max(free, 0)},
            field="people",
        )
    new = [Enrolment(project=session.project, session=session, person=person) for person in wanted]
    bulk_save_because(new, reason=_("enrolled"), by=actor)
    if new:
        record(actor, Verb.ENROLLED, session, after={"people": [row.person_id for row in new]})
    return new


@transaction.atomic
def record_attendance(
    *,
    actor: User,
    session: Session,
    results: Mapping[UUID, str],
    version: int | None = None,
    evidence: Evidence | None = None,
) -> list[TrainingRecord]:
    """Say of each enrolled person what came of it; who is not named in `results` was not there.

    Makes the records with their expiry, all at once. May be said again: records follow the new list.
    """
    require(actor, MANAGE, session)
    session = lock_telling(Session.objects.select_related("course", "project"), session.pk, version=version)
    if session.starts_at > clock.now():
        raise RuleBroken(_("This session has not begun yet."))
    seats = {seat.person_id: seat for seat in session.enrolments.select_for_update()}
    strange = results.keys() - seats.keys()
    if strange:
        raise RuleBroken(_("Somebody in this list is not enrolled. Enrol them first."), field="people")
    wanted = {person: Result(result) for person, result in results.items()}
    if evidence is not None:
        check_same_project(session.project, evidence)
    for person, seat in seats.items():
        seat.attended = person in wanted
    reason = _("attendance recorded")
    bulk_save_because(seats.values(), reason=reason, by=actor, fields=["attended"])
    records = _records_for(session, wanted, evidence)
    bulk_save_because(records, reason=reason, by=actor)
    _remove_absent(actor, session, wanted)
    session.attendance_at = clock.now()
    session.save_because(reason, by=actor)
    record(actor, Verb.ATTENDANCE_RECORDED, session, after={"attended": len(wanted), "seats": len(seats)})
    return records


def _records_for(
    session: Session, wanted: Mapping[UUID, Result], evidence: Evidence | None
) -> list[TrainingRecord]:
    day = clock.on_day(session.starts_at, session.project.zone)
    same_day = TrainingRecord.objects.select_for_update().filter(
        course=session.course, achieved_on=day, person__in=wanted
    )
    known = {row.person_id: row for row in same_day}
    rows = []
    for person, result in wanted.items():
        row = known.get(person) or TrainingRecord(
            project=session.project, course=session.course, person_id=person, achieved_on=day
        )
        row.session, row.result = session, result
        row.expires_on = expiry(session.course, day, result)
        row.evidence = evidence or row.evidence
        rows.append(row)
    return rows


def _remove_absent(actor: User, session: Session, wanted: Mapping[UUID, Result]) -> None:
    for row in session.records.exclude(person__in=wanted).select_for_update():
        row.delete_because(_("was not there after all"), by=actor)


@transaction.atomic
def keep_attendance(*, actor: User, session: Session) -> Evidence:
    """File the attendance list as evidence for the clause of the course, and tie the records to it."""
    require(actor, MANAGE, session)
    session = lock(Session.objects.select_related("course__clause", "project"), session.pk)
    if session.attendance_at is None:
        raise RuleBroken(_("Record who was there first."))
    records = list(session.records.select_for_update())
    if any(row.evidence_id for row in records):
        raise RuleBroken(_("The attendance list of this session is kept already."))
    day = clock.on_day(session.starts_at, session.project.zone)
    name = _("Attendance, %(course)s, %(day)s") % {"course": session.course.name, "day": day}
    table = BytesIO(attendance_table(session))
    kept = attach_evidence(
        actor=actor,
        project=session.project,
        uploads=[Upload(table, f"attendance-{day}.csv", name[:200])],
        kind=Kind.RECORD,
        clauses=[session.course.clause] if session.course.clause else [],
        validity=Validity(effective_from=day),
    )[0]
    for row in records:
        row.evidence = kept
    bulk_save_because(records, reason=_("attendance list kept"), by=actor, fields=["evidence"])
    record(actor, Verb.ATTENDANCE_KEPT, session, after={"evidence": kept.pk})
    return kept
