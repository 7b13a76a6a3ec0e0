"""What is needed: job roles with who holds them, courses, and which role needs which."""

from __future__ import annotations

from collections.abc import Sequence

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
from tracker.training.choices import Verb
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment


@transaction.atomic
def define_job_role(*, actor: User, project: Project, name: str, clause: Clause | None = None) -> JobRole:
    """Name what somebody does, and the clause whose process it owns; its needs and people come after."""
    require(actor, MANAGE, project)
    _check_edition(project, clause)
    role = JobRole(project=project, name=_role_name(project, name), clause=clause)
    role.save_because(_("defined"), by=actor)
    record(actor, Verb.ROLE_DEFINED, role)
    return role


@transaction.atomic
def rename_job_role(
    *,
    actor: User,
    job_role: JobRole,
    version: int,
    name: str,
    clause: Clause | None = None,
    reason: str = "",
) -> JobRole:
    """Call a job role by another name or let it own another process; who holds it and what it needs stays."""
    require(actor, MANAGE, job_role)
    rows = JobRole.objects.of(job_role.project).select_related("project")
    row: JobRole = lock_telling(rows, job_role.pk, version=version)
    before = row.name
    _check_edition(row.project, clause)
    row.name, row.clause = _role_name(row.project, name, but=row), clause
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
    bulk_delete_because(row.reads.select_for_update(), reason=reason, by=actor)
    record(actor, Verb.ROLE_CLOSED, row, before={"people": held, "courses": needs}, reason=reason)
    row.delete_because(reason, by=actor)


def _check_edition(project: Project, clause: Clause | None) -> None:
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")


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
