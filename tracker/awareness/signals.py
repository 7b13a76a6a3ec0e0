"""What was decided about the signs of resistance; the signs themselves are computed where all rooms can be seen."""

from __future__ import annotations

from uuid import UUID

from tracker.awareness.models import SignalResponse
from tracker.projects.models import Project


def newest_responses(project: Project) -> dict[tuple[UUID, str], SignalResponse]:
    """Department and sign: what was decided last."""
    rows = SignalResponse.objects.of(project).select_related("owner", "answered_by").order_by("answered_at")
    return {(row.department_id, row.sign): row for row in rows}
