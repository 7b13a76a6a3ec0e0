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
from tracker.governance.queries.direction import commitment_signal, direction

__all__ = [
    "Weighed",
    "alignment",
    "benefit_row",
    "benefit_rows",
    "case_of",
    "commitment_signal",
    "content_of_case",
    "direction",
    "sensitivity",
    "standing_of_case",
    "weigh",
]
