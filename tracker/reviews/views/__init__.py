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
    gate_without_lessons,
)
from tracker.reviews.views.lessons import (
    lesson,
    lesson_aside,
    lesson_list,
    lesson_table,
    lesson_use,
    lesson_use_back,
    lesson_words,
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
    "gate_without_lessons",
    "lesson",
    "lesson_aside",
    "lesson_list",
    "lesson_table",
    "lesson_use",
    "lesson_use_back",
    "lesson_words",
    "review",
    "review_calling_off",
    "review_list",
    "review_moving",
    "review_result",
    "series_edit",
]
