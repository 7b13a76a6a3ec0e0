"""Ambassadors: nominated by who leads, accepted by themselves, active, replaced."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.choices import AmbassadorState, Verb
from tracker.awareness.models import Ambassador
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Department, Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require

S = AmbassadorState
STEPS = {S.NOMINATED: {S.ACCEPTED, S.ENDED}, S.ACCEPTED: {S.ACTIVE, S.ENDED}, S.ACTIVE: {S.ENDED}}


@transaction.atomic
def nominate(*, actor: User, project: Project, department: Department, person: Person) -> Ambassador:
    """Ask somebody to be the one whom colleagues of a department can turn to."""
    require(actor, Permission.TRAINING_MANAGE, project)
    if {department.organization_id, person.organization_id} != {project.organization_id}:
        raise RuleBroken(_("This belongs to another organization."))
    if person.left_on is not None:
        raise RuleBroken(_("This person leaves or has left. Nominate somebody else."), field="person")
    lock(Project, project.pk)
    there = Ambassador.objects.of(project).filter(department=department, person=person).exclude(state=S.ENDED)
    if there.exists():
        raise RuleBroken(_("This person is nominated there already."), field="person")
    row = Ambassador(project=project, department=department, person=person, state=S.NOMINATED)
    row.save_because(_("nominated"), by=actor)
    record(actor, Verb.AMBASSADOR_NOMINATED, row)
    return row


@transaction.atomic
def move_ambassador(*, actor: User, ambassador: Ambassador, state: str, reason: str = "") -> Ambassador:
    """Accept, become active, or end. Accepting is up to the person where they can log in."""
    row: Ambassador = lock(
        Ambassador.objects.select_related("project", "person", "department"), ambassador.pk
    )
    wanted = S(state)
    is_self = actor.person_id == row.person_id
    if not is_self and not may(actor, Permission.TRAINING_MANAGE, row):
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    if wanted == S.ACCEPTED and not is_self and hasattr(row.person, "user"):
        raise RuleBroken(_("%(name)s has a login and accepts in person.") % {"name": row.person.name})
    if wanted not in STEPS.get(S(row.state), set()):
        raise RuleBroken(_("That step is not open from here. Load the page again."))
    if wanted == S.ENDED and not reason.strip():
        raise RuleBroken(_("Say why it ends."), field="reason")
    before = row.state
    row.state = wanted
    row.save_because(reason.strip() or str(wanted.label), by=actor)
    record(
        actor, Verb.AMBASSADOR_MOVED, row, before={"state": before}, after={"state": row.state}, reason=reason
    )
    return row
