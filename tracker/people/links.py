"""One-time links: the code is derived from the row and the site's secret key, and only its digest is kept.

So a letter can be written when it is handed over, and neither the database nor a queue ever holds a code.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.utils.crypto import salted_hmac

from tracker.core import clock
from tracker.people.choices import LinkPurpose
from tracker.people.models import OneTimeLink, User

SALT = "tracker.people.one_time_link"


def new_link(user: User, purpose: LinkPurpose, *, lasts: timedelta) -> OneTimeLink:
    """A link that is not saved yet."""
    moment = clock.now()
    link = OneTimeLink(user=user, purpose=purpose, made_at=moment, ends_at=moment + lasts)
    link.code_digest = digest_of(code_of(link))
    return link


def code_of(link: OneTimeLink) -> str:
    """What stands in the address. Only who has the secret key can tell it."""
    mac = salted_hmac(SALT, f"{link.purpose}:{link.pk}", algorithm="sha256").digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def digest_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def opens(link: OneTimeLink | None) -> bool:
    """Not used, not ended, its login not closed, and made with the secret key of today."""
    if link is None or link.used_at is not None or link.ends_at <= clock.now() or not link.user.is_active:
        return False
    return hmac.compare_digest(digest_of(code_of(link)), link.code_digest)
