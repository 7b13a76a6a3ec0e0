"""Shape of what is sent; the rules are the verbs'."""

from tracker.reviews.forms.gates import GateEditForm, GateNewForm
from tracker.reviews.forms.meetings import HoldForm, MoveForm, ReviewsEditForm, ReviewsNewForm
from tracker.reviews.forms.shared import ReasonForm

__all__ = [
    "GateEditForm",
    "GateNewForm",
    "HoldForm",
    "MoveForm",
    "ReasonForm",
    "ReviewsEditForm",
    "ReviewsNewForm",
]
