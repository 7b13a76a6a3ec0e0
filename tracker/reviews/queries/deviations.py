"""Deviations with their correction of now, the open ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.reviews.models import Correction, Deviation, ProjectReview


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """One deviation, its newest correction, how many there were, and its age in days until it was closed."""

    row: Deviation
    correction: Correction
    tries: int
    age: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Deviations:
    open: list[DeviationLine]
    closed: list[DeviationLine]

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.open)

    @property
    def to_check(self) -> int:
        return sum(line.correction.done_on is not None for line in self.open)


def deviations_of(project: Project, on: date) -> Deviations:
    """Overdue ones first, then by the day of their correction; the closed ones by their number."""
    lines = [line_of(row, on) for row in deviation_rows(project)]
    waiting = [line for line in lines if line.row.closed_on is None]
    return Deviations(
        open=sorted(waiting, key=lambda line: (not line.overdue, line.correction.due_on, line.row.number)),
        closed=[line for line in lines if line.row.closed_on is not None],
    )


def deviations_found_in(review: ProjectReview, on: date) -> list[DeviationLine]:
    return [line_of(row, on) for row in deviation_rows(review.project).filter(review=review)]


def deviation_rows(project: Project) -> Any:
    corrections = Correction.objects.select_related("owner", "checked_by", "done_by")
    rows = Deviation.objects.of(project).select_related("raised_by", "review__series", "project")
    return rows.prefetch_related(Prefetch("corrections", corrections))


def line_of(row: Deviation, on: date) -> DeviationLine:
    corrections = list(row.corrections.all())
    newest = corrections[-1]
    age = ((row.closed_on or on) - row.raised_on).days
    return DeviationLine(row, newest, len(corrections), age, newest.is_overdue(on))


def open_corrections_of(person: Person, project: Project) -> list[Correction]:
    """What the person still has to correct, the earliest due first."""
    rows = Correction.objects.of(project).open().owned_by(person)
    return list(rows.select_related("deviation").order_by("due_on"))
