"""From rows to what the engine takes: activities, links, calendars and the basis, by the numbers of the tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from tracker.plan.choices import ConstraintKind, LagUnit, TaskKind
from tracker.plan.models import Dependency, ScheduleBasis, Task, TaskCalendar, WorkingCalendar
from tracker.plan.queries.facts import TaskFact
from tracker.plan.scheduling import (
    Activity,
    Basis,
    Calendar,
    Constraint,
    Exceptional,
    Key,
    Link,
    Shifts,
)
from tracker.projects.models import Project

ELAPSED_UNITS = frozenset(unit for unit in LagUnit.values if unit.startswith("e"))
PERCENT_UNITS = frozenset({LagUnit.PERCENT, LagUnit.ELAPSED_PERCENT})


@dataclass(frozen=True)
class Timing:
    """By what the plan is worked: its calendars, whose hours count for which task, and its basis, if it has one."""

    basis: ScheduleBasis | None = None
    calendars: dict[Key, Calendar] = field(default_factory=dict)
    people: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    persons: dict[UUID, UUID] = field(default_factory=dict)


def timing(project: Project, tasks: Iterable[TaskFact]) -> Timing:
    """Nothing is asked where no task says that its plan has a basis of its own."""
    return timing_of(project) if any(task.basis_id for task in tasks) else Timing()


def timing_of(project: Project) -> Timing:
    """By what the plan is worked."""
    basis = ScheduleBasis.objects.of(project).first()
    rows = list(WorkingCalendar.objects.of(project))
    people: dict[UUID, list[UUID]] = defaultdict(list)
    links = TaskCalendar.objects.of(project).order_by("calendar_id").values_list("task_id", "calendar_id")
    for task, calendar in links:
        people[task].append(calendar)
    return Timing(
        basis=basis,
        calendars={row.pk: _calendar(row) for row in rows},
        people={task: tuple(calendars) for task, calendars in people.items()},
        persons={row.person_id: row.pk for row in rows if row.person_id},
    )


def _calendar(row: WorkingCalendar) -> Calendar:
    week = tuple(None if day is None else _shifts(day) for day in row.week)
    exceptions = tuple(
        Exceptional(
            date.fromisoformat(said["first"]), date.fromisoformat(said["last"]), _shifts(said["shifts"])
        )
        for said in row.exceptions
    )
    # A week that says nothing of a day leaves it to the base.
    return Calendar(row.pk, row.name, (*week, *[None] * (7 - len(week)))[:7], exceptions, row.base_id)


def _shifts(said: Iterable[Iterable[int]]) -> Shifts:
    return tuple((int(first), int(last)) for first, last in said)


class Plan:
    """What the engine takes, made from the rows. `forecast` pushes present dates; else the plan is computed anew."""

    def __init__(
        self, tasks: Iterable[TaskFact], links: Iterable[Link], known: Timing, *, today: date, forecast: bool
    ) -> None:
        self.tasks = list(tasks)
        self.known = known
        self.today = datetime.combine(today, time())
        self.forecast = forecast
        self.calendars: dict[Key, Calendar] = dict(known.calendars)
        uids = {task.id: task.uid for task in self.tasks}
        self.uids: Mapping[UUID | None, int] = uids  # type: ignore[assignment]
        # Links go by the tasks' numbers inside: they compare faster than their ids.
        self.links = [
            replace(link, before=uids[link.before], after=uids[link.after])  # type: ignore[index]
            for link in links
            if link.before in uids and link.after in uids
        ]
        self.linked = {link.after for link in self.links}
        self.activities = [self.activity(task) for task in self.tasks]

    @property
    def basis(self) -> Basis:
        said = self.known.basis
        calendar = said.calendar_id if said and said.calendar_id in self.calendars else None
        critical = said.critical_minutes if said else 0
        if self.forecast:
            return Basis(
                self.today,
                calendar=calendar,
                status=self.today,
                reschedule=True,
                honor=False,
                critical_minutes=critical,
            )
        if said is None:
            first = min((_at(task.starts_on, task.starts_at) for task in self.tasks), default=self.today)
            return Basis(first)
        return Basis(
            _at(said.starts_on, said.starts_at),
            finish=_at(said.finishes_on, said.finishes_at or time(17)) if said.finishes_on else None,
            from_finish=said.from_finish,
            calendar=calendar,
            critical_minutes=critical,
        )

    def activity(self, task: TaskFact) -> Activity:
        start, finish = _at(task.starts_on, task.starts_at), _at(task.due_on, task.due_at)
        milestone = task.kind == TaskKind.MILESTONE
        planned = task.constraint == ConstraintKind.PLANNED
        # A milestone that hangs on something lies at the end of its day, as that something does.
        wanted = finish if milestone and task.uid in self.linked else start
        calendar, lag_calendar = self.calendars_of(task)
        began, ended = self._really(task, start)
        # Where calendars are kept, work lasts what it lasts: a holiday or an absence moves its end.
        by_dates = planned and not task.is_elapsed and self.known.basis is None
        minutes = None if by_dates else task.duration_minutes
        return Activity(
            key=task.uid,
            minutes=0 if milestone else minutes,
            name=task.name,
            parent=self.uids.get(task.parent_id),
            calendar=calendar,
            lag_calendar=lag_calendar,
            elapsed=task.is_elapsed,
            constraint=self._constraint(task),
            constraint_at=_maybe(task.constraint_on, task.constraint_at),
            deadline=_maybe(task.deadline_on, task.deadline_at or time(17)),
            manual=task.is_manual,
            start=start,
            finish=finish,
            actual_start=began,
            actual_finish=ended,
            percent=100 if ended else min(task.percent, 99),
            remaining=_remaining(task),
            resume=_maybe(task.resumes_on, task.resumes_at) if began else None,
            expected_finish=finish if self.forecast and planned else None,
            not_before=wanted if planned or (self.forecast and not task.is_manual) else None,
        )

    def _constraint(self, task: TaskFact) -> Constraint:
        if task.constraint == ConstraintKind.PLANNED:
            return Constraint.AS_SOON
        kind = Constraint(task.constraint)
        # Pushed forward, what is as late as possible already lies where it was planned.
        return Constraint.AS_SOON if self.forecast and kind is Constraint.AS_LATE else kind

    def _really(self, task: TaskFact, start: datetime) -> tuple[datetime | None, datetime | None]:
        began = _maybe(task.actual_start_on, task.actual_start_at or task.starts_at)
        ended = _maybe(task.actual_finish_on, task.actual_finish_at or task.due_at)
        if began is None and (task.percent or ended):
            began = start
        if ended is not None and began is not None and ended < began:
            began = ended
        return began, ended

    def calendars_of(self, task: TaskFact | Task) -> tuple[Key | None, Key | None]:
        """When it is worked on, and by what its lags and floats are counted."""
        known = self.known
        people: tuple[UUID, ...] = known.people.get(task.id, ())
        if not people and task.owner_id in known.persons:
            people = (known.persons[task.owner_id],)
        own = task.calendar_id
        if own is None and not people:
            return None, None
        if own is not None and (task.without_people or not people):
            return own, own
        key: Key = people[0] if len(people) == 1 else self._made("any", people)
        return (key, None) if own is None else (self._made("all", (own, key)), own)

    def _made(self, how: str, parts: tuple[Any, ...]) -> Key:
        key = (how, *parts)
        if key not in self.calendars:
            name = " + ".join(self.calendars[part].name for part in parts)
            any_of, all_of = (parts, ()) if how == "any" else ((), parts)
            self.calendars[key] = Calendar(key, name, any_of=any_of, all_of=all_of)
        return key


def _remaining(task: TaskFact) -> int | None:
    """What the file said is left, as long as it fits the percentage: that may have been changed here since."""
    left = task.duration_minutes * (100 - task.percent) / 100
    said = task.remaining_minutes
    return said if said is not None and abs(said - left) <= task.duration_minutes / 100 + 1 else None


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment)


def _maybe(day: date | None, moment: time | None) -> datetime | None:
    return None if day is None else datetime.combine(day, moment or time(8))


def links_of(project: Project) -> list[Link]:
    """The dependencies of the plan by the ids of its tasks."""
    rows = Dependency.objects.of(project).values_list(
        "predecessor_id", "successor_id", "kind", "lag_minutes", "lag_unit", "lag_percent"
    )
    return [link_of(*row) for row in rows]


def link_of(before: Key, after: Key, kind: Any, minutes: int, unit: str, percent: int | None = None) -> Link:
    """A dependency as the engine takes it; a share of the first task as far as its percentage is known."""
    share = percent if unit in PERCENT_UNITS else None
    return Link(before, after, kind, 0 if share is not None else minutes, unit in ELAPSED_UNITS, share)
