"""The verbs of this room."""

from tracker.reviews.actions.deviations import (
    change_cause,
    change_correction,
    check_correction,
    raise_deviation,
    report_correction,
)
from tracker.reviews.actions.gates import (
    answer_gate,
    ask_for_gate_decision,
    call_off_gate,
    change_gate,
    plan_gate,
    stop_gate,
)
from tracker.reviews.actions.lessons import (
    change_lesson,
    put_lesson_aside,
    say_no_lessons,
    take_use_back,
    use_lesson,
    write_lesson,
)
from tracker.reviews.actions.meetings import (
    call_off_review,
    change_reviews,
    hold_review,
    move_review,
    plan_reviews,
)

__all__ = [
    "answer_gate",
    "ask_for_gate_decision",
    "call_off_gate",
    "call_off_review",
    "change_cause",
    "change_correction",
    "change_gate",
    "change_lesson",
    "change_reviews",
    "check_correction",
    "hold_review",
    "move_review",
    "plan_gate",
    "plan_reviews",
    "put_lesson_aside",
    "raise_deviation",
    "report_correction",
    "say_no_lessons",
    "stop_gate",
    "take_use_back",
    "use_lesson",
    "write_lesson",
]
