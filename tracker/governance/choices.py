"""The words of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OptionKind(TextChoices):
    NOTHING = "nothing", _("Do nothing")
    MINIMUM = "minimum", _("The minimum")
    FULL = "full", _("In full")


class Direction(TextChoices):
    COST = "cost", _("Cost")
    BENEFIT = "benefit", _("Benefit")


class Rhythm(TextChoices):
    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Every month")
    YEARLY = "yearly", _("Every year")


class Sureness(TextChoices):
    """How well an assumption is founded."""

    KNOWN = "known", _("Known")
    ESTIMATED = "estimated", _("Estimated")
    GUESSED = "guessed", _("Guessed")


class BenefitKind(TextChoices):
    QUALITY = "quality", _("Service quality")
    SATISFACTION = "satisfaction", _("Satisfied customers")
    POSITION = "position", _("Competitive position")
    MONEY = "money", _("Less cost or risk")


class Strength(TextChoices):
    """How much something does for a goal."""

    SOME = "some", _("Some")
    MUCH = "much", _("Much")
    DECISIVE = "decisive", _("Decisive")


class CommitmentKind(TextChoices):
    RESOURCES = "resources", _("People or money")
    MESSAGE = "message", _("A message to all")
    PRESENCE = "presence", _("Taking part")
    OTHER = "other", _("Something else")


class Kept(TextChoices):
    """How a commitment came out."""

    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Partly kept")
    NOT_KEPT = "not_kept", _("Not kept")


class Verb(StrEnum):
    CASE_BEGUN = "governance.case_begun"
    CASE_CHANGED = "governance.case_changed"
    OPTION_CHANGED = "governance.option_changed"
    LINE_ADDED = "governance.line_added"
    LINE_REMOVED = "governance.line_removed"
    ASSUMPTION_ADDED = "governance.assumption_added"
    ASSUMPTION_REMOVED = "governance.assumption_removed"
    CASE_ASKED = "governance.case_asked"
    BENEFIT_ADDED = "governance.benefit_added"
    BENEFIT_CHANGED = "governance.benefit_changed"
    BENEFIT_MEASURED = "governance.benefit_measured"
    BENEFIT_REMOVED = "governance.benefit_removed"
    GOAL_ADDED = "governance.goal_added"
    GOAL_REMOVED = "governance.goal_removed"
    ALIGNED = "governance.aligned"
    NOT_ALIGNED = "governance.not_aligned"
    DECISION_ASKED = "governance.decision_asked"
    DECISION_TAKEN = "governance.decision_taken"
    DECISION_WITHDRAWN = "governance.decision_withdrawn"
    COMMITMENT_MADE = "governance.commitment_made"
    COMMITMENT_CLOSED = "governance.commitment_closed"
    OBSTACLE_RAISED = "governance.obstacle_raised"
    OBSTACLE_RAISED_HIGHER = "governance.obstacle_raised_higher"
    OBSTACLE_REMOVED = "governance.obstacle_removed"


VERB_PHRASES = {
    Verb.CASE_BEGUN: _("began {subject}"),
    Verb.CASE_CHANGED: _("changed {subject}"),
    Verb.OPTION_CHANGED: _("changed an option of the business case: {subject}"),
    Verb.LINE_ADDED: _("added to the business case: {subject}"),
    Verb.LINE_REMOVED: _("took out of the business case: {subject}"),
    Verb.ASSUMPTION_ADDED: _("assumed for the business case: {subject}"),
    Verb.ASSUMPTION_REMOVED: _("no longer assumes for the business case: {subject}"),
    Verb.CASE_ASKED: _("asked for approval of {subject}"),
    Verb.BENEFIT_ADDED: _("promised the benefit {subject}"),
    Verb.BENEFIT_CHANGED: _("changed the benefit {subject}"),
    Verb.BENEFIT_MEASURED: _("measured the benefit {subject}"),
    Verb.BENEFIT_REMOVED: _("removed the benefit {subject}"),
    Verb.GOAL_ADDED: _("named the strategic goal {subject}"),
    Verb.GOAL_REMOVED: _("removed the strategic goal {subject}"),
    Verb.ALIGNED: _("said what serves a goal: {subject}"),
    Verb.NOT_ALIGNED: _("no longer says that it serves a goal: {subject}"),
    Verb.DECISION_ASKED: _("asked for the decision {subject}"),
    Verb.DECISION_TAKEN: _("decided {subject}"),
    Verb.DECISION_WITHDRAWN: _("no longer asks for the decision {subject}"),
    Verb.COMMITMENT_MADE: _("wrote down the commitment {subject}"),
    Verb.COMMITMENT_CLOSED: _("said what became of the commitment {subject}"),
    Verb.OBSTACLE_RAISED: _("raised the obstacle {subject}"),
    Verb.OBSTACLE_RAISED_HIGHER: _("took the obstacle {subject} to another level"),
    Verb.OBSTACLE_REMOVED: _("removed the obstacle {subject}"),
}
