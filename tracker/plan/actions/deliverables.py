"""Deliverables: promised, submitted, accepted by a second person, or returned."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.plan.actions.tasks import check_owner
from tracker.plan.choices import DeliverableState, Verb
from tracker.plan.models import Deliverable, Task
from tracker.plan.policies import why_not_accept
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import DocumentedInformation


@transaction.atomic
def add_deliverable(
    *,
    actor: User,
    project: Project,
    name: str,
    information: DocumentedInformation | None = None,
    task: Task | None = None,
    owner: Person | None = None,
    criteria: str = "",
    due_on: date | None = None,
) -> Deliverable:
    """Promise a product, with the criteria by which it will be accepted."""
    require(actor, Permission.PLAN_EDIT, project)
    if not name.strip():
        raise RuleBroken(_("A deliverable needs a name."), field="name")
    check_owner(project, owner)
    if task is not None and task.project_id != project.pk:
        raise RuleBroken(_("The task must be in the same plan."), field="task")
    deliverable = Deliverable(
        project=project,
        name=name.strip(),
        information=information,
        task=task,
        owner=owner,
        criteria=criteria.strip(),
        due_on=due_on or (task.due_on if task else None),
    ).save_because(_("added"), by=actor)
    record(actor, Verb.DELIVERABLE_ADDED, deliverable, after={"due_on": deliverable.due_on})
    return deliverable


@transaction.atomic
def submit_deliverable(
    *, actor: User, deliverable: Deliverable, note: str = "", version: int | None = None
) -> Deliverable:
    """Say that it is ready to be looked at."""
    require(actor, Permission.TASK_PROGRESS, deliverable)
    deliverable = lock_telling(Deliverable, deliverable.pk, version=version)
    if deliverable.state not in {DeliverableState.PLANNED, DeliverableState.REWORK}:
        raise RuleBroken(_("This has been submitted already."))
    deliverable.state, deliverable.submitted_by = DeliverableState.SUBMITTED, actor
    deliverable.save_because(note or _("submitted"), by=actor)
    record(actor, Verb.DELIVERABLE_SUBMITTED, deliverable, reason=note)
    return deliverable


@transaction.atomic
def accept_deliverable(
    *, actor: User, deliverable: Deliverable, note: str = "", version: int | None = None
) -> Deliverable:
    """A second person agrees that the criteria are met."""
    require(actor, Permission.DELIVERABLE_ACCEPT, deliverable)
    deliverable = lock_telling(Deliverable, deliverable.pk, version=version)
    refusal = why_not_accept(actor, deliverable)
    if refusal:
        raise RuleBroken(refusal)
    if deliverable.state != DeliverableState.SUBMITTED:
        raise RuleBroken(_("Only what has been submitted can be accepted."))
    deliverable.state = DeliverableState.ACCEPTED
    deliverable.accepted_by, deliverable.accepted_at = actor, clock.now()
    deliverable.save_because(note or _("accepted"), by=actor)
    record(actor, Verb.DELIVERABLE_ACCEPTED, deliverable, reason=note)
    return deliverable


@transaction.atomic
def return_deliverable(
    *, actor: User, deliverable: Deliverable, reason: str, version: int | None = None
) -> Deliverable:
    """Send it back with what is missing."""
    require(actor, Permission.DELIVERABLE_ACCEPT, deliverable)
    if not reason.strip():
        raise RuleBroken(_("Say what is missing, so that it can be mended."), field="reason")
    deliverable = lock_telling(Deliverable, deliverable.pk, version=version)
    if deliverable.state != DeliverableState.SUBMITTED:
        raise RuleBroken(_("Only what has been submitted can be returned."))
    deliverable.state = DeliverableState.REWORK
    deliverable.save_because(reason, by=actor)
    record(actor, Verb.DELIVERABLE_RETURNED, deliverable, reason=reason)
    return deliverable
