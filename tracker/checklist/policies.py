"""Object rules of the checklist: the second person is somebody else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.checklist.models import Checkpoint
from tracker.people.models import User
from tracker.projects.permissions import Permission

# Who sees what happens in an implementation also hears what is said in it; the certification body does neither.
TALKS = Permission.ACTIVITY_VIEW


def why_not_confirm(actor: User, checkpoint: Checkpoint) -> str:
    """Why this person cannot confirm this assessment; empty when nothing is in the way."""
    if not checkpoint.said_met:
        return _("Only what is said to be met can be confirmed.")
    if checkpoint.assessed_by_id == actor.pk:
        return _("You assessed this yourself; a second person confirms it.")
    return ""
