"""The address of somebody's calendar."""

import uuid

from django.db import transaction

from tracker.core import clock
from tracker.people.models import User
from tracker.reminders.models import CalendarFeed


@transaction.atomic
def open_feed(*, actor: User) -> CalendarFeed:
    """Give the calendar an address, or a new one: whoever has the old one reads nothing any more."""
    feed, _made = CalendarFeed.objects.update_or_create(
        user=actor, defaults={"nonce": uuid.uuid4(), "made_at": clock.now(), "read_at": None}
    )
    return feed


def close_feed(*, actor: User) -> None:
    CalendarFeed.objects.filter(user=actor).delete()


def note_reading(feed: CalendarFeed) -> None:
    """So that its owner sees whether anybody reads it."""
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=clock.now())
