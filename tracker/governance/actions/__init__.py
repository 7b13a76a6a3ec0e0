"""The verbs of this room."""

from tracker.governance.actions.case import (
    add_assumption,
    add_line,
    begin_case,
    change_case,
    change_option,
    remove_assumption,
    remove_line,
    request_case_signoff,
)

__all__ = [
    "add_assumption",
    "add_line",
    "begin_case",
    "change_case",
    "change_option",
    "remove_assumption",
    "remove_line",
    "request_case_signoff",
]
