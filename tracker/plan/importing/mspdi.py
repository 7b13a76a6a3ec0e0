"""Microsoft Project XML (MSPDI): tasks, links with their lags, assignments, and what we have no place for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.plan.importing import ignored
from tracker.plan.importing.mspdi_calendars import calendar
from tracker.plan.importing.plain import (
    MAX_TASKS,
    ImportedCalendar,
    ImportedLink,
    ImportedPlan,
    ImportedTask,
    ImportedTiming,
    Unread,
)
from tracker.plan.importing.refusal import MAX_PROBLEMS, refuse
from tracker.plan.importing.units import LINK_TYPES, iso_minutes, lag_unit
from tracker.plan.importing.xmlrecords import Record, read_records

# Codes of Microsoft Project XML.
CONSTRAINTS = {
    "0": "asap",
    "1": "alap",
    "2": "mso",
    "3": "mfo",
    "4": "snet",
    "5": "snlt",
    "6": "fnet",
    "7": "fnlt",
}
NO_DATE = 1984
# What each program that writes this format says of a task; where none of a file's tasks has it, it says nothing of it.
ALWAYS = {
    "Duration": "duration",
    "PercentComplete": "percent",
    "Milestone": "milestone",
    "Work": "effort",
    "ConstraintType": "constraint",
    "Manual": "manual",
    "DurationFormat": "elapsed",
    "CalendarUID": "calendar",
    "IgnoreResourceCalendar": "without_people",
}
# What is said only where there is something to say: its absence means none in a file that is whole.
SOMETIMES = {
    "Notes": "notes",
    "Deadline": "deadline",
    "ActualStart": "actual_start",
    "ActualFinish": "actual_finish",
    "Resume": "resume",
}
WHOLE = "SaveVersion"


class _Wrong(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = LineProblem(line, message)


class _Reader:
    def __init__(self) -> None:
        self.tasks: list[ImportedTask] = []
        self.unread: list[Unread] = []
        self.problems: list[LineProblem] = []
        self.calendars: list[ImportedCalendar] = []
        self.resources: dict[str, Record] = {}
        self.assignments: dict[str, list[Record]] = defaultdict(list)
        self.said: set[str] = set()

    def take(self, record: Record) -> None:
        if record.kind == "Calendar":
            self.calendars.append(calendar(record, self.unread))
        elif record.kind == "Resource":
            self.resources[record.get("UID")] = record
        elif record.kind == "Assignment":
            self.assignments[record.get("TaskUID")].append(record)
        else:
            self._take_task(record)

    def _take_task(self, record: Record) -> None:
        if len(self.tasks) > MAX_TASKS:
            refuse([LineProblem(record.line, _("More than %(limit)s tasks.") % {"limit": MAX_TASKS})])
        if record.get("IsNull") == "1":
            self.unread.append(Unread(record.line, "Task", _("An empty line of the plan is left out.")))
            return
        try:
            self.tasks.append(self._task(record))
        except _Wrong as wrong:
            self.problems.append(wrong.problem)
            if len(self.problems) >= MAX_PROBLEMS:
                refuse(self.problems)

    def _task(self, record: Record) -> ImportedTask:
        uid = _number(record, "UID")
        name = record.get("Name")
        level = _number(record, "OutlineLevel", 1)
        where = f"Task {uid}"
        if not name and level:
            name = _("Task %(uid)s") % {"uid": uid}
            self.unread.append(Unread(record.line, where, _("It has no name; its number stands for it.")))
        if level == 0:
            self.unread.append(
                Unread(record.line, where, _("The project's own line becomes the project, not a task."))
            )
        self.unread.extend(ignored.of_task(record, where))
        duration = _minutes(record, "Duration")
        self.said.update(record.values)
        return ImportedTask(
            line=record.line,
            uid=uid,
            name=name,
            level=level,
            start=_moment(record, "Start", "ManualStart"),
            finish=_moment(record, "Finish", "ManualFinish"),
            duration_minutes=duration,
            percent=_number(record, "PercentComplete", 0),
            milestone=record.get("Milestone") == "1",
            summary=record.get("Summary") == "1",
            links=tuple(self._links(record, where)),
            wbs=record.get("WBS") or record.get("OutlineNumber"),
            effort_minutes=_minutes(record, "Work") or None,
            notes=record.get("Notes"),
            **_timing_of(record, duration),
        )

    def _links(self, record: Record, where: str) -> Iterator[ImportedLink]:
        for link in record.nested:
            if link.get("CrossProject") == "1":
                name = link.get("CrossProjectName") or link.get("PredecessorUID")
                reason = _("It hangs on a task of another file: %(name)s.") % {"name": name}
                self.unread.append(Unread(link.line, where, reason))
                continue
            kind = LINK_TYPES.get(link.get("Type", "1"))
            if kind is None:
                said = link.get("Type")[:40]
                raise _Wrong(link.line_of("Type"), _("There is no link of type “%(n)s”.") % {"n": said})
            code, lag = _number(link, "LagFormat", 7), _number(link, "LinkLag", 0)
            unit = lag_unit(code) or ("" if lag else "m")
            if not unit:
                reason = _("There is no unit of lag with the number %(n)s.") % {"n": code}
                raise _Wrong(link.line_of("LagFormat"), reason)
            percent = lag if unit.endswith("%") else None
            # Tenths of a minute, except that a percentage is kept as it is.
            minutes = 0 if percent is not None else round(lag / 10)
            yield ImportedLink(link.line, _number(link, "PredecessorUID"), kind, minutes, unit, percent)

    def calendars_of(self, uid: int) -> Iterator[str]:
        """The calendars of the people who work on it; material and costs keep no hours."""
        for given in self.assignments.get(str(uid), ()):
            resource = self.resources.get(given.get("ResourceUID"))
            if resource is not None and resource.get("Type", "1") == "1":
                yield resource.get("CalendarUID")

    def owners(self, uid: int, where: str) -> Iterator[str]:
        for given in self.assignments.get(str(uid), ()):
            resource = self.resources.get(given.get("ResourceUID"))
            if given.get("ResourceUID") in {"-65535", "-1"}:
                continue
            if resource is None:
                self.unread.append(
                    Unread(given.line, where, _("It is assigned to a resource that the file does not hold."))
                )
            elif resource.get("Type", "1") != "1":
                reason = _("“%(name)s” is material or cost.") % {"name": resource.get("Name")}
                self.unread.append(Unread(given.line, where, reason))
            else:
                yield resource.get("EmailAddress") or resource.get("Name")


def read_mspdi(source: IO[bytes]) -> ImportedPlan:
    """Read the file as a stream. Raises `BadInput` with line and reason for what is broken."""
    reader = _Reader()
    project = read_records(source, reader.take)
    if reader.problems:
        refuse(reader.problems)
    tasks = _with_summaries([_finished(reader, task) for task in reader.tasks])
    unread = [*ignored.of_project(project), *reader.unread]
    return ImportedPlan(
        source="mspdi",
        title=project.get("Title") or project.get("Name"),
        tasks=tuple(_with_percent_lags(tasks)),
        unread=tuple(sorted(unread, key=lambda item: item.line)),
        calendars=tuple(reader.calendars),
        timing=_timing(project),
        carries=frozenset(_carried(reader, whole=bool(project.get(WHOLE)))),
    )


def _carried(reader: _Reader, *, whole: bool) -> Iterator[str]:
    yield from ("uid", "name", "outline", "start", "finish", "links")
    for element, field in (ALWAYS | SOMETIMES).items():
        if element in reader.said or (whole and element in SOMETIMES):
            yield field
    if whole or reader.assignments:
        yield "owner"


def _finished(reader: _Reader, task: ImportedTask) -> ImportedTask:
    owners = tuple(dict.fromkeys(name for name in reader.owners(task.uid, f"Task {task.uid}") if name))
    known = {calendar.uid for calendar in reader.calendars}
    people = tuple(sorted({uid for uid in reader.calendars_of(task.uid) if uid in known}))
    own = task.calendar if task.calendar in known else ""
    return replace(task, owners=owners, people_calendars=people, calendar=own)


def _timing_of(record: Record, duration: int) -> dict[str, Any]:
    """Constraint, deadline, calendar and what really happened."""
    kind = CONSTRAINTS.get(record.get("ConstraintType") or "0", "asap")
    at = _maybe(record, "ConstraintDate")
    began, ended = _maybe(record, "ActualStart"), _maybe(record, "ActualFinish")
    return {
        # Without its date a constraint says nothing.
        "constraint": kind if at is not None or kind in {"asap", "alap"} else "asap",
        "constraint_at": at if kind not in {"asap", "alap"} else None,
        "deadline": _maybe(record, "Deadline"),
        "manual": record.get("Manual") == "1",
        "elapsed": (lag_unit(_number(record, "DurationFormat", 7)) or "").startswith("e"),
        "calendar": record.get("CalendarUID"),
        "without_people": record.get("IgnoreResourceCalendar") == "1",
        "actual_start": began.date() if began else None,
        "actual_start_time": began.time() if began else None,
        "actual_finish": ended.date() if ended else None,
        "actual_finish_time": ended.time() if ended else None,
        "remaining_minutes": min(_minutes(record, "RemainingDuration"), duration)
        if began and record.get("RemainingDuration")
        else None,
        "resume": _maybe(record, "Resume") if began and not ended else None,
    }


def _timing(project: Record) -> ImportedTiming | None:
    """From what the file's dates are computed; nothing where it does not say when the project starts."""
    starts_at = _maybe(project, "StartDate")
    if starts_at is None:
        return None
    return ImportedTiming(
        starts_at=starts_at,
        finishes_at=_maybe(project, "FinishDate") or starts_at,
        from_finish=project.get("ScheduleFromStart", "1") == "0",
        calendar=project.get("CalendarUID"),
        status_at=_maybe(project, "StatusDate"),
        critical_days=_number(project, "CriticalSlackLimit", 0),
    )


