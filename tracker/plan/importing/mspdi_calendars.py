"""The calendars of Microsoft Project XML: weeks with shifts, exceptions once and again, inheritance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.plan.importing.plain import ImportedCalendar, Unread
from tracker.plan.importing.refusal import refusal
from tracker.plan.importing.xmlrecords import Record

Shifts = tuple[tuple[int, int], ...]
ExceptionRow = tuple[date, date, Shifts, str]
# Kinds of exceptions in the file.
DAILY, YEARLY, YEARLY_PLACE, MONTHLY, MONTHLY_PLACE, WEEKLY = "1", "2", "3", "4", "5", "6"
MAX_OCCURRENCES = 5000
# What a place in the month may count: day, weekday, weekend day, then Sunday to Saturday.
_ANY, _WEEKDAY, _WEEKEND = 0, 1, 2


def calendar(record: Record, unread: list[Unread]) -> ImportedCalendar:
    """One calendar. Raises `BadInput` with the line of a time that is none."""
    week: list[Shifts | None] = [None] * 7
    exceptions: list[ExceptionRow] = []
    for day in record.all("WeekDays", "WeekDay"):
        kind = day.get("DayType")
        if kind == "0" and not record.all("Exceptions"):
            exceptions.extend((*span, _shifts(day), "") for span in _period(day))
        elif kind in {"1", "2", "3", "4", "5", "6", "7"}:
            # The file's week begins on Sunday with 1.
            week[(int(kind) - 2) % 7] = _shifts(day) if day.get("DayWorking", "1") == "1" else ()
    for found in record.all("Exceptions", "Exception"):
        exceptions.extend(_exception(found, unread))
    for found in record.all("WorkWeeks", "WorkWeek"):
        reason = _("A working week that holds for some months only is not kept.")
        unread.append(Unread(found.line, "Calendar", reason))
    base = record.get("BaseCalendarUID")
    is_base = record.get("IsBaseCalendar", "1") == "1"
    return ImportedCalendar(
        line=record.line,
        uid=record.get("UID"),
        name=record.get("Name") or _("Calendar %(uid)s") % {"uid": record.get("UID")},
        week=tuple(week if not is_base else [shifts or () for shifts in week]),
        exceptions=tuple(exceptions),
        base="" if is_base or base in {"-1", "0"} else base,
    )


def _exception(found: Record, unread: list[Unread]) -> Iterator[ExceptionRow]:
    shifts = _shifts(found) if found.get("DayWorking", "0") == "1" else ()
    name = found.get("Name")
    kind = found.get("Type") or DAILY
    for first, last in _period(found):
        if kind == DAILY and found.get("Period", "1") in {"", "0", "1"}:
            yield first, last, shifts, name
        elif kind in {DAILY, YEARLY, MONTHLY, WEEKLY, YEARLY_PLACE, MONTHLY_PLACE}:
            for day in _days(found, kind, first, last):
                yield day, day, shifts, name
        else:
            reason = _("The repeated exception “%(name)s” is not kept.") % {"name": name[:60]}
            unread.append(Unread(found.line, "Calendar", reason))


def _days(found: Record, kind: str, first: date, last: date) -> Iterator[date]:
    """The days from first to last on which the exception comes round."""
    wanted = _whole(found, "Occurrences") or MAX_OCCURRENCES
    day, count = first, 0
    while day <= last and count < min(wanted, MAX_OCCURRENCES):
        if _falls(found, kind, first, day):
            yield day
            count += 1
        day += timedelta(days=1)


def _falls(found: Record, kind: str, first: date, day: date) -> bool:
    every = max(_whole(found, "Period"), 1)
    months = (day.year - first.year) * 12 + day.month - first.month
    if kind == DAILY:
        return (day - first).days % every == 0
    if kind == WEEKLY:
        bit = 1 << (day.weekday() + 1) % 7
        sunday = first - timedelta(days=(first.weekday() + 1) % 7)
        return bool(_whole(found, "DaysOfWeek") & bit) and (day - sunday).days // 7 % every == 0
    in_month = months % every == 0
    if kind in {YEARLY, YEARLY_PLACE}:
        in_month = day.month == _whole(found, "Month") + 1
    if kind in {YEARLY, MONTHLY}:
        return in_month and day.day == _whole(found, "MonthDay")
    return in_month and _in_place(found, day)


def _in_place(found: Record, day: date) -> bool:
    """Whether it is the first, second … or last such day of its month."""
    item, place = _whole(found, "MonthItem"), _whole(found, "MonthPosition")
    days = [day.replace(day=1) + timedelta(days=step) for step in range(31)]
    such = [one for one in days if one.month == day.month and _is_such(one, item)]
    return day in such and such.index(day) == (len(such) - 1 if place == 4 else place)


def _is_such(day: date, item: int) -> bool:
    if item in {_ANY, _WEEKDAY, _WEEKEND}:
        return item == _ANY or (day.weekday() < 5) == (item == _WEEKDAY)
    return (day.weekday() + 1) % 7 == item - 3


def _period(record: Record) -> Iterator[tuple[date, date]]:
    for period in record.all("TimePeriod"):
        yield _day(period, "FromDate"), _day(period, "ToDate")


def _day(record: Record, name: str) -> date:
    try:
        return date.fromisoformat(record.get(name)[:10])
    except ValueError:
        reason = _("<%(name)s> must be a day, not “%(said)s”.") % {
            "name": name,
            "said": record.get(name)[:40],
        }
        raise refusal(record.line_of(name), reason) from None


def _shifts(record: Record) -> Shifts:
    found = []
    for time in record.all("WorkingTimes", "WorkingTime"):
        start, finish = _minute(time, "FromTime"), _minute(time, "ToTime")
        # Midnight at the end of a day is written as at its beginning.
        found.append((start, finish if finish > start else 1440))
    return tuple(sorted(found))


def _minute(record: Record, name: str) -> int:
    parts = record.get(name).split(":")
    if len(parts) < 2 or not all(part.isdecimal() and len(part) < 3 for part in parts[:2]):
        said = record.get(name)[:40] or _("nothing")
        reason = _("<%(name)s> must be a time of day, not “%(said)s”.") % {"name": name, "said": said}
        raise refusal(record.line_of(name), reason)
    minute = int(parts[0]) * 60 + int(parts[1])
    return min(minute, 1440)


def _whole(record: Record, name: str) -> int:
    text = record.get(name)
    return int(text) if text.isdecimal() and len(text) < 6 else 0
