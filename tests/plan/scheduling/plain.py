"""The same rules, plain and slow: every working minute in a list, links applied until nothing moves any more."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from tracker.plan.scheduling import Activity, Basis, Calendar, Constraint, Link

ZERO = datetime(2026, 1, 5)
DAYS = 4 * 366
BEFORE = 400


class Minutes:
    """Every working minute of one calendar, some time before and after the plan's beginning."""

    def __init__(self, calendar: Calendar) -> None:
        free = {
            exception.first + timedelta(days=day): exception.shifts
            for exception in calendar.exceptions
            for day in range((exception.last - exception.first).days + 1)
        }
        self.all: list[int] = []
        for number in range(-BEFORE, DAYS):
            day = (ZERO + timedelta(days=number)).date()
            for first, last in free.get(day, calendar.week[day.weekday()] or ()):
                self.all.extend(range(number * 1440 + first, number * 1440 + last))

    def at(self, minute: int) -> int:
        """The minute itself where it is worked, else the next that is."""
        return self.all[bisect_left(self.all, minute)]

    def settle(self, minute: int, length: int) -> int:
        """Where something begins: in working time, but a milestone may stand at the end of a shift."""
        at = bisect_left(self.all, minute - 1)
        ends_shift = self.all[at] == minute - 1
        return minute if not length and ends_shift else self.at(minute)

    def until(self, minute: int) -> int:
        """The last minute by which work can be done that is not after it."""
        return self.all[bisect_left(self.all, minute) - 1] + 1

    def later(self, minute: int, length: int) -> int:
        """The end of so many working minutes from there."""
        return self.all[bisect_left(self.all, minute) + length - 1] + 1 if length else minute

    def earlier(self, minute: int, length: int) -> int:
        """The beginning of so many working minutes up to there."""
        return self.all[bisect_left(self.all, minute) - length] if length else minute

    def moved(self, minute: int, lag: int) -> int:
        return self.later(minute, lag) if lag > 0 else self.earlier(minute, -lag) if lag else minute

    def between(self, first: int, last: int) -> int:
        return bisect_left(self.all, last) - bisect_left(self.all, first)


@cache
def minutes_of(calendar: Calendar) -> Minutes:
    return Minutes(calendar)


class Row(NamedTuple):
    """Early and late start and finish in minutes, and the total float."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total: int


def minute(moment: datetime) -> int:
    return int((moment - ZERO).total_seconds()) // 60


def plainly(
    activities: list[Activity], links: list[Link], basis: Basis, calendars: list[Calendar]
) -> dict[object, Row]:
    """Each activity's row."""
    hours = {calendar.key: minutes_of(calendar) for calendar in calendars}
    own = {activity.key: hours[activity.calendar or basis.calendar] for activity in activities}
    lag_hours = {activity.key: hours[activity.lag_calendar or basis.calendar] for activity in activities}
    begin = minute(basis.start)
    early = {activity.key: (begin, begin) for activity in activities}
    while True:
        found = {
            activity.key: _early(
                activity, [link for link in links if link.after == activity.key], early, own, lag_hours, begin
            )
            for activity in activities
        }
        if found == early:
            break
        early = found
    end = max(finish for _start, finish in early.values())
    late = {activity.key: (end, end) for activity in activities}
    while True:
        found = {
            activity.key: _late(
                activity, [link for link in links if link.before == activity.key], late, own, lag_hours, end
            )
            for activity in activities
        }
        if found == late:
            break
        late = found
    rows = {}
    for activity in activities:
        (start, finish), (late_start, late_finish) = early[activity.key], late[activity.key]
        if not activity.minutes:
            # A milestone is shown where it stands, or at the end of the shift before.
            stays = own[activity.key].between(start, late_start) == 0
            late_start = late_finish = start if stays else own[activity.key].until(late_start)
        count = lag_hours[activity.key].between
        total = min(count(start, late_start), count(finish, late_finish))
        rows[activity.key] = Row(start, finish, late_start, late_finish, total)
    return rows


def _early(activity, links, early, own, lag_hours, begin):  # type: ignore[no-untyped-def]  # noqa: C901
    hours, length = own[activity.key], activity.minutes
    at = None if activity.constraint_at is None else minute(activity.constraint_at)
    kind = activity.constraint
    start = hours.settle(begin, length)
    if kind == Constraint.START_NO_EARLIER:
        start = max(start, hours.settle(at, length))
    if kind == Constraint.FINISH_NO_EARLIER:
        start = max(start, hours.settle(hours.earlier(at, length), length))
    finish = None
    for link in links:
        source = early[link.before][0 if link.kind[0] == "S" else 1]
        reached = source + link.lag if link.elapsed else lag_hours[link.after].moved(source, link.lag)
        if link.kind[1] == "F":
            reached = hours.settle(reached, 0)
            pushed = hours.earlier(reached, length)
            if pushed >= start:
                start, finish = pushed, reached if pushed > start or finish is None else max(finish, reached)
            continue
        pushed = hours.settle(reached, length)
        if pushed > start:
            start, finish = pushed, None
    if kind == Constraint.MUST_START or (
        kind == Constraint.START_NO_LATER and start > hours.settle(at, length)
    ):
        start, finish = hours.settle(at, length), None
    last = hours.earlier(at, length) if kind == Constraint.FINISH_NO_LATER else None
    if last is not None and start > hours.settle(last, length):
        start, finish = hours.settle(last, length), None
    return start, hours.later(start, length) if finish is None or not length else finish


def _late(activity, links, late, own, lag_hours, end):  # type: ignore[no-untyped-def]
    hours, length = own[activity.key], activity.minutes
    limit = end if activity.deadline is None else min(end, minute(activity.deadline))
    for link in links:
        target = late[link.after][0 if link.kind[1] == "S" else 1]
        reached = target - link.lag if link.elapsed else lag_hours[link.after].moved(target, -link.lag)
        if link.kind[0] == "S":
            reached = hours.later(hours.at(reached) if length else reached, length)
        limit = min(limit, reached)
    at = None if activity.constraint_at is None else minute(activity.constraint_at)
    if activity.constraint == Constraint.MUST_START:
        limit = hours.later(at, length)
    if activity.constraint == Constraint.START_NO_LATER:
        limit = min(limit, hours.later(at, length))
    if activity.constraint == Constraint.FINISH_NO_LATER:
        limit = min(limit, at)
    limit = hours.until(limit) if length else hours.settle(limit, 0)
    return hours.earlier(limit, length), limit
