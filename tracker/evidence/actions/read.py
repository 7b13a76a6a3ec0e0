"""Handing a file out is an act of its own: it is written down before the first byte leaves."""

from django.db import transaction

from tracker.evidence.choices import Verb
from tracker.evidence.models import EvidenceRevision
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def record_download(*, actor: User, revision: EvidenceRevision) -> None:
    """Log who takes the bytes, also when the transfer breaks off afterwards."""
    require(actor, Permission.EVIDENCE_VIEW, revision)
    after = {"revision": revision.number, "digest": revision.digest}
    record(actor, Verb.DOWNLOADED, revision.evidence, after=after)
