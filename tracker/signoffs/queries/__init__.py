"""Questions about sign-offs: which wait, do they still hold, what changed since."""

from tracker.signoffs.queries.changes import Difference, changed_since
from tracker.signoffs.queries.frozen import FIRST, frozen, role_in_words
from tracker.signoffs.queries.lists import (
    current_signoff,
    latest_request_about,
    requests_of,
    signoff_before,
    signoffs_of,
    waiting_in,
    waiting_on,
)
from tracker.signoffs.queries.proof import Check, receipt_of, verify

__all__ = [
    "FIRST",
    "Check",
    "Difference",
    "changed_since",
    "current_signoff",
    "frozen",
    "latest_request_about",
    "receipt_of",
    "requests_of",
    "role_in_words",
    "signoff_before",
    "signoffs_of",
    "verify",
    "waiting_in",
    "waiting_on",
]