def _maybe(record: Record, name: str) -> datetime | None:
    """The moment, if there is one; some programs write 1984 for none."""
    found = _moment(record, name) if record.get(name) not in {"", "NA"} else None
    return None if found is None or found.year <= NO_DATE else found


def _with_summaries(tasks: list[ImportedTask]) -> list[ImportedTask]:
    """A summary is what something lies under; the flag in the file only repeats it."""
    levels = [task.level for task in tasks[1:]] + [0]
    return [replace(task, summary=below > task.level) for task, below in zip(tasks, levels, strict=False)]


def _with_percent_lags(tasks: list[ImportedTask]) -> Iterator[ImportedTask]:
    """A lag in percent is a share of the working time of the first task."""
    durations = {task.uid: task.duration_minutes for task in tasks}
    for task in tasks:
        links = tuple(
            link
            if link.lag_percent is None
            else replace(link, lag_minutes=round(durations.get(link.predecessor, 0) * link.lag_percent / 100))
            for link in task.links
        )
        yield replace(task, links=links) if links else task


def _number(record: Record, name: str, default: int | None = None) -> int:
    text = record.get(name)
    if not text and default is not None:
        return default
    if not text.removeprefix("-").isdecimal() or len(text) > 11:
        said = text[:40] or _("nothing")
        reason = _("<%(name)s> must be a number, not “%(said)s”.") % {"name": name, "said": said}
        raise _Wrong(record.line_of(name), reason)
    number = int(text)
    if (number < 0 and name != "LinkLag") or number > 2_000_000_000:
        raise _Wrong(record.line_of(name), _("<%(name)s> is out of range.") % {"name": name})
    return number


def _minutes(record: Record, name: str) -> int:
    text = record.get(name)
    if not text:
        return 0
    minutes = iso_minutes(text)
    if minutes is None:
        reason = _("<%(name)s> must be a duration such as PT8H0M0S, not “%(said)s”.")
        raise _Wrong(record.line_of(name), reason % {"name": name, "said": text[:40]})
    return minutes


def _moment(record: Record, *names: str) -> datetime:
    name = next((name for name in names if record.get(name)), names[0])
    text = record.get(name)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as broken:
        said = text[:40] or _("nothing")
        raise _Wrong(
            record.line_of(name),
            _("<%(name)s> must be a moment such as 2026-11-23T08:00:00, not “%(said)s”.")
            % {"name": name, "said": said},
        ) from broken
