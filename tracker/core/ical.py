"""Days as a calendar that other programs read (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from tracker.core import clock

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from the first to the last; `key` is the same however often they move."""

    key: str
    label: str
    first: date
    last: date
    detail: str
    link: str


def write_calendar(name: str, events: Iterable[Days]) -> bytes:
    """All-day events that keep their identity when they move and leave their reader free for other things."""
    from icalendar import Calendar, Event

    host = urlsplit(settings.BASE_URL).hostname
    calendar = Calendar()
    calendar.add("prodid", "-//ISO 20K//Implementation tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    now = clock.now()
    for each in events:
        event = Event()
        event.add("uid", f"{each.key}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", each.first)
        event.add("dtend", each.last + timedelta(days=1))
        event.add("summary", " ".join(each.label.split()))
        event.add("description", each.detail)
        event.add("url", settings.BASE_URL + each.link)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


@dataclass(frozen=True, slots=True)
class Hours:
    """Something at a time and place; sent again after a change it replaces the earlier one."""

    key: str
    sequence: int
    label: str
    starts_at: datetime
    minutes: int
    place: str
    detail: str
    link: str
    cancelled: bool = False


def write_event(each: Hours) -> bytes:
    """One event, for whoever takes it into a calendar of their own."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//ISO 20K//Implementation tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if each.cancelled else "PUBLISH")
    event = Event()
    event.add("uid", each.key)
    event.add("sequence", each.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", each.starts_at)
    event.add("dtend", each.starts_at + timedelta(minutes=each.minutes))
    event.add("summary", " ".join(each.label.split()))
    event.add("location", " ".join(each.place.split()))
    event.add("description", "\n".join(filter(None, [each.detail, each.link])))
    event.add("url", each.link)
    if each.cancelled:
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
