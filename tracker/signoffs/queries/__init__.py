"""Questions about sign-offs: which wait, do they still hold, what changed since."""

from tracker.signoffs.queries.changes import Difference, changed_since
from tracker.signoffs.queries.frozen import FIRST, frozen, role_in_words
from tracker.signoffs.queries.lists import (
    acting_now,
    conditions_of,
    current_signoff,
    delegation_now,
    delegations_of,
    has_declined,
    latest_request_about,
    places_of,
    requests_of,
    signoff_before,
    signoffs_of,
    waiting_in,
    waiting_on,
    waits_for,
)
from tracker.signoffs.queries.proof import Check, receipt_of, verify

__all__ = [
    "FIRST",
    "Check",
    "Difference",
    "acting_now",
    "changed_since",
    "conditions_of",
    "current_signoff",
    "delegation_now",
    "delegations_of",
    "frozen",
    "has_declined",
    "latest_request_about",
    "places_of",
    "receipt_of",
    "requests_of",
    "role_in_words",
    "signoff_before",
    "signoffs_of",
    "verify",
    "waiting_in",
    "waiting_on",
    "waits_for",
]
