"""The samples that were taken of the records behind a piece of evidence."""

from __future__ import annotations

from uuid import UUID

from tracker.evidence.models import Sampling
from tracker.projects.models import Project


def samplings_of(project: Project, evidence: UUID) -> list[Sampling]:
    """The newest first, with who took them; one query."""
    rows = Sampling.objects.of(project).filter(evidence=evidence)
    return list(rows.select_related("drawn_by"))
