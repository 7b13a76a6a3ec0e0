"""Open the checklist of a project: one checkpoint for each requirement of its edition."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.choices import Verb
from tracker.checklist.models import Checkpoint
from tracker.core.bulk import bulk_save_because
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Requirement


@transaction.atomic
def open_checklist(*, actor: User, project: Project) -> int:
    """Make the checkpoints that are not there yet, all at once; returns how many. Safe to repeat."""
    if not actor.is_admin:
        require(actor, Permission.PROJECT_EDIT, project)
    asked = Requirement.objects.of(project.edition).in_order()
    missing = asked.exclude(checkpoints__project=project)
    made = bulk_save_because(
        [Checkpoint(project=project, requirement=requirement) for requirement in missing],
        reason=_("checklist opened"),
        by=actor,
    )
    if made:
        after = {"checkpoints": len(made), "edition": project.edition.code}
        record(actor, Verb.OPENED, project, after=after)
    return len(made)
