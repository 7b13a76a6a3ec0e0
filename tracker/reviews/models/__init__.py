"""What this room keeps: project reviews in their rhythm, deviations and corrections, lessons, gates at milestones."""

from tracker.reviews.models.deviations import Correction, Deviation
from tracker.reviews.models.gates import GateAttendee, GateCondition, GateReview
from tracker.reviews.models.lessons import Lesson, LessonUse
from tracker.reviews.models.meetings import ProjectReview, ReviewPresence, ReviewSeat, ReviewSeries

__all__ = [
    "Correction",
    "Deviation",
    "GateAttendee",
    "GateCondition",
    "GateReview",
    "Lesson",
    "LessonUse",
    "ProjectReview",
    "ReviewPresence",
    "ReviewSeat",
    "ReviewSeries",
]
