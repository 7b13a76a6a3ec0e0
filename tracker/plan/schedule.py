"""Pushing dates forward over dependencies: pure functions over plain values, no database inside.

All counting is in working days of one calendar. Rules of the forward and backward pass: critical path
method (PMBOK Guide, schedule network analysis). Time grows with tasks plus links.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Key = Hashable
Kind = Literal["FS", "SS", "FF", "SF"]
MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
MINUTES_A_DAY = 480


class Loop(Exception):
    """The tasks hang on each other in a circle; `keys` spells it out, first key again at the end."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(" → ".join(str(key) for key in keys))
        self.keys = list(keys)


@dataclass(frozen=True, slots=True)
class Activity:
    """What is to be scheduled: planned days (both included), and what really happened so far."""

    key: Key
    start: date
    finish: date
    milestone: bool = False
    actual_start: date | None = None
    actual_finish: date | None = None
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`after` hangs on `before`; `lag` in working days, negative for a lead; `elapsed` in calendar days."""

    before: Key
    after: Key
    kind: Kind = "FS"
    lag: int = 0
    elapsed: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """When it will be. `slack` in working days until it moves the end; `driver` is what decides its start."""

    start: date
    finish: date
    slack: int
    critical: bool
    driver: Key | None


@lru_cache(maxsize=32)
def _days_on(first: date, last: date, weekdays: frozenset[int]) -> Sequence[date]:
    """The days of a stretch of time that fall on these weekdays; a long stretch has thousands."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() in weekdays)


class Calendar:
    """The working days of a stretch of time, counted from 0."""

    def __init__(
        self,
        first: date,
        last: date,
        holidays: Collection[date] = (),
        weekdays: Collection[int] = MONDAY_TO_FRIDAY,
    ) -> None:
        days = _days_on(first, last, frozenset(weekdays))
        self.days = [day for day in days if day not in holidays] if holidays else days
        if not self.days:
            raise ValueError("a calendar needs at least one working day")

    def on_or_after(self, day: date) -> int:
        """The number of the first working day that is not before `day`."""
        return min(bisect_left(self.days, day), len(self.days) - 1)

    def on_or_before(self, day: date) -> int:
        """The number of the last working day that is not after `day`."""
        return max(bisect_right(self.days, day) - 1, 0)

    def day(self, number: int) -> date:
        return self.days[max(0, min(number, len(self.days) - 1))]


def calendar_for(
    activities: Collection[Activity], today: date, holidays: Collection[date] = (), lags: int = 0
) -> Calendar:
    """A calendar long enough for everything to happen one after the other."""
    first = min((activity.start for activity in activities), default=today)
    last = max((activity.finish for activity in activities), default=today)
    work = sum((activity.finish - activity.start).days + 1 for activity in activities)
    span = min(work + 2 * lags, 20 * 365)
    return Calendar(
        min(first, today) - timedelta(days=370), max(last, today) + timedelta(days=span + 370), holidays
    )


def order(keys: Iterable[Key], links: Iterable[Link]) -> list[Key]:
    """The keys so that none comes before what it hangs on; raises `Loop`."""
    out: dict[Key, list[Key]] = defaultdict(list)
    waits: dict[Key, int] = dict.fromkeys(keys, 0)
    for link in links:
        out[link.before].append(link.after)
        waits[link.after] += 1
    ready = deque(key for key, count in waits.items() if not count)
    done = []
    while ready:
        key = ready.popleft()
        done.append(key)
        for after in out[key]:
            waits[after] -= 1
            if not waits[after]:
                ready.append(after)
    if len(done) < len(waits):
        raise Loop(_spell_out(out, {key for key, count in waits.items() if count}))
    return done


def _spell_out(out: Mapping[Key, Sequence[Key]], stuck: set[Key]) -> list[Key]:
    """Walk backwards from any stuck task: each has a stuck task before it, so the walk must close."""
    before: dict[Key, Key] = {}
    for key in stuck:
        for after in out[key]:
            if after in stuck:
                before[after] = key
    path: list[Key] = []
    at: dict[Key, int] = {}
    key = next(iter(before))
    while key not in at:
        at[key] = len(path)
        path.append(key)
        key = before[key]
    circle = path[at[key] :]
    circle.reverse()
    first = circle.index(min(circle, key=str))
    turned = circle[first:] + circle[:first]
    return [*turned, turned[0]]


