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


class Verb(StrEnum):
    GATE_PLANNED = "reviews.gate_planned"
    GATE_CHANGED = "reviews.gate_changed"
    GATE_ASKED = "reviews.gate_asked"
    GATE_DECIDED = "reviews.gate_decided"
    GATE_STOPPED = "reviews.gate_stopped"
    GATE_CALLED_OFF = "reviews.gate_called_off"


VERB_PHRASES = {
    Verb.GATE_PLANNED: _("planned the gate review {subject}"),
    Verb.GATE_CHANGED: _("changed the gate review {subject}"),
    Verb.GATE_ASKED: _("asked for the decision of the gate review {subject}"),
    Verb.GATE_DECIDED: _("decided the gate review {subject}"),
    Verb.GATE_STOPPED: _("stopped at the gate review {subject}"),
    Verb.GATE_CALLED_OFF: _("called off the gate review {subject}"),
}
