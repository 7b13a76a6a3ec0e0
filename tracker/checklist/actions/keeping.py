"""Filters of the list of checkpoints kept under a name: one's own, or for all who see the checklist."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.choices import Verb
from tracker.checklist.models import KeptFilter
from tracker.core.errors import NotPermitted
from tracker.people.models import User
from tracker.projects.actions import drop_query, keep_query
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def keep_filter(*, actor: User, project: Project, name: str, query: str, shared: bool = False) -> KeptFilter:
    """Keep what is shown under a name, for oneself or for all; the same name takes the new filter."""
    require(actor, Permission.CHECKPOINT_ASSIGN if shared else Permission.CHECKLIST_VIEW, project)
    owner = None if shared else actor
    return keep_query(
        KeptFilter,
        actor=actor,
        project=project,
        name=name,
        query=query,
        verb=Verb.FILTER_KEPT,
        owner=owner,
    )


@transaction.atomic
def drop_filter(*, actor: User, kept: KeptFilter) -> None:
    """Let go of a kept filter; the checkpoints stay."""
    require(actor, Permission.CHECKLIST_VIEW if kept.owner_id else Permission.CHECKPOINT_ASSIGN, kept)
    if kept.owner_id and kept.owner_id != actor.pk:
        raise NotPermitted(_("Only who kept a filter for themselves drops it."))
    drop_query(actor=actor, row=kept, verb=Verb.FILTER_DROPPED)
