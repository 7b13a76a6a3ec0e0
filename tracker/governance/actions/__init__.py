"""The verbs of this room."""

from tracker.governance.actions.benefits import (
    add_benefit,
    add_goal,
    align,
    change_benefit,
    measure_benefit,
    remove_benefit,
    remove_goal,
)
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
from tracker.governance.actions.direction import (
    ask_decision,
    close_commitment,
    commit,
    raise_higher,
    raise_obstacle,
    remove_obstacle,
    take_decision,
    withdraw_decision,
)

__all__ = [
    "add_assumption",
    "add_benefit",
    "add_goal",
    "add_line",
    "align",
    "ask_decision",
    "begin_case",
    "change_benefit",
    "change_case",
    "change_option",
    "close_commitment",
    "commit",
    "measure_benefit",
    "raise_higher",
    "raise_obstacle",
    "remove_assumption",
    "remove_benefit",
    "remove_goal",
    "remove_line",
    "remove_obstacle",
    "request_case_signoff",
    "take_decision",
    "withdraw_decision",
]
