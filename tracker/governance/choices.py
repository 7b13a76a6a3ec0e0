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


class Verb(StrEnum):
    CASE_BEGUN = "governance.case_begun"
    CASE_CHANGED = "governance.case_changed"
    OPTION_CHANGED = "governance.option_changed"
    LINE_ADDED = "governance.line_added"
    LINE_REMOVED = "governance.line_removed"
    ASSUMPTION_ADDED = "governance.assumption_added"
    ASSUMPTION_REMOVED = "governance.assumption_removed"
    CASE_ASKED = "governance.case_asked"


VERB_PHRASES = {
    Verb.CASE_BEGUN: _("began {subject}"),
    Verb.CASE_CHANGED: _("changed {subject}"),
    Verb.OPTION_CHANGED: _("changed an option of the business case: {subject}"),
    Verb.LINE_ADDED: _("added to the business case: {subject}"),
    Verb.LINE_REMOVED: _("took out of the business case: {subject}"),
    Verb.ASSUMPTION_ADDED: _("assumed for the business case: {subject}"),
    Verb.ASSUMPTION_REMOVED: _("no longer assumes for the business case: {subject}"),
    Verb.CASE_ASKED: _("asked for approval of {subject}"),
}
