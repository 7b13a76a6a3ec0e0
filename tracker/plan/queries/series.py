"""Tasks that come again: what a series would be, what of it is kept because somebody worked on it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import takewhile
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.people.models import Person
from tracker.plan.choices import ConstraintKind, DoneWhen
from tracker.plan.models import (
    BaselineRow,
    Dependency,
    Occurrence,
    Task,
    TaskClause,
    TaskComment,
    TaskSeries,
    TaskStep,
)
from tracker.plan.queries.timing import timing_of
from tracker.plan.queries.why import refusal_sentence
from tracker.plan.rhythm import Laid, Rhythm, Turn, Worked, check, days_of, in_words, last_worked, lay
from tracker.plan.scheduling import STANDARD, Unschedulable
from tracker.plan.scheduling.worktime import lay_out
from tracker.projects.models import Project
from tracker.standard.models import Clause

EPOCH = date(1970, 1, 1).toordinal()
# What every occurrence has from its making.
OF_ITSELF = {Task, TaskClause, Occurrence, TaskSeries, BaselineRow}


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What somebody wants to come again."""

    name: str
    rhythm: Rhythm
    owner: Person | None = None
    length_days: int = 1
    effort_hours: Decimal | None = None
    clauses: tuple[Clause, ...] = ()

    @property
    def numbers(self) -> list[str]:
        return sorted(clause.number for clause in self.clauses)

    @property
    def said(self) -> tuple[Any, ...]:
        """By what one wish is told from another."""
        owner = self.owner.pk if self.owner else None
        return (self.name, self.rhythm, owner, self.length_days, self.effort_hours, self.numbers)


class Planned(NamedTuple):
    """One time of the series, with the dates that its task gets."""

    number: int
    day: date
    on: date
    due: date

    @property
    def gave_way(self) -> bool:
        return self.on != self.day


class Kept(NamedTuple):
    """An occurrence that is left as it is, and why. Without a task it was taken out of the plan by hand."""

    occurrence: Occurrence
    task: Task | None
    why: str


class Renewed(NamedTuple):
    occurrence: Occurrence
    task: Task
    planned: Planned


@dataclass(frozen=True)
class Proposal:
    """What setting up or changing the series would do; nothing is changed."""

    wish: SeriesWish
    laid: Laid
    added: list[Planned]
    changed: list[Renewed] = field(default_factory=list)
    same: int = 0
    kept: list[Kept] = field(default_factory=list)
    gone: list[tuple[Occurrence, Task]] = field(default_factory=list)

    @property
    def planned(self) -> list[Planned]:
        """What is added or gets other dates, in order."""
        return sorted([*self.added, *(one.planned for one in self.changed)], key=lambda one: one.on)

    @property
    def was(self) -> dict[int, date]:
        """When what gets another day lay before, by its number."""
        moved = [one for one in self.changed if one.occurrence.starts_on != one.planned.on]
        return {one.planned.number: one.occurrence.starts_on for one in moved}

    def late(self, today: date) -> list[Planned]:
        """What would be overdue as soon as it is there."""
        return [one for one in self.added if one.due < today]

    @property
    def gave_way(self) -> list[Planned]:
        return [one for one in self.planned if one.gave_way]

    @property
    def mark(self) -> str:
        """The same while the same would be done to tasks that have not changed since."""
        facts = (
            [(one.task.pk, one.task.version, one.planned) for one in self.changed],
            [(one.occurrence.pk, one.why) for one in self.kept],
            [(task.pk, task.version) for _occurrence, task in self.gone],
        )
        return hashlib.sha256(repr((self.wish.said, self.added, facts)).encode()).hexdigest()


def worked_by(project: Project) -> Worked:
    """On which days the plan's calendar has work; without one, Monday to Friday."""
    known = timing_of(project)
    chosen = known.basis.calendar_id if known.basis else None
    key: Any = chosen if chosen in known.calendars else STANDARD.key
    try:
        noon = datetime.combine(project.today(), time(12))
        clock = lay_out(key, {STANDARD.key: STANDARD, **known.calendars}, noon)
    except Unschedulable as problem:
        raise RuleBroken(refusal_sentence(problem)) from problem
    return Worked(
        tuple(bool(shifts) for shifts in clock.week), lambda day: bool(clock.shifts(day.toordinal() - EPOCH))
    )


