"""The words of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What a gate review decided. *Hold* may become *stop*, by who said it."""

    GO = "go", _("Go")
    CONDITIONS = "conditions", _("Go with conditions")
    HOLD = "hold", _("Hold")
    STOP = "stop", _("Stop")


class Rhythm(TextChoices):
    """How often project reviews come again."""

    ONCE = "once", _("Once")
    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every month, same weekday")


class Result(TextChoices):
    """How a project review came out."""

    ON_COURSE = "on_course", _("On course")
    DEVIATIONS = "deviations", _("Deviations found")
    DECISION = "decision", _("Needs a decision")


class Kind(TextChoices):
    """What a lesson advises."""

    AGAIN = "again", _("Do it again")
    OTHERWISE = "otherwise", _("Do it otherwise")


class Effect(TextChoices):
    """Whether a correction worked, as somebody other than its owner found."""

    WORKED = "worked", _("It worked")
    NOT = "not", _("It did not work")


class Verb(StrEnum):
    LESSON_WRITTEN = "reviews.lesson_written"
    LESSON_CHANGED = "reviews.lesson_changed"
    LESSON_USED = "reviews.lesson_used"
    LESSON_USE_TAKEN_BACK = "reviews.lesson_use_taken_back"
    LESSON_PUT_ASIDE = "reviews.lesson_put_aside"
    NO_LESSONS_SAID = "reviews.no_lessons_said"
    DEVIATION_RAISED = "reviews.deviation_raised"
    CAUSE_CHANGED = "reviews.cause_changed"
    CORRECTION_CHANGED = "reviews.correction_changed"
    CORRECTION_DONE = "reviews.correction_done"
    DEVIATION_CLOSED = "reviews.deviation_closed"
    CORRECTION_FAILED = "reviews.correction_failed"
    REVIEWS_PLANNED = "reviews.reviews_planned"
    REVIEWS_CHANGED = "reviews.reviews_changed"
    REVIEW_MOVED = "reviews.review_moved"
    REVIEW_HELD = "reviews.review_held"
    REVIEW_CORRECTED = "reviews.review_corrected"
    REVIEW_CALLED_OFF = "reviews.review_called_off"
    GATE_PLANNED = "reviews.gate_planned"
    GATE_CHANGED = "reviews.gate_changed"
    GATE_ASKED = "reviews.gate_asked"
    GATE_DECIDED = "reviews.gate_decided"
    GATE_STOPPED = "reviews.gate_stopped"
    GATE_CALLED_OFF = "reviews.gate_called_off"


VERB_PHRASES = {
    Verb.LESSON_WRITTEN: _("wrote down the lesson {subject}"),
    Verb.LESSON_CHANGED: _("changed the lesson {subject}"),
    Verb.LESSON_USED: _("used the lesson {subject}"),
    Verb.LESSON_USE_TAKEN_BACK: _("took back that the lesson {subject} was used"),
    Verb.LESSON_PUT_ASIDE: _("put the lesson {subject} aside"),
    Verb.NO_LESSONS_SAID: _("said that there are no lessons at the gate {subject}"),
    Verb.DEVIATION_RAISED: _("wrote down the deviation {subject}"),
    Verb.CAUSE_CHANGED: _("changed the cause of the deviation {subject}"),
    Verb.CORRECTION_CHANGED: _("changed the correction of {subject}"),
    Verb.CORRECTION_DONE: _("reported the correction of {subject} as done"),
    Verb.DEVIATION_CLOSED: _("found that the correction worked, and closed {subject}"),
    Verb.CORRECTION_FAILED: _("found that the correction did not work: {subject}"),
    Verb.REVIEWS_PLANNED: _("planned the project reviews {subject}"),
    Verb.REVIEWS_CHANGED: _("changed the project reviews {subject}"),
    Verb.REVIEW_MOVED: _("moved the project review {subject}"),
    Verb.REVIEW_HELD: _("recorded the project review {subject}"),
    Verb.REVIEW_CORRECTED: _("corrected what was recorded of the project review {subject}"),
    Verb.REVIEW_CALLED_OFF: _("called off the project review {subject}"),
    Verb.GATE_PLANNED: _("planned the gate review {subject}"),
    Verb.GATE_CHANGED: _("changed the gate review {subject}"),
    Verb.GATE_ASKED: _("asked for the decision of the gate review {subject}"),
    Verb.GATE_DECIDED: _("decided the gate review {subject}"),
    Verb.GATE_STOPPED: _("stopped at the gate review {subject}"),
    Verb.GATE_CALLED_OFF: _("called off the gate review {subject}"),
}
