"""The verbs of this room: ask for a sign-off, prove who you are, sign or decline, withdraw, delegate."""

from tracker.signoffs.actions.delegate import delegate_signoffs, end_delegation
from tracker.signoffs.actions.prove import Proof, prove_with_password
from tracker.signoffs.actions.request import mark_viewed_to_end, request_signoff, withdraw_request
from tracker.signoffs.actions.sign import decline, sign, withdraw_signoff

__all__ = [
    "Proof",
    "decline",
    "delegate_signoffs",
    "end_delegation",
    "mark_viewed_to_end",
    "prove_with_password",
    "request_signoff",
    "sign",
    "withdraw_request",
    "withdraw_signoff",
]
