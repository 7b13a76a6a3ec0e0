"""Questions of this room."""

from tracker.reviews.queries.gates import Criterion, criteria, gate_reviews, sections_of_gate
from tracker.reviews.queries.meetings import ReviewCalendar, calendar_of, project_reviews

__all__ = [
    "Criterion",
    "ReviewCalendar",
    "calendar_of",
    "criteria",
    "gate_reviews",
    "project_reviews",
    "sections_of_gate",
]
