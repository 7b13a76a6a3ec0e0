"""The one verb of this room: beginning an implementation touches rooms that do not know each other."""

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
    """Create the project, open its checklist with one checkpoint a requirement, and set the usual reminders.

    Only an administrator may; see docs/decisions/the-dashboard-begins-implementations.md.
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
