"""Microsoft Project XML, with its elements in the order in which that program wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from xml.sax.saxutils import escape

from tracker.plan.exporting.gather import EVENING, MORNING, Held, HeldBaseline
from tracker.plan.importing.mspdi import CONSTRAINTS
from tracker.plan.importing.plain import ImportedCalendar, ImportedLink, ImportedTask
from tracker.plan.importing.units import LAG_FORMATS, LINK_TYPES

# What XML 1.0 cannot say, not even escaped.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CONSTRAINT_CODES = {kind: code for code, kind in CONSTRAINTS.items()}
LINK_CODES = {kind: code for code, kind in LINK_TYPES.items()}
LAG_CODES = {unit: code for code, unit in LAG_FORMATS.items()}
# The week of a plan that has chosen none.
STANDARD = (*[((480, 720), (780, 1020))] * 5, (), ())
Shifts = Iterable[tuple[int, int]]


def write_mspdi(held: Held) -> bytes:
    """The whole plan. An owner is a resource; so is a calendar by which somebody else works on a task."""
    people = _People(held)
    parts = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    parts.append('<Project xmlns="http://schemas.microsoft.com/project">\n')
    parts.extend(_head(held))
    parts.append(_all("Calendars", _calendars(held)))
    parts.append(_all("Tasks", (_task(place, task, held) for place, task in enumerate(held.plan.lines, 1))))
    parts.append(_all("Resources", people.resources()))
    parts.append(_all("Assignments", people.assignments()))
    parts.append("</Project>\n")
    return "".join(parts).encode()


def _one(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = int(value)
    elif isinstance(value, datetime):
        value = value.isoformat(timespec="seconds")
    said = escape(_ILLEGAL.sub("", str(value)), {"\r": "&#13;"})
    return f"<{name}>{said}</{name}>"


def _all(name: str, parts: Iterable[str]) -> str:
    return "\n".join((f"<{name}>", *parts, f"</{name}>", ""))


def _length(minutes: int | None) -> str | None:
    return None if minutes is None else f"PT{minutes // 60}H{minutes % 60}M0S"


def _head(held: Held) -> Iterator[str]:
    timing = held.plan.timing
    yield _one("SaveVersion", 14)
    yield _one("Name", held.plan.title) + _one("Title", held.plan.title)
    if timing is not None:
        yield _one("ScheduleFromStart", not timing.from_finish)
        yield _one("StartDate", timing.starts_at) + _one("FinishDate", timing.finishes_at)
        yield _one("CriticalSlackLimit", timing.critical_days)
    yield _one("CalendarUID", _plan_calendar(held))
    yield _one("MinutesPerDay", 480) + _one("MinutesPerWeek", 2400) + _one("DaysPerMonth", 20)
    yield "\n"


def _plan_calendar(held: Held) -> str:
    """The plan's own calendar, or the standard week's number where it has none."""
    chosen = held.plan.timing.calendar if held.plan.timing else ""
    return chosen or str(len(held.plan.calendars) + 1)


def _calendars(held: Held) -> Iterator[str]:
    for calendar in held.plan.calendars:
        yield _calendar(calendar)
    number = _plan_calendar(held)
    if number not in {calendar.uid for calendar in held.plan.calendars}:
        yield _calendar(ImportedCalendar(0, number, "Standard", STANDARD))


def _calendar(calendar: ImportedCalendar) -> str:
    days = [
        f"<WeekDay>{_one('DayType', (place + 1) % 7 + 1)}{_one('DayWorking', bool(shifts))}{_shifts(shifts)}</WeekDay>"
        for place, shifts in enumerate(calendar.week)
        if shifts is not None
    ]
    otherwise = [
        "<Exception><TimePeriod>"
        + _one("FromDate", datetime.combine(first, time(0)))
        + _one("ToDate", datetime.combine(last, time(23, 59)))
        + "</TimePeriod>"
        + _one("Name", name)
        + _one("Type", 1)
        + _one("DayWorking", bool(shifts))
        + _shifts(shifts)
        + "</Exception>"
        for first, last, shifts, name in calendar.exceptions
    ]
    return (
        f"<Calendar>{_one('UID', calendar.uid)}{_one('Name', calendar.name)}"
        f"{_one('IsBaseCalendar', not calendar.base)}{_one('BaseCalendarUID', calendar.base or '-1')}"
        + (f"<WeekDays>{''.join(days)}</WeekDays>" if days else "")
        + (f"<Exceptions>{''.join(otherwise)}</Exceptions>" if otherwise else "")
        + "</Calendar>"
    )


def _shifts(shifts: Shifts) -> str:
    said = "".join(
        f"<WorkingTime>{_one('FromTime', _clock(first))}{_one('ToTime', _clock(last))}</WorkingTime>"
        for first, last in shifts
    )
    return f"<WorkingTimes>{said}</WorkingTimes>" if said else ""


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}:00"


def _task(place: int, task: ImportedTask, held: Held) -> str:
    kind, at = _constraint(task)
    values = (
        ("UID", task.uid),
        ("ID", place),
        ("Name", " ".join(task.name.split())),
        ("Manual", task.manual),
        ("OutlineLevel", task.level),
        ("Start", task.start),
        ("Finish", task.finish),
        ("Duration", _length(task.duration_minutes)),
        ("DurationFormat", LAG_CODES["ed" if task.elapsed else "d"]),
        ("Work", _length(task.effort_minutes)),
        ("Resume", task.resume),
        ("Milestone", task.milestone),
        ("Summary", task.summary),
        ("PercentComplete", task.percent),
        ("ActualStart", _joined(task.actual_start, task.actual_start_time)),
        ("ActualFinish", _joined(task.actual_finish, task.actual_finish_time)),
        ("ActualWork", _length(held.spent_minutes.get(task.uid))),
        ("RemainingDuration", _length(task.remaining_minutes)),
        ("ConstraintType", kind),
        ("CalendarUID", task.calendar or "-1"),
        ("ConstraintDate", at),
        ("Deadline", task.deadline),
        ("IgnoreResourceCalendar", task.without_people),
        ("Notes", task.notes),
    )
    return (
        "<Task>"
        + "".join(_one(name, value) for name, value in values)
        + "".join(_link(link) for link in task.links)
        + "".join(_baseline(row) for row in held.baselines.get(task.uid, ()))
        + "</Task>"
    )


def _constraint(task: ImportedTask) -> tuple[str, datetime | None]:
    """“As planned” is no kind of that program: no earlier than its start says the same."""
    if task.constraint != "planned":
        return CONSTRAINT_CODES[task.constraint], task.constraint_at
    if task.summary:
        return CONSTRAINT_CODES["asap"], None
    return CONSTRAINT_CODES["snet"], task.start


def _joined(day: object, at: object) -> str | None:
    return None if day is None else f"{day}T{at}"


def _link(link: ImportedLink) -> str:
    lag = link.lag_minutes * 10 if link.lag_percent is None else link.lag_percent
    return (
        f"<PredecessorLink>{_one('PredecessorUID', link.predecessor)}{_one('Type', LINK_CODES[link.kind])}"
        f"{_one('CrossProject', 0)}{_one('LinkLag', lag)}{_one('LagFormat', LAG_CODES[link.lag_unit])}"
        "</PredecessorLink>"
    )


def _baseline(row: HeldBaseline) -> str:
    return (
        f"<Baseline>{_one('Number', row.place)}{_one('Start', datetime.combine(row.starts_on, MORNING))}"
        f"{_one('Finish', datetime.combine(row.due_on, EVENING))}{_one('Work', _length(row.effort_minutes))}"
        "</Baseline>"
    )


class _People:
    """Resources with numbers of the file's own: owners first, then calendars that nobody else brings."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.numbers: dict[tuple[str, str], int] = {}
        self.given: list[tuple[int, int]] = []
        self.said: list[str] = []
        names = {calendar.uid: calendar.name for calendar in held.plan.calendars}
        for task in held.plan.lines:
            brought = ""
            owner = held.owners.get(task.uid)
            if owner is not None:
                brought = held.person_calendars.get(str(owner.pk), "")
                self._give(task.uid, ("person", str(owner.pk)), owner.name, owner.email, brought)
            for number in task.people_calendars:
                if number != brought:
                    self._give(task.uid, ("calendar", number), names[number], "", number)

    def _give(self, uid: int, key: tuple[str, str], name: str, email: str, calendar: str) -> None:
        if key not in self.numbers:
            number = self.numbers[key] = len(self.numbers) + 1
            values = (
                ("UID", number),
                ("ID", number),
                ("Name", name),
                ("Type", 1),
                ("EmailAddress", email),
                ("CalendarUID", calendar),
            )
            said = "".join(_one(field, value) for field, value in values)
            self.said.append(f"<Resource>{said}</Resource>")
        self.given.append((uid, self.numbers[key]))

    def resources(self) -> list[str]:
        return self.said

    def assignments(self) -> Iterator[str]:
        for number, (uid, resource) in enumerate(self.given, start=1):
            values = (("UID", number), ("TaskUID", uid), ("ResourceUID", resource), ("Units", 1))
            yield f"<Assignment>{''.join(_one(field, value) for field, value in values)}</Assignment>"
