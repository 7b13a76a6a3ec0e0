"""The pages of this room."""

from tracker.progress.views.earned import earned, earning, earning_step, value_basis
from tracker.progress.views.exceptions import (
    exception,
    exception_decision,
    exception_list,
    exception_signoff_request,
    tolerance,
)
from tracker.progress.views.slips import slips

__all__ = [
    "earned",
    "earning",
    "earning_step",
    "exception",
    "exception_decision",
    "exception_list",
    "exception_signoff_request",
    "slips",
    "tolerance",
    "value_basis",
]