def propose(project: Project, wish: SeriesWish, series: TaskSeries | None = None) -> Proposal:
    """What the wish would make, or make of the series that is there. A fixed number of queries.

    Raises `RuleBroken` for a rhythm that cannot be.
    """
    worked = worked_by(project)
    if series is None:
        laid = lay(wish.rhythm, worked)
        return Proposal(wish, laid, _planned(laid, wish, worked))
    check(wish.rhythm, worked)
    today = project.today()
    kept, free = _told_apart(series, _days_until(wish.rhythm, today), today)
    taken = {one.occurrence.day for one in kept} | {one.task.starts_on for one in kept if one.task}
    days = {occurrence.day for occurrence, _task in free}

    def skip(turn: Turn) -> bool:
        # What should have been by now is not made up for.
        late = turn.on < today and turn.day not in days
        return late or turn.day in taken or turn.on in taken

    laid = lay(wish.rhythm, worked, had=len(kept), skip=skip)
    planned = _numbered(_planned(laid, wish, worked), kept)
    return _matched(Proposal(wish, laid, [], kept=kept), planned, free, series)


def _days_until(rhythm: Rhythm, today: date) -> set[date]:
    last = min(today, rhythm.until or today)
    return set(takewhile(lambda day: day <= last, days_of(rhythm)))


def _planned(laid: Laid, wish: SeriesWish, worked: Worked) -> list[Planned]:
    return [
        Planned(number, turn.day, turn.on, last_worked(turn.on, wish.length_days, worked))
        for number, turn in enumerate(laid.turns, 1)
    ]


def propose_end(project: Project, wish: SeriesWish, series: TaskSeries) -> Proposal:
    """What ending it on the last day of the wish would do: the rest is left as it is, whatever it says."""
    kept, free = _told_apart(series, {row.day for row in series.occurrences.all()}, project.today())
    until = wish.rhythm.until or series.starts_on
    gone = [(row, task) for row, task in free if row.starts_on > until]
    return Proposal(wish, Laid([], []), [], same=len(free) - len(gone), kept=kept, gone=gone)


def _numbered(planned: list[Planned], kept: list[Kept]) -> list[Planned]:
    """In order, each with the next number that no kept one before it has."""
    number, found = 0, []
    before = sorted((one.occurrence.day, one.occurrence.number) for one in kept)
    used = {number for _day, number in before}
    for one in planned:
        while before and before[0][0] <= one.day:
            number = max(number, before.pop(0)[1])
        number += 1
        while number in used:
            number += 1
        found.append(one._replace(number=number))
    return found


Standing = tuple[Occurrence, Task]


def _matched(
    proposal: Proposal, planned: list[Planned], free: list[Standing], series: TaskSeries
) -> Proposal:
    """The same day stays the same task; other days go to the tasks that are left over, in order."""
    by_day = {occurrence.day: (occurrence, task) for occurrence, task in free}
    pairs = [(by_day[one.day], one) for one in planned if one.day in by_day]
    rest = [one for one in planned if one.day not in by_day]
    days = {one.day for one in planned}
    over = [standing for standing in free if standing[0].day not in days]
    pairs += zip(over, rest, strict=False)
    changed = [
        Renewed(occurrence, task, one)
        for (occurrence, task), one in pairs
        if _differs(occurrence, task, one, proposal.wish, series)
    ]
    count = min(len(over), len(rest))
    return Proposal(
        proposal.wish,
        proposal.laid,
        added=rest[count:],
        changed=sorted(changed, key=lambda one: one.planned.on),
        same=len(pairs) - len(changed),
        kept=proposal.kept,
        gone=over[count:],
    )


def _differs(occurrence: Occurrence, task: Task, one: Planned, wish: SeriesWish, series: TaskSeries) -> bool:
    was = (occurrence.number, occurrence.day, occurrence.starts_on, occurrence.due_on)
    said = (wish.name, wish.owner.pk if wish.owner else None, wish.effort_hours, wish.numbers)
    return was != tuple(one) or said != (series.name, task.owner_id, series.effort_hours, series.clauses)


# What was worked on ---------------------------------------------------------------


