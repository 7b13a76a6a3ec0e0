"""The one source of time, so that tests and sample data can live through the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present moment in UTC, or the moment set by `at`."""
    return _moment.get() or timezone.now()


def today(zone: str | ZoneInfo | None = None) -> date:
    """The calendar day at the place `zone` names (an IANA name; UTC without one)."""
    return on_day(now(), zone)


def on_day(moment: datetime, zone: str | ZoneInfo | None = None) -> date:
    """The calendar day that `moment` falls on at the place `zone` names."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    return moment.astimezone(place or ZoneInfo("UTC")).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment`, which must carry a time zone."""
    if moment.tzinfo is None:
        raise ValueError("clock.at needs a moment with a time zone")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
