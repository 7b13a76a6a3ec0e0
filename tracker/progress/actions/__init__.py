"""The verbs of this room, one module a noun."""

from tracker.progress.actions.earning import mark_step, set_earning, set_value_basis
from tracker.progress.actions.exceptions import (
    answer_exception_signoff,
    describe_exception,
    raise_exceptions,
    raise_exceptions_of,
    request_exception_decision,
)
from tracker.progress.actions.snapshots import take_snapshot, take_snapshots
from tracker.progress.actions.tolerances import set_tolerance

__all__ = [
    "answer_exception_signoff",
    "describe_exception",
    "mark_step",
    "raise_exceptions",
    "raise_exceptions_of",
    "request_exception_decision",
    "set_earning",
    "set_tolerance",
    "set_value_basis",
    "take_snapshot",
    "take_snapshots",
]
