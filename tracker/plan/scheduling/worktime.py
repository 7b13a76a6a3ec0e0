"""Working time as arithmetic: every moment has a number, the working minutes before it.

Two moments may have one number: the end of a shift and the beginning of the next. A *point* keeps them apart:
twice the number, plus one for the beginning. So points compare as the moments do, and adding work is adding
integers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from tracker.plan.scheduling.problems import NoWorkingTime, TooFar, Unschedulable
from tracker.plan.scheduling.values import Calendar, Exceptional, Key, Shifts

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_FIRST_DAY = (date(1900, 1, 1) - _EPOCH.date()).days
_LAST_DAY = (date(2200, 1, 1) - _EPOCH.date()).days
_FAR = _LAST_DAY * 1440


def minute_of(moment: datetime) -> int:
    """Minutes from 1970 to the moment, on the plan's own clock; seconds are cut."""
    return (moment.toordinal() - 719163) * 1440 + moment.hour * 60 + moment.minute


def moment_of(minute: int) -> datetime:
    if not _FIRST_DAY * 1440 <= minute <= _FAR:
        raise TooFar
    return _EPOCH + timedelta(minutes=minute)


class WorkTime:
    """One calendar, laid out shift by shift as far as it is asked for."""

    def __init__(
        self, name: str, week: Sequence[Shifts], days: Mapping[int, Shifts], around: datetime
    ) -> None:
        self.name = name
        self.week = week
        self.days = days
        if not any(week) and not any(days.values()):
            raise NoWorkingTime(name)
        # Parallel lists: where a shift starts, how long it is, how much work lies before it.
        self.starts: list[int] = []
        self.lengths: list[int] = []
        self.before: list[int] = []
        self.first_day = self.end_day = minute_of(around) // 1440
        self.total = 0
        while not self.starts:
            self._later()

    def work(self, minute: int) -> int:
        """The working minutes before it, counted from some day of the plan; negative before that day."""
        while minute >= self.end_day * 1440:
            self._later()
        while minute < self.starts[0]:
            if not self._earlier():
                return self.before[0]
        at = bisect_right(self.starts, minute) - 1
        return self.before[at] + min(minute - self.starts[at], self.lengths[at])

    def begin(self, work: int) -> int:
        """The minute at which work goes on after so much of it."""
        while work >= self.total:
            self._later()
        while work < self.before[0]:
            if not self._earlier():
                raise NoWorkingTime(self.name)
        at = bisect_right(self.before, work) - 1
        return self.starts[at] + work - self.before[at]

    def end(self, work: int) -> int:
        """The minute at which so much work is done."""
        while work > self.total:
            self._later()
        while work <= self.before[0]:
            if not self._earlier():
                return self.begin(work)
        at = bisect_left(self.before, work) - 1
        return self.starts[at] + work - self.before[at]

    def minute(self, point: int) -> int:
        return self.begin(point >> 1) if point & 1 else self.end(point >> 1)

    def point(self, minute: int) -> int:
        """The point of a minute; one outside working time is the beginning of the next shift."""
        work = self.work(minute)
        return work << 1 if self.end(work) == minute else work << 1 | 1

    def shifted(self, minute: int, work: int) -> int:
        """So much working time later, or earlier where it is negative."""
        number = self.work(minute) + work
        return self.end(number) if work > 0 else self.begin(number)

    def shifts(self, day: int) -> Shifts:
        found = self.days.get(day)
        # 1 January 1970 was a Thursday.
        return self.week[(day + 3) % 7] if found is None else found

    def _later(self) -> None:
        """Another stretch of days, as long as all so far. Raises where no more work comes."""
        if self.end_day >= _LAST_DAY:
            raise TooFar if any(self.week) else NoWorkingTime(self.name)
        stop = min(self.end_day + max(400, self.end_day - self.first_day), _LAST_DAY)
        for day in range(self.end_day, stop):
            for start, finish in self.shifts(day):
                self.starts.append(day * 1440 + start)
                self.lengths.append(finish - start)
                self.before.append(self.total)
                self.total += finish - start
        self.end_day = stop

    def _earlier(self) -> bool:
        """A stretch of days before all so far; false where none is left that anybody works."""
        if self.first_day <= _FIRST_DAY:
            if any(self.week):
                raise TooFar
            return False
        stop = max(self.first_day - max(400, self.end_day - self.first_day), _FIRST_DAY)
        starts: list[int] = []
        lengths: list[int] = []
        for day in range(stop, self.first_day):
            for start, finish in self.shifts(day):
                starts.append(day * 1440 + start)
                lengths.append(finish - start)
        number, before = self.before[0], []
        for length in reversed(lengths):
            number -= length
            before.append(number)
        before.reverse()
        self.starts[:0], self.lengths[:0], self.before[:0] = starts, lengths, before
        self.first_day = stop
        return True


