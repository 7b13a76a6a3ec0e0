"""What a plan file says, whatever program wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

MAX_TASKS = 10_000
# What can be said of a task, in the order in which people are told of it; "uid" is its number.
FIELDS = (
    "uid",
    "name",
    "outline",
    "milestone",
    "start",
    "finish",
    "duration",
    "percent",
    "actual_start",
    "actual_finish",
    "resume",
    "links",
    "owner",
    "phase",
    "clauses",
    "effort",
    "constraint",
    "deadline",
    "manual",
    "elapsed",
    "calendar",
    "without_people",
    "notes",
)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something the file says that the plan has no place for: nothing is dropped in silence."""

    line: int
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """What the task hangs on. For a lag in percent, `lag_percent` is what the file says."""

    line: int
    predecessor: int
    kind: str = "FS"
    lag_minutes: int = 0
    lag_unit: str = "d"
    lag_percent: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedCalendar:
    """Working time: shifts in minutes of the day, Monday first; None is as in the base calendar."""

    line: int
    uid: str
    name: str
    week: tuple[tuple[tuple[int, int], ...] | None, ...]
    exceptions: tuple[tuple[date, date, tuple[tuple[int, int], ...], str], ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class ImportedTiming:
    """From what the file's program computes its dates."""

    starts_at: datetime
    finishes_at: datetime
    from_finish: bool = False
    calendar: str = ""
    status_at: datetime | None = None
    critical_days: int = 0


@dataclass(frozen=True, slots=True)
class ImportedTask:
    """One line of the plan; `level` 0 is the line of the project itself.

    `days_only` names the moments of which the file says the day alone, `guessed` what it does not say at all.
    """

    line: int
    uid: int
    name: str
    level: int
    start: datetime
    finish: datetime
    duration_minutes: int
    percent: int = 0
    milestone: bool = False
    summary: bool = False
    links: tuple[ImportedLink, ...] = ()
    owners: tuple[str, ...] = ()
    wbs: str = ""
    phase: str = ""
    clauses: tuple[str, ...] = ()
    effort_minutes: int | None = None
    notes: str = ""
    actual_start: date | None = None
    actual_finish: date | None = None
    constraint: str = "planned"
    constraint_at: datetime | None = None
    deadline: datetime | None = None
    manual: bool = False
    elapsed: bool = False
    calendar: str = ""
    without_people: bool = False
    people_calendars: tuple[str, ...] = ()
    actual_start_time: time | None = None
    actual_finish_time: time | None = None
    remaining_minutes: int | None = None
    resume: datetime | None = None
    days_only: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A whole file. `strict_people`: its owners mean people of the staff register, not a list of its own.

    `carries` names the fields of `FIELDS` that the file speaks of; of the others its silence means nothing.
    """

    source: str
    title: str
    tasks: tuple[ImportedTask, ...]
    unread: tuple[Unread, ...] = field(default=())
    strict_people: bool = False
    calendars: tuple[ImportedCalendar, ...] = ()
    timing: ImportedTiming | None = None
    carries: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def lines(self) -> tuple[ImportedTask, ...]:
        """What becomes a task: all but the line of the project itself."""
        return tuple(task for task in self.tasks if task.level > 0)


def as_json(plan: ImportedPlan) -> dict[str, Any]:
    """The plan for programs: moments as ISO texts, working time in minutes."""
    return {
        "source": plan.source,
        "title": plan.title,
        "tasks": [_task(task) for task in plan.tasks],
        "not_understood": [
            {"line": item.line, "element": item.where, "reason": item.reason} for item in plan.unread
        ],
    }


def _task(task: ImportedTask) -> dict[str, Any]:
    return {
        "line": task.line,
        "uid": task.uid,
        "name": task.name,
        "wbs": task.wbs,
        "outline_level": task.level,
        "start": task.start.isoformat(),
        "finish": task.finish.isoformat(),
        "duration_minutes": task.duration_minutes,
        "percent": task.percent,
        "milestone": task.milestone,
        "summary": task.summary,
        "owners": list(task.owners),
        "phase": task.phase,
        "clauses": list(task.clauses),
        "constraint": task.constraint,
        "constraint_at": task.constraint_at.isoformat() if task.constraint_at else None,
        "deadline": task.deadline.isoformat() if task.deadline else None,
        "manual": task.manual,
        "calendar": task.calendar or None,
        "predecessors": [
            {
                "uid": link.predecessor,
                "type": link.kind,
                "lag_minutes": link.lag_minutes,
                "lag_unit": link.lag_unit,
                "lag_percent": link.lag_percent,
            }
            for link in task.links
        ],
    }
