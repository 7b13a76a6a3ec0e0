"""Working time as people see it: what a task's dates hold of it, whose week is how long, who is away when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from tracker.people.models import Person
from tracker.plan.models import ScheduleBasis, Task, WorkingCalendar
from tracker.plan.queries.timing import Plan, timing_of
from tracker.plan.scheduling import DAY, FREE, STANDARD, Key
from tracker.plan.scheduling.worktime import WorkTime, lay_out, minute_of
from tracker.projects.models import Project

PLAIN_WEEK: list[Any] = [[list(shift) for shift in DAY] for _day in range(5)] + [list(FREE), list(FREE)]
Counter = Callable[[Task], int | None]


def work_counter(project: Project) -> Counter:
    """How many minutes are worked on a task between its dates; None of all where the plan has no calendars."""
    basis = ScheduleBasis.objects.of(project).first()
    if basis is None:
        return lambda _task: None
    known = timing_of(project)
    today = project.today()
    plan = Plan([], [], known, today=today, forecast=True)
    laid: dict[Key, WorkTime] = {}
    usual = basis.calendar_id if basis.calendar_id in plan.calendars else None

    def count(task: Task) -> int | None:
        key: Key = plan.calendars_of(task)[0] or usual or STANDARD.key
        if key not in laid:
            laid[key] = lay_out(key, {STANDARD.key: STANDARD, **plan.calendars}, _noon(today))
        first = datetime.combine(task.starts_on, task.starts_at)
        last = datetime.combine(task.due_on, task.due_at)
        return laid[key].work(minute_of(last)) - laid[key].work(minute_of(first)) or None

    return count


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar of the plan in a line."""

    id: UUID
    name: str
    hours: float
    exceptions: int
    is_plans: bool
    base: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody's working week in this plan, and the absences still to come."""

    id: UUID
    name: str
    hours: float
    share: int
    away: list[tuple[date, date]]
    tasks: int


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """All of it: the plan's calendar first."""

    calendars: list[CalendarRow]
    people: list[PersonRow]
    hours: float


def working_time(project: Project) -> WorkingTime:
    """The calendars of a plan, and the time of those who work in it: four queries."""
    rows = {row.pk: row for row in WorkingCalendar.objects.of(project).select_related("base")}
    basis = ScheduleBasis.objects.of(project).first()
    plans = rows.get(basis.calendar_id) if basis and basis.calendar_id else None
    usual = hours_a_week(plans, rows)
    shared = [
        CalendarRow(
            row.pk, row.name, hours_a_week(row, rows), len(row.exceptions), row == plans, _name(row.base)
        )
        for row in rows.values()
        if row.person_id is None
    ]
    return WorkingTime(
        sorted(shared, key=lambda row: (not row.is_plans, row.name)),
        list(_people(project, rows, usual)),
        usual,
    )


def _name(calendar: WorkingCalendar | None) -> str:
    return calendar.name if calendar else ""


def _people(project: Project, rows: dict[UUID, WorkingCalendar], usual: float) -> Iterable[PersonRow]:
    own = {row.person_id: row for row in rows.values() if row.person_id}
    tasks: dict[UUID, int] = {}
    for owner in Task.objects.of(project).leaves().open().exclude(owner=None).values_list("owner", flat=True):
        tasks[owner] = tasks.get(owner, 0) + 1
    today = str(project.today())
    for person in Person.objects.filter(pk__in={*own, *tasks}).order_by("name"):
        calendar = own.get(person.pk)
        hours = hours_a_week(calendar, rows) if calendar else usual
        away = [
            (date.fromisoformat(said["first"]), date.fromisoformat(said["last"]))
            for said in (calendar.exceptions if calendar else [])
            if said["last"] >= today and not said["shifts"]
        ]
        share = round(100 * hours / usual) if usual else 100
        yield PersonRow(person.pk, person.name, hours, share, sorted(away), tasks.get(person.pk, 0))


def hours_a_week(calendar: WorkingCalendar | None, rows: dict[UUID, WorkingCalendar]) -> float:
    """Working hours of an ordinary week, weekdays that say nothing taken from the base."""
    return sum(last - first for day in week_of(calendar, rows) for first, last in day) / 60


def week_of(calendar: WorkingCalendar | None, rows: dict[UUID, WorkingCalendar]) -> list[Any]:
    """Seven lists of shifts, inherited ones included."""
    if calendar is None:
        return PLAIN_WEEK
    week: list[Any] = [None] * 7
    seen: set[UUID] = set()
    at: WorkingCalendar | None = calendar
    while at is not None and at.pk not in seen:
        seen.add(at.pk)
        said = [*at.week, *[None] * 7][:7]
        week = [old if old is not None else new for old, new in zip(week, said, strict=True)]
        at = rows.get(at.base_id) if at.base_id else None
    return [[] if day is None else day for day in week]
