"""“What changes for me”: written for a job role, and confirmed by who holds it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.training.actions.shared import MANAGE
from tracker.training.choices import Verb
from tracker.training.models import JobRole, RoleAssignment, SheetRead


@transaction.atomic
def write_sheet(*, actor: User, job_role: JobRole, text: str, version: int | None = None) -> JobRole:
    """Say what changes for who holds the role; other words have to be confirmed anew."""
    require(actor, MANAGE, job_role)
    row = lock_telling(JobRole.objects.select_related("project"), job_role.pk, version=version)
    text = text.strip()
    if not text:
        raise RuleBroken(_("Say what changes for who holds this role."), field="text")
    if text == row.changes:
        return row
    row.changes, row.changes_number = text, row.changes_number + 1
    row.save_because(_("what changes was written"), by=actor)
    record(actor, Verb.SHEET_WRITTEN, row, after={"number": row.changes_number})
    return row


@transaction.atomic
def confirm_sheet(*, actor: User, job_role: JobRole, number: int) -> SheetRead:
    """Say that one has read what changes, in exactly the words that were shown; said twice it stays one."""
    require(actor, Permission.TRAINING_VIEW, job_role)
    row: JobRole = lock(JobRole.objects.select_related("project"), job_role.pk)
    person = actor.person
    if person is None or not RoleAssignment.objects.filter(job_role=row, person=person).exists():
        raise RuleBroken(_("This is said to who holds the role."))
    if not row.changes or number != row.changes_number:
        raise RuleBroken(_("The words were changed while you read. Please read them again."))
    found = SheetRead.objects.filter(job_role=row, person=person, number=number).first()
    if found is not None:
        return found
    read = SheetRead(project=row.project, job_role=row, person=person, number=number, read_at=clock.now())
    read.save_because(_("confirmed"), by=actor)
    record(actor, Verb.SHEET_CONFIRMED, row, after={"number": number})
    return read
