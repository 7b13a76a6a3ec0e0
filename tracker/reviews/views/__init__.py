"""The pages of this room."""

from tracker.reviews.views.gates import (
    gate,
    gate_calling_off,
    gate_decision,
    gate_list,
    gate_question,
    gate_stop,
)
from tracker.reviews.views.meetings import (
    review,
    review_calling_off,
    review_list,
    review_moving,
    review_result,
    series_edit,
)

__all__ = [
    "gate",
    "gate_calling_off",
    "gate_decision",
    "gate_list",
    "gate_question",
    "gate_stop",
    "review",
    "review_calling_off",
    "review_list",
    "review_moving",
    "review_result",
    "series_edit",
]
