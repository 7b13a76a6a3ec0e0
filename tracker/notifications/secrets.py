"""Links that open a door once: made when the letter is handed over, so that no row and no queue holds one."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from tracker.core import clock
from tracker.notifications.choices import SECRET, Kind
from tracker.notifications.models import Notification
from tracker.people.links import code_of, opens
from tracker.people.models import OneTimeLink

RESET_LASTS = timedelta(days=1)


def door_of(item: Notification) -> str | None:
    """The path behind a message with a secret; None where it opens nothing any more."""
    match item.kind:
        case Kind.INVITATION:
            link = OneTimeLink.objects.select_related("user").filter(pk=item.about_id).first()
            return reverse("people:invitation", args=[code_of(link)]) if link and opens(link) else None
        case Kind.PASSWORD_RESET:
            return _reset(item)
        case _:
            return None


def put_in(items: list[Notification]) -> None:
    """Give the messages of a letter their links, in memory only."""
    for item in items:
        if item.kind in SECRET:
            item.link = door_of(item) or ""


def _reset(item: Notification) -> str | None:
    user = item.recipient
    if user is None or not user.is_active or item.made_at + RESET_LASTS < clock.now():
        return None
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
