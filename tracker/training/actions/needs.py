"""What is needed: job roles with who holds them, courses, and which role needs which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.policies import require
from tracker.standard.models import Clause
from tracker.training.actions.shared import MANAGE, check_same_project, check_staff, named
from tracker.training.choices import Level, Verb
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment


@transaction.atomic
def define_job_role(*, actor: User, project: Project, name: str) -> JobRole:
    """Name what somebody does; its needs and people come after."""
    require(actor, MANAGE, project)
    role = JobRole(project=project, name=_role_name(project, name)).save_because(_("defined"), by=actor)
    record(actor, Verb.ROLE_DEFINED, role)
    return role


@transaction.atomic
def rename_job_role(*, actor: User, job_role: JobRole, version: int, name: str, reason: str = "") -> JobRole:
    """Call a job role by another name; who holds it and what it needs stays."""
    require(actor, MANAGE, job_role)
    rows = JobRole.objects.of(job_role.project).select_related("project")
    row: JobRole = lock_telling(rows, job_role.pk, version=version)
    before = row.name
    row.name = _role_name(row.project, name, but=row)
    reason = reason.strip()
    row.save_because(reason or _("renamed"), by=actor)
    record(actor, Verb.ROLE_RENAMED, row, before={"name": before}, after={"name": row.name}, reason=reason)
    return row


@transaction.atomic
def end_job_role(*, actor: User, job_role: JobRole, reason: str) -> None:
    """Nobody does this work any more: its assignments and needs end with it, the history keeps all."""
    require(actor, MANAGE, job_role)
    reason = reason.strip()
    if not reason:
        raise RuleBroken(_("Say why nobody does this work any more."), field="reason")
    row = lock(JobRole.objects.of(job_role.project), job_role.pk)
    held = bulk_delete_because(row.assignments.select_for_update(), reason=reason, by=actor)
    needs = bulk_delete_because(row.needs.select_for_update(), reason=reason, by=actor)
    record(actor, Verb.ROLE_CLOSED, row, before={"people": held, "courses": needs}, reason=reason)
    row.delete_because(reason, by=actor)


def _role_name(project: Project, name: str, but: JobRole | None = None) -> str:
    name = named(name, _("A job role needs a name."))
    same = JobRole.objects.of(project).filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise RuleBroken(_("There is a job role of this name already."), field="name")
    return name


@transaction.atomic
def assign_role(*, actor: User, job_role: JobRole, people: Sequence[Person]) -> list[RoleAssignment]:
    """Let people hold the role; who holds it already is passed over."""
    require(actor, MANAGE, job_role)
    check_staff(job_role.project, people)
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
    course = Course(project=project)
    _fill_course(course, name, clause, level, validity_months)
    course.save_because(_("defined"), by=actor)
    record(actor, Verb.COURSE_DEFINED, course, after={"validity_months": validity_months})
    return course


@transaction.atomic
def change_course(
    *,
    actor: User,
    course: Course,
    version: int,
    name: str,
    clause: Clause | None,
    level: str,
    validity_months: int | None,
    reason: str = "",
) -> Course:
    """Another name, clause, level or validity; results that are written down keep the end they were given."""
    require(actor, MANAGE, course)
    rows = Course.objects.of(course.project).select_related("project", "clause")
    row: Course = lock_telling(rows, course.pk, version=version)
    before = _course_facts(row)
    _fill_course(row, name, clause, level, validity_months)
    after = _course_facts(row)
    changed = [key for key in after if after[key] != before[key]]
    if not changed and row.name == name:
        return row
    reason = reason.strip()
    row.save_because(reason or _("changed"), by=actor)
    record(
        actor,
        Verb.COURSE_CHANGED,
        row,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
        reason=reason,
    )
    return row


def _course_facts(course: Course) -> dict[str, Any]:
    return {
        "name": course.name,
        "clause": course.clause.number if course.clause else None,
        "level": course.level,
        "validity_months": course.validity_months,
    }


def _fill_course(
    course: Course, name: str, clause: Clause | None, level: str, validity_months: int | None
) -> None:
    name = named(name, _("A course needs a name."))
    same = Course.objects.of(course.project).filter(name__iexact=name).exclude(pk=course.pk)
    if same.exists():
        raise RuleBroken(_("There is a course of this name already."), field="name")
    if clause is not None and clause.edition_id != course.project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    if validity_months is not None and not 1 <= validity_months <= 120:
        raise RuleBroken(_("A course is valid for 1 to 120 months."), field="validity_months")
    course.name, course.clause = name, clause
    course.level, course.validity_months = Level(level), validity_months


@transaction.atomic
def need_course(*, actor: User, job_role: JobRole, course: Course) -> CourseNeed:
    """Who holds the role must hold the course."""
    require(actor, MANAGE, job_role)
    check_same_project(job_role.project, course)
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
