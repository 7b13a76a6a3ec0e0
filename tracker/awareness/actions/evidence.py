"""What people attested becomes evidence for clause 7.3 without anybody uploading it."""

from __future__ import annotations

import hashlib
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.actions.campaigns import MANAGE
from tracker.awareness.choices import Verb
from tracker.awareness.models import Campaign
from tracker.awareness.queries import attestation_table
from tracker.core.locks import lock
from tracker.evidence.actions import Upload, Validity, add_revision, attach_evidence
from tracker.evidence.choices import Kind, RevisionState
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.policies import require
from tracker.standard.models import Clause


@transaction.atomic
def keep_attestations(*, actor: User, campaign: Campaign) -> Evidence | None:
    """File who attested to what; a longer list is a new revision. None where nothing is new."""
    require(actor, MANAGE, campaign)
    row: Campaign = lock(Campaign.objects.select_related("project", "clause"), campaign.pk)
    table = attestation_table(row)
    if table is None:
        return None
    day = row.project.today()
    name = (_("Attestations, %(title)s") % {"title": row.title})[:200]
    upload = Upload(BytesIO(table), f"attestations-{day}.csv", name)
    validity = Validity(effective_from=day)
    kept: Evidence | None = row.evidence
    if kept is None:
        clauses = Clause.objects.filter(edition_id=row.project.edition_id, number="7.3")
        row.evidence = kept = attach_evidence(
            actor=actor,
            project=row.project,
            uploads=[upload],
            kind=Kind.RECORD,
            clauses={clause.pk: clause for clause in [*clauses, row.clause] if clause}.values(),
            validity=validity,
        )[0]
        row.save_because(_("attestations kept"), by=actor)
    else:
        current = EvidenceRevision.objects.filter(evidence=kept, state=RevisionState.CURRENT).first()
        if current is None or current.digest == hashlib.sha256(table).hexdigest():
            return None  # withdrawn by hand, or nothing new
        add_revision(actor=actor, evidence=kept, upload=upload, validity=validity)
    record(actor, Verb.ATTESTATIONS_KEPT, row, after={"evidence": kept.pk})
    return kept


def publish_evidence() -> int:
    """File the attestations of each campaign where there are more; asked often, it files nothing twice."""
    system = User.objects.system()
    rows = Campaign.objects.filter(versions__attestations__isnull=False).distinct().order_by("pk")
    kept = [keep_attestations(actor=system, campaign=row) for row in rows.select_related("project")]
    return sum(found is not None for found in kept)
