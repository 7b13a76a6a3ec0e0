"""The one verb of this room: beginning an implementation opens parts in several rooms at once."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tracker.checklist.actions import open_checklist
from tracker.people.models import Organization, User
from tracker.projects.actions import create_project
from tracker.projects.models import Project
from tracker.reminders.actions import open_rules
from tracker.standard.models import Edition


@transaction.atomic
def begin_implementation(
    *,
    actor: User,
    organization: Organization,
    edition: Edition,
    name: str,
    slug: str,
    starts_on: date,
    target_on: date,
    zone: str = "UTC",
    scope_statement: str = "",
    manager: User | None = None,
    mfa_for_signers: bool = True,
) -> Project:
    """A project with its scope, its checklist and its reminders: all of it or nothing.

    What only roles in the project may do is done by the program for whoever begins it.
    """
    project = create_project(
        actor=actor,
        organization=organization,
        edition=edition,
        name=name,
        slug=slug,
        starts_on=starts_on,
        target_on=target_on,
        zone=zone,
        scope_statement=scope_statement,
        manager=manager,
        mfa_for_signers=mfa_for_signers,
    )
    system = User.objects.system()
    open_checklist(actor=system, project=project)
    open_rules(actor=system, project=project)
    return project
