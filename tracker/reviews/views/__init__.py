"""The pages of this room."""

from tracker.reviews.views.deviations import (
    correction_change,
    correction_check,
    correction_done,
    deviation,
    deviation_cause,
    deviation_list,
)
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
    "correction_change",
    "correction_check",
    "correction_done",
    "deviation",
    "deviation_cause",
    "deviation_list",
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
