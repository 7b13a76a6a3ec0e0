"""The verbs of this room."""

from tracker.raid.actions.assessment import hold_assessment, request_assessment_signoff, take_starters
from tracker.raid.actions.items import (
    change_item,
    close_item,
    make_of,
    raise_item,
    reopen_item,
    review_item,
)
from tracker.raid.actions.responses import drop_response, finish_response, plan_response

__all__ = [
    "change_item",
    "close_item",
    "drop_response",
    "finish_response",
    "hold_assessment",
    "make_of",
    "plan_response",
    "raise_item",
    "reopen_item",
    "request_assessment_signoff",
    "review_item",
    "take_starters",
]
