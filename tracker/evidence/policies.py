"""Object rules of evidence: who may judge a revision."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.evidence.choices import RevisionState, Standing
from tracker.evidence.models import EvidenceRevision
from tracker.people.models import User


def why_not_judge(actor: User, revision: EvidenceRevision, *, on: date) -> str:
    """Why this person cannot confirm or reject this revision; empty when nothing is in the way."""
    if revision.uploaded_by_id == actor.pk:
        return _("You attached this yourself; a second person confirms it.")
    if revision.state != RevisionState.CURRENT:
        return _("Revision %(number)s is no longer current.") % {"number": revision.number}
    if revision.standing(on) == Standing.EXPIRED:
        return _("This evidence has expired. It needs a new revision.")
    return ""
