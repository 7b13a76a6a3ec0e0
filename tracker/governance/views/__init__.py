"""The pages of this room."""

from tracker.governance.views.case import (
    assumption_add,
    assumption_removal,
    case,
    case_edit,
    case_signoff_request,
    line_add,
    line_removal,
    option,
)

__all__ = [
    "assumption_add",
    "assumption_removal",
    "case",
    "case_edit",
    "case_signoff_request",
    "line_add",
    "line_removal",
    "option",
]
