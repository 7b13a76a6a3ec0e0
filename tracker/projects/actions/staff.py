"""The staff register of the organization, kept by who leads one of its implementations."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tracker.core.holding import Held
from tracker.people.actions import (
    StaffImport,
    StaffLine,
    change_person,
    enter_department,
    enter_person,
    hand_over,
    rename_department,
    take_staff,
    try_again,
)
from tracker.people.models import Department, Person, StaffListRun, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def import_staff(
    *, actor: User, project: Project, lines: Sequence[StaffLine], previewed: str = ""
) -> StaffImport:
    """A staff list into the register of the organization whose implementation this is."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return take_staff(actor=actor, organization=project.organization, lines=lines, previewed=previewed)


@transaction.atomic
def hand_over_staff(*, actor: User, project: Project, held: Held, lines: int) -> StaffListRun:
    """Have a long list taken in by the worker."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return hand_over(actor=actor, organization=project.organization, held=held, lines=lines)


@transaction.atomic
def try_staff_again(*, actor: User, project: Project, run: StaffListRun) -> None:
    """Once more, for a long list that failed."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    try_again(actor=actor, run=run)


@transaction.atomic
def add_staff(*, actor: User, project: Project, **facts: Any) -> Person:
    """One more in the staff register of the organization."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return enter_person(actor=actor, organization=project.organization, project_id=project.pk, **facts)


@transaction.atomic
def edit_staff(
    *, actor: User, project: Project, person: Person, version: int, reason: str, **facts: Any
) -> Person:
    """Change what the register says about somebody."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return change_person(
        actor=actor, person=person, version=version, reason=reason, project_id=project.pk, **facts
    )


@transaction.atomic
def add_department(*, actor: User, project: Project, name: str) -> Department:
    """One more department of the organization."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return enter_department(actor=actor, organization=project.organization, name=name, project_id=project.pk)


@transaction.atomic
def edit_department(
    *, actor: User, project: Project, department: Department, version: int, name: str, reason: str
) -> Department:
    """Call a department by another name."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return rename_department(
        actor=actor,
        department=department,
        version=version,
        name=name,
        reason=reason,
        project_id=project.pk,
    )
