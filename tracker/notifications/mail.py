"""Letters: everything that waits for one person becomes one mail, in HTML and in plain text."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from tracker.core.frame import address
from tracker.core.render import render_to_string
from tracker.notifications import secrets
from tracker.notifications.links import answer_path
from tracker.notifications.models import Notification

MOST = 60
# Marks and overrides of direction, with which a name could show another than it is.
TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Group:
    """What one implementation has to tell."""

    name: str
    items: list[Notification]


def letter(bundle: Sequence[Notification], *, message_id: str) -> EmailMultiAlternatives:
    """One mail that says it all to the person whose messages these are."""
    items = newest_of_each(bundle)
    secrets.put_in(items)
    first = items[0]
    subject = one_line(first.subject)
    if len(items) == 1:
        title = subject
    else:
        title = _("%(number)s things for you: %(first)s") % {"number": len(items), "first": subject}
    facts = {
        "title": title,
        "name": first.name,
        "groups": _grouped(items[:MOST]),
        "count": len(items),
        "more": max(len(items) - MOST, 0),
        "base": settings.BASE_URL,
        "answers": {item.pk: answer_path(item) for item in items[:MOST]},
        "settings_path": address("reminders:mine"),
        "host": urlsplit(settings.BASE_URL).hostname,
    }
    mail = EmailMultiAlternatives(
        subject=title[:200],
        body=render_to_string("notifications/mail.txt", facts).strip() + "\n",
        from_email=envelope_of(message_id),
        to=[first.address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{settings.BASE_URL}{facts['settings_path'] or '/'}>",
        },
    )
    mail.attach_alternative(
        _inliner().inline(render_to_string("notifications/mail.html", facts)), "text/html"
    )
    return mail


def one_line(text: str) -> str:
    """What people typed, fit for a header: no control characters, nothing that turns the direction of reading."""
    kept = (" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join("".join(char for char in kept if char not in TURNS).split())


def newest_of_each(bundle: Sequence[Notification]) -> list[Notification]:
    """Of several messages about the same thing only the newest; what is due first stands first."""
    newest: dict[tuple[str, ...], Notification] = {}
    for item in sorted(bundle, key=lambda item: (item.made_at, str(item.pk))):
        key = (item.kind, item.about_type, item.about_id) if item.about_id else (str(item.pk),)
        newest[key] = item
    return sorted(
        newest.values(),
        key=lambda item: (
            item.due_on is None,
            item.due_on or item.made_at.date(),
            item.made_at,
            str(item.pk),
        ),
    )


def message_id_of(bundle: Sequence[Notification]) -> str:
    """The same messages always go out under the same identifier, so that a reader can tell a repetition."""
    names = "\n".join(sorted(str(item.pk) for item in bundle))
    return name_of(hashlib.sha256(names.encode()).hexdigest()[:40])


def envelope_of(message_id: str) -> str:
    """To which address mail comes back: one of its own for each mail where the setting has a star."""
    return (settings.EMAIL_BOUNCES or settings.DEFAULT_FROM_EMAIL).replace("*", key_of(message_id))


def key_of(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def name_of(key: str) -> str:
    """The identifier of the mail whose key this is."""
    return f"<{key}@{urlsplit(settings.BASE_URL).hostname}>"


def _grouped(items: Sequence[Notification]) -> list[Group]:
    groups: dict[str, Group] = {}
    for item in items:
        groups.setdefault(item.project_name, Group(item.project_name, [])).items.append(item)
    return list(groups.values())


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    # The style element stays for what cannot be inlined: dark mode and narrow screens.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
