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
    IDENTITY_NOT_PROVED = "signoffs.identity_not_proved"


VERB_PHRASES = {
    Verb.REQUESTED: _("asked for sign-off of {subject}"),
    Verb.VIEWED_TO_END: _("read {subject} to its end"),
    Verb.APPROVED: _("approved {subject}"),
    Verb.APPROVED_WITH_CONDITIONS: _("approved {subject} with conditions"),
    Verb.DECLINED: _("declined {subject}"),
    Verb.REQUEST_WITHDRAWN: _("no longer asks for sign-off of {subject}"),
    Verb.SIGNOFF_WITHDRAWN: _("withdrew the sign-off of {subject}"),
    Verb.IDENTITY_NOT_PROVED: _("gave a wrong password while signing {subject}"),
}
