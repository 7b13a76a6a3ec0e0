"""The verbs of this room: roles, courses, needs, sessions, attendance and results."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.core.tables import Row
from tracker.evidence.actions import Upload, Validity, attach_evidence
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause
from tracker.training.choices import Level, Result, Verb
from tracker.training.importing import read_records
from tracker.training.models import (
    Course,
    CourseNeed,
    Enrolment,
    JobRole,
    RoleAssignment,
    Session,
    TrainingRecord,
)
from tracker.training.queries import attendance_table

MANAGE = Permission.TRAINING_MANAGE


@transaction.atomic
def define_job_role(*, actor: User, project: Project, name: str) -> JobRole:
    """Name what somebody does; its needs and people come after."""
    require(actor, MANAGE, project)
    name = _named(name, _("A job role needs a name."))
    if JobRole.objects.of(project).filter(name__iexact=name).exists():
        raise RuleBroken(_("There is a job role of this name already."), field="name")
    role = JobRole(project=project, name=name).save_because(_("defined"), by=actor)
    record(actor, Verb.ROLE_DEFINED, role)
    return role


@transaction.atomic
def assign_role(*, actor: User, job_role: JobRole, people: Sequence[Person]) -> list[RoleAssignment]:
    """Let people hold the role; who holds it already is passed over."""
    require(actor, MANAGE, job_role)
    _check_staff(job_role.project, people)
    held = set(job_role.assignments.values_list("person_id", flat=True))
    new = [
        RoleAssignment(project=job_role.project, job_role=job_role, person=person)
        for person in {person.pk: person for person in people}.values()
        if person.pk not in held
    ]
    bulk_save_because(new, reason=_("role assigned"), by=actor)
    if new:
        after = {"people": [row.person_id for row in new]}
        record(actor, Verb.ROLES_ASSIGNED, job_role, after=after)
    return new


@transaction.atomic
def take_role(*, actor: User, assignment: RoleAssignment, reason: str = "") -> None:
    """The person no longer does this work here."""
    require(actor, MANAGE, assignment)
    assignment = lock(RoleAssignment.objects.select_related("person", "job_role"), assignment.pk)
    record(actor, Verb.ROLE_TAKEN, assignment, reason=reason)
    assignment.delete_because(reason or _("role taken away"), by=actor)


@transaction.atomic
def define_course(
    *,
    actor: User,
    project: Project,
    name: str,
    clause: Clause | None = None,
    level: str = Level.FOUNDATION,
    validity_months: int | None = None,
) -> Course:
    """Something to learn; without months it stays valid for good."""
    require(actor, MANAGE, project)
    name = _named(name, _("A course needs a name."))
    if Course.objects.of(project).filter(name__iexact=name).exists():
        raise RuleBroken(_("There is a course of this name already."), field="name")
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    if validity_months is not None and not 1 <= validity_months <= 120:
        raise RuleBroken(_("A course is valid for 1 to 120 months."), field="validity_months")
    course = Course(
        project=project, name=name, clause=clause, level=Level(level), validity_months=validity_months
    ).save_because(_("defined"), by=actor)
    record(actor, Verb.COURSE_DEFINED, course, after={"validity_months": validity_months})
    return course


@transaction.atomic
def need_course(*, actor: User, job_role: JobRole, course: Course) -> CourseNeed:
    """Who holds the role must hold the course."""
    require(actor, MANAGE, job_role)
    _check_same_project(job_role.project, course)
    found = CourseNeed.objects.filter(job_role=job_role, course=course).first()
    if found is not None:
        return found
    need = CourseNeed(project=job_role.project, job_role=job_role, course=course)
    need.save_because(_("needed"), by=actor)
    record(actor, Verb.COURSE_NEEDED, need)
    return need


@transaction.atomic
def drop_need(*, actor: User, need: CourseNeed, reason: str) -> None:
    """The role no longer needs the course; the history keeps that it did, and why not any more."""
    require(actor, MANAGE, need)
    if not reason.strip():
        raise RuleBroken(_("Say why the role no longer needs this course."), field="reason")
    need = lock(CourseNeed.objects.select_related("job_role", "course"), need.pk)
    record(actor, Verb.COURSE_NOT_NEEDED, need, reason=reason)
    need.delete_because(reason, by=actor)


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
    _check_staff(session.project, people)
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
    session = lock(Session.objects.select_related("course", "project"), session.pk, version=version)
    if session.starts_at > clock.now():
        raise RuleBroken(_("This session has not begun yet."))
    seats = {seat.person_id: seat for seat in session.enrolments.select_for_update()}
    strange = results.keys() - seats.keys()
    if strange:
        raise RuleBroken(_("Somebody in this list is not enrolled. Enrol them first."), field="people")
    wanted = {person: Result(result) for person, result in results.items()}
    if evidence is not None:
        _check_same_project(session.project, evidence)
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
) -> TrainingRecord:
    """Enter a result from elsewhere; without an end it gets the course's own validity."""
    require(actor, MANAGE, course)
    _check_staff(course.project, [person])
    if achieved_on > course.project.today():
        raise RuleBroken(_("A result cannot lie in the future."), field="achieved_on")
    if expires_on and expires_on < achieved_on:
        raise RuleBroken(_("It cannot end before it was achieved."), field="expires_on")
    if evidence is not None:
        _check_same_project(course.project, evidence)
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


@transaction.atomic
def import_records(*, actor: User, project: Project, rows: Sequence[Row]) -> int:
    """Take a table of results in, all or nothing; a result known already is changed.

    Raises `BadInput` naming each line that cannot be taken.
    """
    require(actor, MANAGE, project)
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


def expiry(course: Course, achieved_on: date, result: str) -> date | None:
    """The last day on which the result counts: the same day of the month, or the month's last."""
    if result == Result.FAILED or course.validity_months is None:
        return None
    months = achieved_on.month - 1 + course.validity_months
    year, month = achieved_on.year + months // 12, months % 12 + 1
    return date(year, month, min(achieved_on.day, calendar.monthrange(year, month)[1]))


def _named(name: str, sentence: str) -> str:
    name = name.strip()
    if not name:
        raise RuleBroken(sentence, field="name")
    if len(name) > 200:
        raise RuleBroken(_("The name is longer than 200 characters."), field="name")
    return name


def _check_staff(project: Project, people: Sequence[Person]) -> None:
    if any(person.organization_id != project.organization_id for person in people):
        raise RuleBroken(
            _("Somebody in this list is not in the organization's staff register."), field="people"
        )


def _check_same_project(project: Project, row: Any) -> None:
    if row.project_id != project.pk:
        raise RuleBroken(_("This belongs to another implementation."))