def _told_apart(series: TaskSeries, days: set[date], today: date) -> tuple[list[Kept], list[Standing]]:
    """Occurrences that are left as they are, and those that are renewed."""
    rows = list(Occurrence.objects.filter(series=series))
    # Who was given the summary may have been given the times with it.
    owners = {series.owner_id, *Task.objects.filter(pk=series.summary_id).values_list("owner", flat=True)}
    tasks = Task.objects.in_bulk([row.task_id for row in rows])
    held = held_by(list(tasks.values()))
    clauses: dict[UUID, set[str]] = defaultdict(set)
    for task, number in TaskClause.objects.filter(task__in=tasks).values_list("task", "clause__number"):
        clauses[task].add(number)
    kept, free = [], []
    for row in rows:
        task = tasks.get(row.task_id)
        if task is None:
            kept.append(Kept(row, None, _("was taken out of the plan by hand")))
            continue
        why = _why(series, row, task, owners, clauses[task.pk]) or held.get(task.pk, "")
        if not why and row.starts_on < today and row.day not in days:
            why = _("lies before today")
        if why:
            kept.append(Kept(row, task, why))
        else:
            free.append((row, task))
    return kept, free


def _why(series: TaskSeries, row: Occurrence, task: Task, owners: set[UUID | None], clauses: set[str]) -> str:
    """What of itself says that somebody worked on it, or nothing."""
    moved = (ConstraintKind.START_NO_EARLIER, row.starts_on, row.starts_on, row.due_on)
    made = (name_of(series.name, row.number), True, series.effort_hours, "", set(series.clauses))
    says = (task.name, task.owner_id in owners, task.effort_hours, task.description, clauses)
    facts = {
        _("is done"): task.is_done,
        _("has begun"): bool(task.actual_start_on or task.percent),
        _("has hours"): task.spent_hours is not None,
        _("is blocked"): bool(task.blocked_reason),
        _("was put elsewhere in the plan"): task.parent_id != series.summary_id,
        _("was moved by hand"): (task.constraint, task.constraint_on, task.starts_on, task.due_on) != moved,
        _("has a deadline"): task.deadline_on is not None,
        _("says when it is done"): task.done_when != DoneWhen.SAID,
        _("was changed by hand"): says != made or task.is_manual or task.is_summary,
    }
    return next((why for why, holds in facts.items() if holds), "")


def name_of(name: str, number: int) -> str:
    """What the task of that time is called."""
    return f"{name} {number}"


def held_by(tasks: Iterable[Task]) -> dict[UUID, str]:
    """Which of the tasks carry something that somebody put there, in this room or above it, and what."""
    found: dict[UUID, str] = {}
    wanted = [task.pk for task in tasks]
    words: dict[type[Any], str] = {
        Dependency: _("is linked with other tasks"),
        TaskComment: _("has comments"),
        TaskStep: _("has a checklist"),
    }
    for link in Task._meta.related_objects:
        model = link.related_model
        if model in OF_ITSELF or not isinstance(model, type):
            continue
        name = link.field.name
        rows = model._default_manager.filter(**{f"{name}__in": wanted}).values_list(name, flat=True)
        for pk in rows.distinct() if wanted else []:
            found.setdefault(pk, words.get(model) or _("has a %(what)s") % {"what": model._meta.verbose_name})
    return found


# On the page of a task ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """The series of a summary or of one of its occurrences, in figures."""

    series: TaskSeries
    words: str
    total: int
    done: int
    next_on: date | None
    last_on: date | None
    number: int | None


def series_told(task: Task) -> SeriesTold | None:
    """Of a summary: its series. Of an occurrence: the series that it is one of. Two queries."""
    series = (
        TaskSeries.objects.filter(summary_id=task.pk) | TaskSeries.objects.filter(occurrences__task=task.pk)
    ).first()
    if series is None:
        return None
    mine = {row.task_id: row.number for row in Occurrence.objects.filter(series=series)}
    rows = list(Task.objects.filter(pk__in=mine).values_list("due_on", "starts_on", "actual_finish_on"))
    waiting = [starts_on for _due, starts_on, done in rows if done is None]
    return SeriesTold(
        series=series,
        words=in_words(series.rhythm),
        total=len(rows),
        done=len(rows) - len(waiting),
        next_on=min(waiting, default=None),
        last_on=max((starts_on for _due, starts_on, _done in rows), default=None),
        number=mine.get(task.pk),
    )
