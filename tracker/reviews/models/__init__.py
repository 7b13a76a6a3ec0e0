"""What this room keeps: project reviews in their rhythm, gates at milestones."""

from tracker.reviews.models.gates import GateAttendee, GateCondition, GateReview
from tracker.reviews.models.meetings import ProjectReview, ReviewPresence, ReviewSeat, ReviewSeries

__all__ = [
    "GateAttendee",
    "GateCondition",
    "GateReview",
    "ProjectReview",
    "ReviewPresence",
    "ReviewSeat",
    "ReviewSeries",
]
