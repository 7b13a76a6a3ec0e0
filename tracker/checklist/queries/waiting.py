"""Lists of work: gaps, what is mine, what waits for a second person."""

from __future__ import annotations

from datetime import date, datetime

from tracker.checklist.queries.rows import STATE_ORDER, CheckpointRow, checklist_rows, is_gap
from tracker.people.models import User
from tracker.projects.models import Project


def gaps(project: Project, at: datetime | None = None, *, limit: int | None = None) -> list[CheckpointRow]:
    """What does not hold, the most pressing first: lapsed, not met, partly met, then not assessed."""
    found = [row for row in checklist_rows(project, at) if is_gap(row)]
    found.sort(key=lambda row: (STATE_ORDER[row.standing], row.target_on or date.max))
    return found[:limit]


def mine(rows: list[CheckpointRow], user: User) -> list[CheckpointRow]:
    """The rows whose owner is the person behind the login."""
    return [row for row in rows if user.person_id is not None and row.owner_id == user.person_id]


def waiting_confirmation(project: Project, *, user: User | None = None) -> list[CheckpointRow]:
    """Assessments that wait for a second person; with a user, those that user may confirm."""
    found = [row for row in checklist_rows(project) if row.assessment_waits]
    if user is not None:
        found = [row for row in found if row.assessed_by_id != user.pk]
    return found
