"""Letters that carry a secret: sent at once and kept nowhere, neither in the outbox nor in a queue."""

from __future__ import annotations

from email.utils import make_msgid
from smtplib import SMTPException
from urllib.parse import urljoin, urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from tracker.people.models import User

log = structlog.get_logger(__name__)


def invitation_address(path: str) -> str:
    return urljoin(f"{settings.BASE_URL}/", path.lstrip("/"))


def deliver_invitation(user: User, path: str, *, by: str) -> bool:
    """Mail the one-time link; False where the mail server did not take it, so that the page can say so."""
    text = _(
        "%(by)s invites you to the ISO 20K implementation tracker.\n\n"
        "Open this address within 14 days and choose a password. It works once:\n%(address)s\n"
    ) % {"by": by, "address": invitation_address(path)}
    # Without an identifier of its own the library would ask the network for this machine's name.
    headers = {"Message-ID": make_msgid(domain=urlsplit(settings.BASE_URL).hostname)}
    letter = EmailMessage(_("Your invitation to ISO 20K"), text, to=[user.email], headers=headers)
    try:
        return bool(letter.send())
    except (SMTPException, OSError) as problem:
        log.warning("invitation_not_sent", user=str(user.pk), problem=type(problem).__name__)
        return False
