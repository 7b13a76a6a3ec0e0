"""Questions of this room."""

from tracker.reviews.queries.deviations import (
    DeviationLine,
    Deviations,
    deviation_rows,
    deviations_found_in,
    deviations_of,
    line_of,
    open_corrections_of,
)
from tracker.reviews.queries.gates import Criterion, criteria, gate_reviews, is_first_phase, sections_of_gate
from tracker.reviews.queries.lessons import (
    Lessons,
    lessons_at,
    lessons_of,
    lessons_of_stage,
    lessons_waiting,
    readable,
    uses_in_stage,
)
from tracker.reviews.queries.meetings import ReviewCalendar, calendar_of, project_reviews

__all__ = [
    "Criterion",
    "DeviationLine",
    "Deviations",
    "Lessons",
    "ReviewCalendar",
    "calendar_of",
    "criteria",
    "deviation_rows",
    "deviations_found_in",
    "deviations_of",
    "gate_reviews",
    "is_first_phase",
    "lessons_at",
    "lessons_of",
    "lessons_of_stage",
    "lessons_waiting",
    "line_of",
    "open_corrections_of",
    "project_reviews",
    "readable",
    "sections_of_gate",
    "uses_in_stage",
]
