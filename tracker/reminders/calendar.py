"""Somebody's dates as a calendar that other programs read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.frame import address
from tracker.core.ical import Days, write_calendar
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.reminders.models import CalendarFeed
from tracker.reminders.sources import open_in

SALT = "reminders.calendar"
MOST = 1000


@dataclass(frozen=True, slots=True)
class Dated:
    """One day of one thing that is somebody's."""

    source: Source
    key: UUID
    label: str
    day: date
    detail: str
    link: str


def path_of(feed: CalendarFeed) -> str:
    """The address of the feed: signed, the same whenever it is shown, dead as soon as the nonce is another."""
    token = signing.Signer(salt=SALT).sign_object([feed.user_id.hex, feed.nonce.hex])
    return address("reminders:calendar", token) or ""


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed that an address names; None for one that is forged, mangled or revoked."""
    try:
        user, nonce = signing.Signer(salt=SALT).unsign_object(token)
        return (
            CalendarFeed.objects.select_related("user")
            .filter(user_id=UUID(user), nonce=UUID(nonce), user__is_active=True)
            .first()
        )
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def dates_of(user: User, *, on: date) -> Iterator[Dated]:
    """What is open and that person's, in every implementation that they may see; one question a source."""
    projects = list(Project.objects.visible_to(user).values_list("pk", flat=True))
    for source in Source:
        rows = open_in(source, projects, on=on, until=None, zone=user.time_zone).filter(d_user=user.pk)
        for row in rows.order_by("d_due")[:MOST]:
            yield Dated(source, row["d_pk"], row["d_label"], row["d_due"], row["d_detail"], row["d_link"])


def calendar_of(user: User) -> bytes:
    """What is open and that person's as days that a calendar program shows."""
    days = (
        Days(
            f"{item.key}.{item.source.value}",
            item.label,
            item.day,
            item.day,
            f"{item.source.label}. {item.detail}".strip(),
            item.link,
        )
        for item in dates_of(user, on=clock.today(user.time_zone))
    )
    return write_calendar(_("ISO 20K: %(name)s") % {"name": user.name}, days)
