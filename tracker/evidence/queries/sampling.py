"""The samples that were taken of the records behind a piece of evidence."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from tracker.evidence.models import Sampling
from tracker.projects.models import Project


def samplings_of(project: Project, evidence: UUID) -> list[Sampling]:
    """The newest first, with who took them; one query."""
    rows = Sampling.objects.of(project).filter(evidence=evidence)
    return list(rows.select_related("drawn_by"))


def samplings_by_evidence(project: Project, *, at: datetime) -> dict[UUID, list[Sampling]]:
    """All that had been taken by that moment, the oldest first; one query, for a sample is never changed."""
    found: dict[UUID, list[Sampling]] = defaultdict(list)
    rows = Sampling.objects.of(project).filter(drawn_at__lte=at).select_related("drawn_by")
    for row in rows.order_by("drawn_at", "pk"):
        found[row.evidence_id].append(row)
    return dict(found)
