"""Questions of this room."""

from tracker.raid.queries.assessment import (
    AssessmentStanding,
    assessment_of,
    content_of_assessment,
    sources,
    standing_of_assessment,
    uncovered,
)
from tracker.raid.queries.register import (
    Grid,
    Line,
    Register,
    answers_of,
    asked_of_risks,
    exposure,
    items,
    line_of,
    register,
)

__all__ = [
    "AssessmentStanding",
    "Grid",
    "Line",
    "Register",
    "answers_of",
    "asked_of_risks",
    "assessment_of",
    "content_of_assessment",
    "exposure",
    "items",
    "line_of",
    "register",
    "sources",
    "standing_of_assessment",
    "uncovered",
]
