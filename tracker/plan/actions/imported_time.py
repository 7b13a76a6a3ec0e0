"""The working time of an imported plan: calendars, who works by which, and from where dates are computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import LineProblem
from tracker.people.models import User
from tracker.plan.importing import ImportedPlan, ImportedTask
from tracker.plan.importing.plain import ImportedCalendar
from tracker.plan.models import ScheduleBasis, Task, TaskCalendar, WorkingCalendar
from tracker.plan.scheduling import MINUTES_A_DAY
from tracker.projects.models import Project


def calendar_problems(plan: ImportedPlan) -> Iterator[LineProblem]:
    """Calendars that inherit from each other in a circle, or whose shifts overlap."""
    bases = {calendar.uid: calendar.base for calendar in plan.calendars}
    for calendar in plan.calendars:
        if _circles(calendar.uid, bases):
            reason = _("The calendar “%(name)s” is based on itself.") % {"name": calendar.name[:80]}
            yield LineProblem(calendar.line, reason)
        shifts = [day for day in calendar.week if day] + [row[2] for row in calendar.exceptions]
        if any(_overlap(day) for day in shifts):
            reason = _("The working times of the calendar “%(name)s” overlap.") % {"name": calendar.name[:80]}
            yield LineProblem(calendar.line, reason)
        if any(last < first for first, last, _shifts, _name in calendar.exceptions):
            reason = _("An exception of the calendar “%(name)s” ends before it begins.")
            yield LineProblem(calendar.line, reason % {"name": calendar.name[:80]})


def _circles(uid: str, bases: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while uid in bases and uid not in seen:
        seen.add(uid)
        uid = bases[uid]
    return uid in seen


def _overlap(shifts: tuple[tuple[int, int], ...]) -> bool:
    ordered = sorted(shifts)
    return any(after[0] < before[1] for before, after in pairwise(ordered))


def make_calendars(
    actor: User, project: Project, plan: ImportedPlan, reason: str
) -> dict[str, WorkingCalendar]:
    """The calendars of the file by its numbers; those that exist already under one name and week are used again."""
    there = {(found.name, str(found.week)): found for found in WorkingCalendar.objects.of(project)}
    made: dict[str, WorkingCalendar] = {}
    rows: list[WorkingCalendar] = []
    # A base is written before what is based on it.
    for said in sorted(plan.calendars, key=lambda calendar: _depth(calendar, plan)):
        week = [None if day is None else [list(shift) for shift in day] for day in said.week]
        found = there.get((said.name[:200], str(week)))
        if found is None:
            found = WorkingCalendar(
                project=project,
                uid=said.uid[:40],
                name=said.name[:200],
                base=made.get(said.base),
                week=week,
                exceptions=[
                    {
                        "first": str(first),
                        "last": str(last),
                        "shifts": [list(s) for s in shifts],
                        "name": name,
                    }
                    for first, last, shifts, name in said.exceptions
                ],
            )
            rows.append(found)
        made[said.uid] = found
    bulk_save_because(rows, reason=reason, by=actor)
    return made


def _depth(calendar: ImportedCalendar, plan: ImportedPlan) -> int:
    bases = {one.uid: one.base for one in plan.calendars}
    uid, depth = calendar.uid, 0
    while uid in bases:
        uid, depth = bases[uid], depth + 1
    return depth


def make_basis(
    actor: User, project: Project, plan: ImportedPlan, calendars: Mapping[str, WorkingCalendar], reason: str
) -> None:
    """From where the file computes its dates; a plan that has a basis keeps it."""
    timing = plan.timing
    if timing is None or ScheduleBasis.objects.of(project).exists():
        return
    basis = ScheduleBasis(
        project=project,
        starts_on=timing.starts_at.date(),
        starts_at=timing.starts_at.time(),
        finishes_on=timing.finishes_at.date(),
        finishes_at=timing.finishes_at.time(),
        from_finish=timing.from_finish,
        calendar=calendars.get(timing.calendar),
        critical_minutes=min(timing.critical_days, 10_000) * MINUTES_A_DAY,
    )
    basis.save_because(reason, by=actor)


def working_facts(said: ImportedTask, calendars: Mapping[str, WorkingCalendar]) -> dict[str, Any]:
    """What the task is scheduled by besides its dates."""
    return {
        "constraint": said.constraint,
        "constraint_on": said.constraint_at.date() if said.constraint_at else None,
        "constraint_at": said.constraint_at.time() if said.constraint_at else None,
        "deadline_on": said.deadline.date() if said.deadline else None,
        "deadline_at": said.deadline.time() if said.deadline else None,
        "is_manual": said.manual,
        "is_elapsed": said.elapsed,
        "calendar": calendars.get(said.calendar),
        "without_people": said.without_people,
        "actual_start_at": said.actual_start_time,
        "actual_finish_at": said.actual_finish_time,
        "remaining_minutes": said.remaining_minutes,
        "resumes_on": said.resume.date() if said.resume else None,
        "resumes_at": said.resume.time() if said.resume else None,
    }


def make_task_calendars(
    actor: User,
    project: Project,
    plan: ImportedPlan,
    made: tuple[Mapping[int, Task], Mapping[str, WorkingCalendar]],
    reason: str,
) -> None:
    """Say whose hours count for a task, where they are not those of the whole plan."""
    tasks, calendars = made
    standard = plan.timing.calendar if plan.timing else ""
    plain = {calendar.uid for calendar in plan.calendars if _is_plain(calendar, standard)}
    rows = [
        TaskCalendar(project=project, task=tasks[said.uid], calendar=calendars[uid])
        for said in plan.lines
        if not plain.issuperset(said.people_calendars)
        for uid in said.people_calendars
    ]
    bulk_save_because(rows, reason=reason, by=actor)


def _is_plain(calendar: ImportedCalendar, standard: str) -> bool:
    """Whether it says nothing that the plan's own calendar does not."""
    own = any(day is not None for day in calendar.week) or calendar.exceptions
    return calendar.uid == standard or (calendar.base == standard and not own)
