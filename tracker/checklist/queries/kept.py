"""The filters of the list of checkpoints that are kept."""

from __future__ import annotations

from django.db.models import F, Q

from tracker.checklist.models import KeptFilter
from tracker.people.models import User
from tracker.projects.models import Project


def kept_filters(project: Project, user: User) -> list[KeptFilter]:
    """One's own first, then those for all; those of others nobody else sees."""
    mine = KeptFilter.objects.of(project).filter(Q(owner=user) | Q(owner=None))
    return list(mine.order_by(F("owner").asc(nulls_last=True), "name"))
