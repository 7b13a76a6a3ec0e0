"""When the demonstration happens: days counted from the start, all of them before today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

GONE = 238
WORKDAYS = 5


@dataclass(slots=True)
class Calendar:
    """Day 0 is a Monday about eight months ago; `now` is the number of today."""

    today: date
    start: date = field(init=False)

    def __post_init__(self) -> None:
        first = self.today - timedelta(days=GONE)
        self.start = first - timedelta(days=first.weekday())

    @property
    def now(self) -> int:
        return (self.today - self.start).days

    def day(self, number: int) -> date:
        """The day with that number, or the Monday after it."""
        day = self.start + timedelta(days=number)
        return day if day.weekday() < WORKDAYS else day + timedelta(days=7 - day.weekday())

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), UTC)


@dataclass(slots=True)
class Diary:
    """What happens when; told in order of time, with the end of each day between."""

    calendar: Calendar
    entries: dict[date, list[Callable[[], object]]] = field(default_factory=dict)

    def on(self, number: float, act: Callable[[], object]) -> None:
        """Write an act into the diary; what would lie today or later does not happen."""
        day = self.calendar.day(int(number))
        if day < self.calendar.today:
            self.entries.setdefault(day, []).append(act)

    def days(self) -> Iterator[date]:
        span = (self.calendar.today - self.calendar.start).days
        return (self.calendar.start + timedelta(days=number) for number in range(span))
