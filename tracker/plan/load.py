"""Effort against availability: what is left of each task, spread over the working time of those who do it.

Pure functions over plain values, by week, Monday to Sunday (ISO 8601). The plan keeps no share of each person in
a task: several people do equal parts. Effort is even over the working time between start and finish.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.plan.scheduling import Key
from tracker.plan.scheduling.worktime import WorkTime, minute_of

WEEK = 7 * 1440
# 1 January 1970, minute nought, was a Thursday; its week began three days earlier.
_MONDAY = 3 * 1440
_FIRST_MONDAY = date(1969, 12, 29)
# Less than a minute is rounding.
TOLERANCE = 0.5


def week_of(minute: int) -> int:
    """The number of the week that holds the minute."""
    return (minute + _MONDAY) // WEEK


def week_starts(week: int) -> int:
    return week * WEEK - _MONDAY


def monday_of(week: int) -> date:
    return _FIRST_MONDAY + timedelta(weeks=week)


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody works: a calendar, from when they are there and until when. No calendar means never."""

    time: WorkTime | None
    since: int | None = None
    until: int | None = None

    def between(self, first: int, last: int) -> int:
        """Working minutes from one minute to another."""
        if self.since is not None:
            first = max(first, self.since)
        if self.until is not None:
            last = min(last, self.until)
        if self.time is None or last <= first:
            return 0
        return self.time.work(last) - self.time.work(first)

    def in_week(self, week: int, *, since: int) -> int:
        """What is left of a week after `since`."""
        return self.between(max(week_starts(week), since), week_starts(week + 1))


@dataclass(frozen=True, slots=True)
class Work:
    """What is left of a task: so many minutes of effort, done in equal parts by these people between two minutes.

    `time` is when the task itself is worked on: it spreads the part of whoever never works between the two.
    """

    key: Key
    minutes: float
    start: int
    finish: int
    people: tuple[Key, ...]
    time: WorkTime

    @classmethod
    def between(
        cls,
        key: Key,
        minutes: float,
        span: tuple[datetime, datetime],
        people: tuple[Key, ...],
        time: WorkTime,
    ) -> Work:
        return cls(key, minutes, minute_of(span[0]), minute_of(span[1]), people, time)

    def at(self, start: int, finish: int) -> Work:
        """The same work between two other minutes."""
        return replace(self, start=start, finish=finish)

    def shares(self, hours: Hours) -> Iterator[tuple[int, float]]:
        """The part of one of them, by week."""
        part = self.minutes / len(self.people)
        counted = hours if hours.between(self.start, self.finish) else Hours(self.time)
        whole = counted.between(self.start, self.finish)
        if not whole:
            yield week_of(self.start), part
            return
        for week in range(week_of(self.start), week_of(self.finish - 1) + 1):
            first, last = max(week_starts(week), self.start), min(week_starts(week + 1), self.finish)
            worked = counted.between(first, last)
            if worked:
                yield week, part * worked / whole


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of somebody, or of a team: planned and available, in minutes."""

    planned: float
    available: int

    @property
    def over(self) -> float:
        """By how many minutes there is more work than time; nought where there is not."""
        much = self.planned - self.available
        return much if much > TOLERANCE else 0.0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.planned + other.planned, self.available + other.available)


class Load:
    """The sums, by person and week, from `since` on."""

    def __init__(self, works: Iterable[Work], people: Mapping[Key, Hours], *, since: int) -> None:
        self.since = since
        self.people = people
        self.parts: dict[tuple[Key, int], dict[Key, float]] = defaultdict(dict)
        for work in works:
            for person in work.people:
                for week, minutes in work.shares(people[person]):
                    self.parts[person, week][work.key] = minutes

    def cell(self, person: Key, week: int) -> Cell:
        planned = sum(self.parts[person, week].values()) if (person, week) in self.parts else 0.0
        return Cell(planned, self.people[person].in_week(week, since=self.since))

    def over(self) -> dict[Key, dict[int, Cell]]:
        """Who has more work than time, and in which weeks."""
        found: dict[Key, dict[int, Cell]] = defaultdict(dict)
        for person, week in sorted(self.parts, key=lambda at: at[1]):
            cell = self.cell(person, week)
            if cell.over:
                found[person][week] = cell
        return dict(found)
