"""When a report comes again: pure rules over days, in the time of the implementation's place."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.reporting.choices import Rhythm

# Between two moments of one rule lie 35 days at most, as from a fifth to a first Monday two months later.
WIDEST = timedelta(days=62)
LAST = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """`weekday` 0 is Monday; `nth` 1 to 4 counts it in the month and 5 is its last; `day` past the end of a
    month is its last day; `hour` 0 to 23 by the clocks of `zone`."""

    rhythm: str
    weekday: int
    nth: int
    day: int
    hour: int
    zone: str
    starts_on: date
    ends_on: date | None = None

    def falls_on(self, day: date) -> bool:
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on):
            return False
        if self.rhythm == Rhythm.MONTH_DAY:
            return day.day == min(self.day, monthrange(day.year, day.month)[1])
        if day.weekday() != self.weekday:
            return False
        if self.rhythm == Rhythm.WEEK:
            return True
        if self.nth == LAST:
            return (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == self.nth

    def moment(self, day: date) -> datetime:
        """In UTC. An hour that the clocks leave out is the one after it; one that comes twice is its first."""
        return datetime.combine(day, time(self.hour), ZoneInfo(self.zone)).astimezone(UTC)

    def newest(self, *, after: datetime, until: datetime) -> datetime | None:
        """The last moment in that time; whoever was away gets one report, not one for each that was missed."""
        first = max(after, until - WIDEST)
        return max((at for at in self._moments(first, until) if after < at <= until), default=None)

    def next(self, *, after: datetime) -> datetime | None:
        begin = max(after, self.moment(self.starts_on) - timedelta(days=1))
        return min((at for at in self._moments(begin, begin + WIDEST) if at > after), default=None)

    def _moments(self, first: datetime, last: datetime) -> Iterator[datetime]:
        zone = ZoneInfo(self.zone)
        day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
        while day <= end:
            if self.falls_on(day):
                yield self.moment(day)
            day += timedelta(days=1)
