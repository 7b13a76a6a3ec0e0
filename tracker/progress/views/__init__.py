"""The pages of this room."""

from tracker.progress.views.exceptions import (
    exception,
    exception_decision,
    exception_list,
    exception_signoff_request,
    tolerance,
)
from tracker.progress.views.slips import slips

__all__ = [
    "exception",
    "exception_decision",
    "exception_list",
    "exception_signoff_request",
    "slips",
    "tolerance",
]
