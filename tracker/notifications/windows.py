"""When somebody may be written to: digests, quiet hours and working days, at the place of that person.

Pure functions on moments. Wall-clock times become moments only here: a time that does not exist on the
day the clocks go forward is the moment after the gap, and one that exists twice is the first of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.notifications.choices import Rhythm

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """What a person said about their mail."""

    zone: str = "UTC"
    rhythm: str = Rhythm.AT_ONCE
    digest_at: time = time(7)
    digest_day: int = 0
    quiet_from: time | None = None
    quiet_to: time | None = None
    days: Sequence[int] = tuple(range(7))

    def welcome(self, moment: datetime) -> datetime:
        """The first moment from `moment` on that is neither quiet nor on a day off."""
        for _ in range(2 * 8):
            later = self._leave_quiet(self._leave_day_off(moment))
            if later == moment:
                break
            moment = later
        return moment

    def last_digest(self, moment: datetime) -> datetime | None:
        """The newest digest that was due by `moment`; None for who wants no digest."""
        if self.rhythm == Rhythm.AT_ONCE:
            return None
        day = self._local(moment).date()
        for _ in range(9):
            if self.rhythm == Rhythm.DAILY or day.weekday() == self.digest_day:
                due = self._moment(datetime.combine(day, self.digest_at))
                if due <= moment:
                    return due
            day -= DAY
        raise AssertionError("every week has each day")

    def next_digest(self, moment: datetime) -> datetime:
        """The first digest after `moment`."""
        day = self._local(moment).date()
        while True:
            if self.rhythm == Rhythm.DAILY or day.weekday() == self.digest_day:
                due = self._moment(datetime.combine(day, self.digest_at))
                if due > moment:
                    return due
            day += DAY

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def _moment(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def _leave_day_off(self, moment: datetime) -> datetime:
        local = self._local(moment)
        for ahead in range(8):
            day = local.date() + ahead * DAY
            if day.weekday() in self.days:
                return moment if ahead == 0 else self._moment(datetime.combine(day, time()))
        return moment

    def _leave_quiet(self, moment: datetime) -> datetime:
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return moment
        local = self._local(moment)
        clock = local.time()
        if self.quiet_from < self.quiet_to:
            quiet = self.quiet_from <= clock < self.quiet_to
            day = local.date()
        else:
            quiet = clock >= self.quiet_from or clock < self.quiet_to
            day = local.date() + (DAY if clock >= self.quiet_from else timedelta())
        # In the hour that the clocks repeat, the end may lie behind us already.
        return max(moment, self._moment(datetime.combine(day, self.quiet_to))) if quiet else moment
