"""Keeping what a list shows under a name: what the rooms share of it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import KeptQuery, Project

MOST_KEPT = 30
LONGEST_NAME = 80
K = TypeVar("K", bound=KeptQuery)


@transaction.atomic
def keep_query(
    model: type[K], *, actor: User, project: Project, name: str, query: str, verb: str, **shelf: Any
) -> K:
    """Keep what is shown under a name; on one shelf the same name takes the new query.

    The shelf is what else tells rows apart, such as whose they are. The room asks for the permission before.
    """
    project = lock(Project, project.pk)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise RuleBroken(
            _("Give the view a name of at most %(n)s characters.") % {"n": LONGEST_NAME}, field="name"
        )
    kept = model._default_manager.filter(project=project, **shelf)
    row = kept.filter(name=name).first()
    if row is None and kept.count() >= MOST_KEPT:
        raise RuleBroken(_("At most %(n)s views are kept. Drop one first.") % {"n": MOST_KEPT})
    row = row or model(project=project, name=name, **shelf)
    row.query = query
    row.save_because(_("kept"), by=actor)
    record(actor, verb, row, after={"query": query})
    return row


@transaction.atomic
def drop_query(*, actor: User, row: KeptQuery, verb: str) -> None:
    """Let go of a kept query; what it showed stays."""
    row = lock(type(row), row.pk)
    record(actor, verb, row, before={"query": row.query})
    row.delete_because(_("dropped"), by=actor)
