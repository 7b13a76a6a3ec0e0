"""Questions to this room."""

from tracker.governance.queries.benefits import alignment, benefit_row, benefit_rows
from tracker.governance.queries.case import (
    Weighed,
    case_of,
    content_of_case,
    sensitivity,
    standing_of_case,
    weigh,
)
from tracker.governance.queries.direction import asked_of_management, commitment_signal, direction, signal_of

__all__ = [
    "Weighed",
    "alignment",
    "asked_of_management",
    "benefit_row",
    "benefit_rows",
    "case_of",
    "commitment_signal",
    "content_of_case",
    "direction",
    "sensitivity",
    "signal_of",
    "standing_of_case",
    "weigh",
]
