"""The words of this room."""

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What an item of the register is. A challenge becomes a risk or an issue, or is dismissed with a reason."""

    RISK = "risk", _("Risk")
    ISSUE = "issue", _("Issue")
    ASSUMPTION = "assumption", _("Assumption")
    DEPENDENCY = "dependency", _("Dependency")
    CHALLENGE = "challenge", _("Challenge")


class Category(TextChoices):
    """Where it comes from."""

    PEOPLE = "people", _("People")
    PROCESS = "process", _("Process")
    TECHNOLOGY = "technology", _("Technology")
    SUPPLIER = "supplier", _("Supplier")
    ORGANIZATION = "organization", _("Organization")


class Likelihood(IntegerChoices):
    RARE = 1, _("1 rare")
    UNLIKELY = 2, _("2 unlikely")
    POSSIBLE = 3, _("3 possible")
    LIKELY = 4, _("4 likely")
    ALMOST_CERTAIN = 5, _("5 almost certain")


class Impact(IntegerChoices):
    SLIGHT = 1, _("1 slight")
    MINOR = 2, _("2 minor")
    MODERATE = 3, _("3 moderate")
    MAJOR = 4, _("4 major")
    CRITICAL = 5, _("5 critical")


class Strategy(TextChoices):
    """How a threat is answered (PRINCE2 7: avoid, reduce, transfer, share, accept, prepare contingent plans)."""

    AVOID = "avoid", _("Avoid")
    REDUCE = "reduce", _("Reduce")
    TRANSFER = "transfer", _("Transfer")
    SHARE = "share", _("Share")
    ACCEPT = "accept", _("Accept")
    PREPARE = "prepare", _("Prepare a plan for when it happens")


class Effect(TextChoices):
    """Whether a response did what was expected of it."""

    WORKED = "worked", _("As expected")
    LESS = "less", _("Less than expected")


class Verb(StrEnum):
    ITEM_RAISED = "raid.item_raised"
    ITEM_CHANGED = "raid.item_changed"
    ITEM_REVIEWED = "raid.item_reviewed"
    ITEM_BECAME = "raid.item_became"
    ITEM_CLOSED = "raid.item_closed"
    ITEM_REOPENED = "raid.item_reopened"
    RESPONSE_PLANNED = "raid.response_planned"
    RESPONSE_DONE = "raid.response_done"
    RESPONSE_DROPPED = "raid.response_dropped"
    ASSESSMENT_HELD = "raid.assessment_held"
    ASSESSMENT_CHANGED = "raid.assessment_changed"
    ASSESSMENT_ASKED = "raid.assessment_asked"
    STARTERS_TAKEN = "raid.starters_taken"


VERB_PHRASES = {
    Verb.ITEM_RAISED: _("wrote {subject} into the risk register"),
    Verb.ITEM_CHANGED: _("changed {subject} in the risk register"),
    Verb.ITEM_REVIEWED: _("looked at {subject} again"),
    Verb.ITEM_BECAME: _("made {subject} out of a challenge or a risk"),
    Verb.ITEM_CLOSED: _("closed {subject} in the risk register"),
    Verb.ITEM_REOPENED: _("opened {subject} in the risk register again"),
    Verb.RESPONSE_PLANNED: _("planned a response to {subject}"),
    Verb.RESPONSE_DONE: _("finished a response to {subject}"),
    Verb.RESPONSE_DROPPED: _("dropped a response to {subject}"),
    Verb.ASSESSMENT_HELD: _("recorded the {subject}"),
    Verb.ASSESSMENT_CHANGED: _("changed the {subject}"),
    Verb.ASSESSMENT_ASKED: _("asked for approval of the {subject}"),
    Verb.STARTERS_TAKEN: _("took known pitfalls into the risk register of {subject}"),
}
