"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a message stands. *Unknown*: the mail server may have taken it, and nobody can tell."""

    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Kind(StrEnum):
    """Messages about the account itself: each goes out alone, never in a bundle with reminders."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  (the name of a kind)
    ACCOUNT = "account"


ALONE = tuple(Kind)
# These carry a one-time link, which is written into the letter only when it is handed over.
SECRET = (Kind.INVITATION, Kind.PASSWORD_RESET)


class Outcome(models.TextChoices):
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")


class Fate(models.TextChoices):
    """What a delivery report says became of a mail after the server had taken it."""

    REFUSED = "refused", _("Came back")
    LOST = "lost", _("Given up")
    LATE = "late", _("Late")
    FOREIGN = "foreign", _("Not ours")


class Rhythm(models.TextChoices):
    """How often somebody wants to be written to."""

    AT_ONCE = "at_once", _("As it happens")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class Verb(StrEnum):
    DELIVERY_RETRIED = "notifications.delivery_retried"
    ADDRESS_FAILED = "notifications.address_failed"
    ADDRESS_RETURNED = "notifications.address_returned"
    ADDRESS_CLEARED = "notifications.address_cleared"


VERB_PHRASES = {
    Verb.DELIVERY_RETRIED: _("sent a message again: {subject}"),
    Verb.ADDRESS_FAILED: _("entered a delivery report: mail to {subject} came back"),
    Verb.ADDRESS_RETURNED: _("read in a delivery report that mail to {subject} came back"),
    Verb.ADDRESS_CLEARED: _("said that mail to {subject} arrives again"),
}
