"""What trainings leave behind becomes evidence without anybody uploading it."""

from __future__ import annotations

from datetime import timedelta

import structlog

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.evidence.models import EvidenceRevision
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.training.actions.judging import keep_coverage
from tracker.training.actions.sessions import keep_attendance
from tracker.training.models import Session

log = structlog.get_logger(__name__)

# A list may be corrected on the day; after that it is filed.
SETTLES_AFTER = timedelta(hours=12)


def publish_evidence() -> int:
    """File each attendance list that has settled, and the coverage where it has changed; returns how many.

    Due by now and not yet done: a missed run catches up, a second one files nothing.
    """
    system = User.objects.system()
    settled = Session.objects.filter(
        attendance_at__lte=clock.now() - SETTLES_AFTER,
        records__isnull=False,
    ).exclude(records__evidence__isnull=False)
    filed = 0
    for session in settled.select_related("project").distinct().order_by("starts_at"):
        try:
            keep_attendance(actor=system, session=session)
            filed += 1
        except RuleBroken as refusal:
            log.warning("attendance_not_filed", session=str(session.pk), why=refusal.sentence)
    for project in Project.objects.filter(courseneeds__isnull=False).distinct():
        if _due(project) and keep_coverage(actor=system, project=project) is not None:
            filed += 1
    return filed


def _due(project: Project) -> bool:
    """Once a week, on its first run after Monday has begun there."""
    monday = project.today() - timedelta(days=project.today().weekday())
    kept = EvidenceRevision.objects.filter(
        evidence__project=project, filename__startswith="coverage-", effective_from__gte=monday
    )
    return not kept.exists()
