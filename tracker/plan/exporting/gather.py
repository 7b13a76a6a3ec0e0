"""What a plan holds, in the plain values that the importer reads: one is the other's mirror."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from tracker.people.models import Person
from tracker.plan.choices import ConstraintKind, TaskKind
from tracker.plan.importing.plain import (
    ImportedCalendar,
    ImportedLink,
    ImportedPlan,
    ImportedTask,
    ImportedTiming,
)
from tracker.plan.models import (
    BaselineRow,
    Dependency,
    ScheduleBasis,
    Task,
    TaskCalendar,
    TaskClause,
    WorkingCalendar,
)
from tracker.projects.models import Project
from tracker.standard.models import Clause

MORNING, EVENING = time(8), time(17)
# Other programs keep one baseline to compare with and ten more.
MOST_BASELINES = 11
NO_DATE = {ConstraintKind.AS_SOON, ConstraintKind.AS_LATE}


@dataclass(frozen=True, slots=True)
class HeldBaseline:
    """Dates of one task in one baseline; 0 is the newest."""

    place: int
    starts_on: date
    due_on: date
    effort_minutes: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """The plan, and what its tasks have besides: who owns them, and what was approved."""

    plan: ImportedPlan
    owners: dict[int, Person]
    person_calendars: dict[str, str]
    baselines: dict[int, list[HeldBaseline]]
    spent_minutes: dict[int, int]


def gather(project: Project) -> Held:
    """Everything in a fixed number of queries."""
    tasks = list(Task.objects.of(project).in_order().select_related("owner", "phase"))
    calendars = list(WorkingCalendar.objects.of(project).order_by("name", "created_at", "pk"))
    numbers = {calendar.pk: str(place) for place, calendar in enumerate(calendars, start=1)}
    links = defaultdict(list)
    for link in Dependency.objects.of(project).select_related("predecessor").order_by("predecessor__place"):
        links[link.successor_id].append(_link(link))
    clauses = defaultdict(list)
    for row in TaskClause.objects.of(project).select_related("clause"):
        clauses[row.task_id].append(row.clause)
    hours = defaultdict(list)
    for works in TaskCalendar.objects.of(project).order_by("pk"):
        hours[works.task_id].append(numbers[works.calendar_id])
    said = tuple(_task(task, numbers, links[task.pk], clauses[task.pk], hours[task.pk]) for task in tasks)
    return Held(
        plan=ImportedPlan(
            source="plan",
            title=project.name,
            tasks=said,
            calendars=tuple(_calendar(one, numbers) for one in calendars),
            timing=_timing(project, said, numbers),
        ),
        owners={task.uid: task.owner for task in tasks if task.owner is not None},
        person_calendars={str(one.person_id): numbers[one.pk] for one in calendars if one.person_id},
        baselines=_baselines(project, {task.pk: task.uid for task in tasks}),
        spent_minutes={
            task.uid: _minutes(task.spent_hours) for task in tasks if task.spent_hours is not None
        },
    )


def _task(
    task: Task, numbers: dict[object, str], links: list[ImportedLink], clauses: list[Clause], hours: list[str]
) -> ImportedTask:
    constraint = ConstraintKind(task.constraint)
    began = _at(task.actual_start_on, task.actual_start_at, task.starts_at)
    ended = _at(task.actual_finish_on, task.actual_finish_at, task.due_at)
    return ImportedTask(
        line=task.place,
        uid=task.uid,
        name=task.name,
        level=task.level,
        start=datetime.combine(task.starts_on, task.starts_at),
        finish=datetime.combine(task.due_on, task.due_at),
        duration_minutes=task.duration_minutes,
        percent=task.percent,
        milestone=task.kind == TaskKind.MILESTONE,
        summary=task.is_summary,
        links=tuple(links),
        owners=(task.owner.email or task.owner.name,) if task.owner else (),
        phase=task.phase.name if task.phase else "",
        clauses=tuple(sorted(clause.number for clause in clauses)),
        effort_minutes=None if task.effort_hours is None else _minutes(task.effort_hours),
        notes=task.description,
        actual_start=began.date() if began else None,
        actual_start_time=began.time() if began else None,
        actual_finish=ended.date() if ended else None,
        actual_finish_time=ended.time() if ended else None,
        constraint=constraint.value,
        constraint_at=None
        if constraint in NO_DATE
        else _at(task.constraint_on, task.constraint_at, _usual(constraint)),
        deadline=_at(task.deadline_on, task.deadline_at, EVENING),
        manual=task.is_manual,
        elapsed=task.is_elapsed,
        calendar=numbers.get(task.calendar_id, ""),
        without_people=task.without_people,
        people_calendars=tuple(sorted(hours)),
        remaining_minutes=task.remaining_minutes,
        resume=_at(task.resumes_on, task.resumes_at, MORNING),
    )


def _usual(constraint: ConstraintKind) -> time:
    """The hour that a constraint without one means: a start in the morning, a finish in the evening."""
    return MORNING if constraint.value in {"mso", "snet", "snlt"} else EVENING


def _at(day: date | None, at: time | None, usual: time) -> datetime | None:
    return None if day is None else datetime.combine(day, usual if at is None else at)


def _minutes(hours: Decimal) -> int:
    return round(hours * 60)


def _link(link: Dependency) -> ImportedLink:
    return ImportedLink(0, link.predecessor.uid, link.kind, link.lag_minutes, link.lag_unit, link.lag_percent)


def _calendar(calendar: WorkingCalendar, numbers: dict[object, str]) -> ImportedCalendar:
    week = [*calendar.week, *[None] * 7][:7]
    return ImportedCalendar(
        line=0,
        uid=numbers[calendar.pk],
        name=calendar.name,
        week=tuple(None if day is None else tuple((first, last) for first, last in day) for day in week),
        exceptions=tuple(
            (
                date.fromisoformat(row["first"]),
                date.fromisoformat(row["last"]),
                tuple((first, last) for first, last in row["shifts"]),
                row.get("name", ""),
            )
            for row in calendar.exceptions
        ),
        base=numbers.get(calendar.base_id, ""),
    )


def _timing(
    project: Project, tasks: tuple[ImportedTask, ...], numbers: dict[object, str]
) -> ImportedTiming | None:
    basis = ScheduleBasis.objects.of(project).first()
    if basis is None:
        first = min((task.start for task in tasks), default=datetime.combine(project.starts_on, MORNING))
        return ImportedTiming(first, max((task.finish for task in tasks), default=first))
    starts_at = datetime.combine(basis.starts_on, basis.starts_at)
    return ImportedTiming(
        starts_at=starts_at,
        finishes_at=_at(basis.finishes_on, basis.finishes_at, EVENING) or starts_at,
        from_finish=basis.from_finish,
        calendar=numbers.get(basis.calendar_id, ""),
        critical_days=basis.critical_minutes // 480,
    )


def _baselines(project: Project, uids: dict[object, int]) -> dict[int, list[HeldBaseline]]:
    found: dict[int, list[HeldBaseline]] = defaultdict(list)
    places: dict[object, int] = {}
    rows = BaselineRow.objects.filter(baseline__project=project).order_by("-baseline__number", "pk")
    for row in rows:
        place = places.setdefault(row.baseline_id, len(places))
        if place >= MOST_BASELINES:
            break
        if row.task_id in uids:
            effort = None if row.effort_hours is None else _minutes(row.effort_hours)
            found[uids[row.task_id]].append(HeldBaseline(place, row.starts_on, row.due_on, effort))
    return found