def forecast(
    activities: Collection[Activity],
    links: Collection[Link],
    *,
    today: date,
    holidays: Collection[date] = (),
) -> dict[Key, Forecast]:
    """Present dates pushed forward: nothing unfinished lies in the past, no link is broken.

    What is finished keeps its real dates; what has begun keeps its start. A task is never pulled earlier
    than planned. Raises `Loop`.
    """
    by_key = {activity.key: activity for activity in activities}
    known = [link for link in links if link.before in by_key and link.after in by_key]
    sequence = order(by_key, known)
    calendar = calendar_for(
        activities, today, holidays, lags=sum(abs(link.lag) + abs(link.elapsed) for link in known)
    )
    forward = _Forward(calendar, calendar.on_or_after(today))
    incoming: dict[Key, list[Link]] = defaultdict(list)
    outgoing: dict[Key, list[Link]] = defaultdict(list)
    for link in known:
        incoming[link.after].append(link)
        outgoing[link.before].append(link)
    for key in sequence:
        forward.place(by_key[key], incoming[key])
    late = _latest_finishes(sequence, outgoing, forward)
    return {key: _told(calendar, by_key[key], forward, late[key]) for key in sequence}


@dataclass(frozen=True, slots=True)
class _Span:
    """Numbers of working days; a milestone is a point, so its start is its finish.

    A milestone that hangs on something lies at the end of its day, as that something does; one that hangs
    on nothing, such as the start of the project, lies at the beginning.
    """

    start: int
    finish: int
    milestone: bool
    ends_its_day: bool

    @property
    def length(self) -> int:
        return 0 if self.milestone else self.finish - self.start + 1


class _Forward:
    def __init__(self, calendar: Calendar, today: int) -> None:
        self.calendar = calendar
        self.today = today
        self.spans: dict[Key, _Span] = {}
        self.drivers: dict[Key, Key | None] = {}
        self.lags: dict[Link, int] = {}

    def place(self, activity: Activity, links: Sequence[Link]) -> None:
        calendar = self.calendar
        start, finish = calendar.on_or_after(activity.start), calendar.on_or_before(activity.finish)
        finish = max(start, finish)
        length = 0 if activity.milestone else finish - start + 1
        driver: Key | None = None
        if activity.actual_finish is not None:
            finish = calendar.on_or_before(activity.actual_finish)
            start = min(finish, calendar.on_or_before(activity.actual_start or activity.start))
        elif activity.actual_start is not None or activity.percent:
            start = calendar.on_or_after(activity.actual_start or activity.start)
            finish = max(finish, self.today, start)
        else:
            start = max(start, self.today)
            for link in links:
                earliest = self._earliest_start(link, length)
                if earliest > start or (earliest == start and driver is None and earliest > self.today):
                    start, driver = max(start, earliest), link.before
            finish = start + max(length - 1, 0)
        self.spans[activity.key] = _Span(
            start, finish, activity.milestone, not activity.milestone or bool(links)
        )
        self.drivers[activity.key] = driver

    def _earliest_start(self, link: Link, length: int) -> int:
        before = self.spans[link.before]
        back = max(length - 1, 0)
        step = 1 if link.kind == "FS" and before.ends_its_day and length else 0
        begin = before.finish if link.kind in {"FS", "FF"} else before.start
        lag = self.lags[link] = self._working(link, begin, step)
        return begin + step + lag - (back if link.kind in {"FF", "SF"} else 0)

    def _working(self, link: Link, begin: int, step: int) -> int:
        """The lag in working days; elapsed days run through weekends, so what they cost depends on the day."""
        if not link.elapsed:
            return link.lag
        day = self.calendar.day(begin) + timedelta(days=step + link.elapsed)
        return link.lag + self.calendar.on_or_after(day) - begin - step


def _latest_finishes(
    sequence: Sequence[Key], outgoing: Mapping[Key, Sequence[Link]], forward: _Forward
) -> dict[Key, int]:
    spans = forward.spans
    end = max((span.finish for span in spans.values()), default=0)
    late: dict[Key, int] = {}
    for key in reversed(sequence):
        span = spans[key]
        limits = [end]
        for link in outgoing.get(key, ()):
            after = spans[link.after]
            late_finish = late[link.after]
            late_start = late_finish - max(after.length - 1, 0)
            step = 1 if span.ends_its_day and after.length else 0
            back = max(span.length - 1, 0)
            # What has begun was never placed by its links.
            lag = forward.lags.get(link, link.lag)
            limits.append(
                {
                    "FS": late_start - step - lag,
                    "SS": late_start - lag + back,
                    "FF": late_finish - lag,
                    "SF": late_finish - lag + back,
                }[link.kind]
            )
        late[key] = min(limits)
    return late


def _told(calendar: Calendar, activity: Activity, forward: _Forward, late: int) -> Forecast:
    span = forward.spans[activity.key]
    slack = late - span.finish
    open_ = activity.actual_finish is None
    finished = activity.actual_finish
    begun = activity.actual_start if activity.actual_start else None
    return Forecast(
        start=begun or calendar.day(span.start),
        finish=finished or calendar.day(span.finish),
        slack=slack,
        critical=open_ and slack <= 0,
        driver=forward.drivers[activity.key],
    )