class Elapsed(WorkTime):
    """Every minute counts: for elapsed durations and for moments that belong to no calendar."""

    def __init__(self) -> None:
        self.name = "elapsed"

    def work(self, minute: int) -> int:
        return minute

    def begin(self, work: int) -> int:
        return work

    def end(self, work: int) -> int:
        return work


def lay_out(
    key: Key, known: Mapping[Key, Calendar], around: datetime, *, inside: tuple[Key, ...] = ()
) -> WorkTime:
    """The calendar with what it inherits or is made of. Raises where it has no working time or goes in a circle."""
    calendar = known.get(key)
    if calendar is None:
        raise Unschedulable(f"There is no calendar “{key}”.")
    name = calendar.name or str(key)
    parts = calendar.any_of or calendar.all_of
    if not parts:
        return _inherited(calendar, known, around)
    if key in inside:
        raise Unschedulable(f"The calendar “{name}” is made of itself.")
    made = [lay_out(part, known, around, inside=(*inside, key)) for part in parts]
    both = bool(calendar.all_of)
    week = [_joined([part.week[day] for part in made], both=both) for day in range(7)]
    special = {day for part in made for day in part.days}
    days = {day: _joined([part.shifts(day) for part in made], both=both) for day in special}
    return WorkTime(name, week, days, around)


def _inherited(calendar: Calendar, known: Mapping[Key, Calendar], around: datetime) -> WorkTime:
    week: list[Shifts] = [()] * 7
    days: dict[int, Shifts] = {}
    for one in reversed(_ancestry(calendar, known)):
        said = [None if shifts is None else _checked(shifts, one.name) for shifts in one.week]
        week = [old if new is None else new for old, new in zip(week, said, strict=True)]
        for exception in one.exceptions:
            _put(days, exception, one.name)
    return WorkTime(calendar.name or str(calendar.key), week, days, around)


def _joined(parts: Sequence[Shifts], *, both: bool) -> Shifts:
    edges = sorted({edge for shifts in parts for shift in shifts for edge in shift})
    wanted = len(parts) if both else 1
    found: list[tuple[int, int]] = []
    for start, finish in pairwise(edges):
        if sum(any(a <= start and finish <= b for a, b in shifts) for shifts in parts) >= wanted:
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], finish)
            else:
                found.append((start, finish))
    return tuple(found)


def _ancestry(calendar: Calendar, known: Mapping[Key, Calendar]) -> list[Calendar]:
    line = [calendar]
    while line[-1].base is not None and line[-1].base in known:
        base = known[line[-1].base]
        if base in line:
            raise Unschedulable(f"The calendar “{calendar.name or calendar.key}” is based on itself.")
        line.append(base)
    return line


def _put(days: dict[int, Shifts], exception: Exceptional, name: str) -> None:
    if exception.last < exception.first:
        raise Unschedulable(f"An exception of the calendar “{name}” ends before it begins.")
    first = (exception.first - _EPOCH.date()).days
    last = min((exception.last - _EPOCH.date()).days, _LAST_DAY)
    for day in range(max(first, _FIRST_DAY), last + 1):
        days[day] = _checked(exception.shifts, name)


def _checked(shifts: Shifts, name: str) -> Shifts:
    """Shifts in order; Raises where one ends before it begins, leaves the day or runs into the next."""
    ordered = tuple(sorted(shift for shift in shifts if shift[0] != shift[1]))
    at = 0
    for start, finish in ordered:
        if start < at or finish <= start or finish > 1440:
            raise Unschedulable(f"The working times of the calendar “{name}” overlap or leave the day.")
        at = finish
    return ordered
