"""Shape of what is sent; the rules are the verbs'."""

from tracker.reviews.forms.deviations import CauseForm, CheckForm, CorrectionForm, DeviationForm, DoneForm
from tracker.reviews.forms.gates import GateEditForm, GateNewForm
from tracker.reviews.forms.lessons import LessonForm, LessonWordsForm, UseForm
from tracker.reviews.forms.meetings import HoldForm, MoveForm, ReviewsEditForm, ReviewsNewForm
from tracker.reviews.forms.shared import ReasonForm

__all__ = [
    "CauseForm",
    "CheckForm",
    "CorrectionForm",
    "DeviationForm",
    "DoneForm",
    "GateEditForm",
    "GateNewForm",
    "HoldForm",
    "LessonForm",
    "LessonWordsForm",
    "MoveForm",
    "ReasonForm",
    "ReviewsEditForm",
    "ReviewsNewForm",
    "UseForm",
]
