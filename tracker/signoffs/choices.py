"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Seat(models.TextChoices):
    """Where one of the people asked stands; `closed` needs no answer any more."""

    LATER = "later", _("Turn has not come")
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("No longer asked")


class Decision(models.TextChoices):
    """What a person put their name to. *Withdrawn* takes an earlier sign-off back; both stay."""

    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Method(models.TextChoices):
    """How the signer proved who they are."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Code from an authenticator")
    PASSKEY = "passkey", _("Passkey")


class Verb(StrEnum):
    REQUESTED = "signoffs.requested"
    VIEWED_TO_END = "signoffs.viewed_to_end"
    APPROVED = "signoffs.approved"
    APPROVED_WITH_CONDITIONS = "signoffs.approved_with_conditions"
    DECLINED = "signoffs.declined"
    REQUEST_WITHDRAWN = "signoffs.request_withdrawn"
    SIGNOFF_WITHDRAWN = "signoffs.signoff_withdrawn"
    TURN_CAME = "signoffs.turn_came"
    DELEGATED = "signoffs.delegated"
    DELEGATION_ENDED = "signoffs.delegation_ended"
    IDENTITY_NOT_PROVED = "signoffs.identity_not_proved"


VERB_PHRASES = {
    Verb.REQUESTED: _("asked for sign-off of {subject}"),
    Verb.VIEWED_TO_END: _("read {subject} to its end"),
    Verb.APPROVED: _("approved {subject}"),
    Verb.APPROVED_WITH_CONDITIONS: _("approved {subject} with conditions"),
    Verb.DECLINED: _("declined {subject}"),
    Verb.REQUEST_WITHDRAWN: _("no longer asks for sign-off of {subject}"),
    Verb.SIGNOFF_WITHDRAWN: _("withdrew the sign-off of {subject}"),
    Verb.TURN_CAME: _("gave the turn to the next who signs {subject}"),
    Verb.DELEGATED: _("delegated their sign-offs: {subject}"),
    Verb.DELEGATION_ENDED: _("ended a delegation: {subject}"),
    Verb.IDENTITY_NOT_PROVED: _("gave a wrong password while signing {subject}"),
}
