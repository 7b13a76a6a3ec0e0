"""Project reviews as a calendar: what was missed, what is ahead, what was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from tracker.projects.models import Project
from tracker.reviews.models import ProjectReview


@dataclass(frozen=True, slots=True)
class ReviewCalendar:
    """Missed ones and those held: the newest first; ahead: the next first."""

    missed: list[ProjectReview]
    ahead: list[ProjectReview]
    past: list[ProjectReview]

    @property
    def next(self) -> ProjectReview | None:
        return self.ahead[0] if self.ahead else None

    @property
    def last(self) -> ProjectReview | None:
        return next((row for row in self.past if row.result), None)


def project_reviews(project: Project) -> Any:
    return ProjectReview.objects.of(project).select_related("series__chair", "series__project", "project")


def calendar_of(project: Project, on: date) -> ReviewCalendar:
    # Grouped rows lose the order of the model, so it is said again.
    asked = project_reviews(project).annotate(there=Count("presences")).order_by("planned_on", "created_at")
    rows: list[ProjectReview] = list(asked)
    return ReviewCalendar(
        missed=[row for row in reversed(rows) if row.is_missed(on)],
        ahead=[row for row in rows if row.is_open and not row.is_missed(on)],
        past=[row for row in reversed(rows) if not row.is_open],
    )
