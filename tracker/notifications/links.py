"""Signed links that stand in a mail: they name one message, for a time, and open nothing but its answer."""

from uuid import UUID

from django.core import signing

from tracker.core.frame import address
from tracker.notifications.models import Notification

SALT = "notifications.answer"
LASTS_DAYS = 45


def answer_path(item: Notification) -> str:
    """Where this message can be answered without logging in; empty where there is nothing to answer."""
    if not item.context.get("answers") or item.answered_at is not None:
        return ""
    return address("reminders:answer", token_of(item)) or ""


def token_of(item: Notification) -> str:
    return signing.dumps(item.pk.hex, salt=SALT)


def message_behind(token: str) -> Notification | None:
    """The message that a link names; None for a link that is forged, mangled or too old."""
    try:
        key = UUID(signing.loads(token, salt=SALT, max_age=LASTS_DAYS * 24 * 3600))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return Notification.objects.select_related("recipient").filter(pk=key).first()
