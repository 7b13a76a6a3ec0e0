"""Questions to this room."""

from tracker.governance.queries.case import (
    Weighed,
    case_of,
    content_of_case,
    sensitivity,
    standing_of_case,
    weigh,
)

__all__ = ["Weighed", "case_of", "content_of_case", "sensitivity", "standing_of_case", "weigh"]
