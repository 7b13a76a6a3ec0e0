"""A levelled plan as a proposal: which tasks would begin later, what that does to milestones. Nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal
from uuid import UUID

from tracker.core.errors import RuleBroken
from tracker.plan.choices import ConstraintKind
from tracker.plan.levelling import Job, Levelled, level
from tracker.plan.load import Load
from tracker.plan.queries.effect import Effect, effect_of_forecasts
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.load import Clocks, LoadView, load_of, people_of, work_of
from tracker.plan.queries.outlook import Forecast, Outlook, outlook, told
from tracker.plan.queries.timing import Plan
from tracker.plan.queries.why import refusal_sentence
from tracker.plan.scheduling import Activity, Key, Schedule, Unschedulable, schedule
from tracker.projects.models import Project

# Other constraints say something that a later start would take away.
MAY_WAIT = frozenset({ConstraintKind.PLANNED, ConstraintKind.AS_SOON, ConstraintKind.START_NO_EARLIER})

# So many tasks are placed in some two seconds; a plan is placed anew for each task that is held back.
MOST_PLACED = 60_000
LEAST_PLACED = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """A task that would begin no earlier than `day`; `beyond` where that is more than its float."""

    task: TaskFact
    day: date
    before: Forecast
    after: Forecast
    beyond: bool


@dataclass(frozen=True, slots=True)
class Staying:
    """A task in a week that stays too full: it has begun, must lie where it is, or found no place."""

    task: TaskFact
    why: Literal["begun", "fixed", "full"]


@dataclass(frozen=True)
class Proposal:
    """What levelling would do. `over` counts weeks of people with too much work, before and after."""

    view: Outlook
    within_float: bool
    moves: list[Moved]
    staying: list[Staying]
    effect: Effect
    over: tuple[int, int]
    cut: bool

    @cached_property
    def mark(self) -> str:
        """The same as long as it would say the same of tasks that have not changed since."""
        facts = [(move.task.id, move.task.version, move.day, move.after) for move in self.moves]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def proposal(project: Project, *, within_float: bool) -> Proposal:
    """A fixed number of queries. Raises `RuleBroken` where the plan has no forecast, and says why."""
    view = outlook(project)
    if view.problem is not None:
        raise RuleBroken(refusal_sentence(view.problem))
    people = people_of(project, view)
    found = load_of(project, view, people)
    clocks = Clocks(view)
    by_uid: dict[Key, TaskFact] = {task.uid: task for task in view.tasks}
    jobs: dict[Key, Job] = {}
    for task in view.tasks:
        work = work_of(task, people, view, clocks) if task.id in people.assigned else None
        if work is not None:
            jobs[task.uid] = Job(work, _may_wait(task))
    levelled = _levelled(view, jobs, found, within_float)
    after = told(levelled.schedule, view.tasks)
    then = _load_after(found, jobs, levelled)
    return Proposal(
        view,
        within_float,
        [_moved(by_uid[key], view, after, levelled) for key in levelled.held],
        _staying(view, jobs, then),
        effect_of_forecasts(project, view, after),
        (_weeks(found.load), _weeks(then)),
        levelled.cut,
    )


def _may_wait(task: TaskFact) -> bool:
    begun = task.actual_start_on or task.percent
    return not begun and not task.is_manual and task.constraint in MAY_WAIT


def _levelled(view: Outlook, jobs: dict[Key, Job], found: LoadView, within_float: bool) -> Levelled:
    plan = Plan(view.tasks, view.links, view.timing, today=view.today, forecast=True)
    place = _Placing(plan, view)
    since = datetime.combine(view.today, time())
    most = max(LEAST_PLACED, MOST_PLACED // max(len(view.tasks), 1))
    return level(place, jobs, found.load.people, since=since, within_float=within_float, most=most)


class _Placing:
    """The plan with tasks held back, as it would be with these constraints."""

    def __init__(self, plan: Plan, view: Outlook) -> None:
        self.plan = plan
        self.tasks: dict[Key, TaskFact] = {task.uid: task for task in view.tasks}
        self.activities: dict[Key, Activity] = {activity.key: activity for activity in plan.activities}

    def __call__(self, held: Mapping[Key, datetime]) -> Schedule:
        later = {key: self._held(key, day) for key, day in held.items()}
        activities = list((self.activities | later).values())
        try:
            return schedule(
                activities, self.plan.links, basis=self.plan.basis, calendars=self.plan.calendars.values()
            )
        except Unschedulable as problem:
            raise RuleBroken(refusal_sentence(problem)) from problem

    def _held(self, key: Key, day: datetime) -> Activity:
        task = self.tasks[key]
        said = ConstraintKind.START_NO_EARLIER
        return self.plan.activity(
            task._replace(constraint=said, constraint_on=day.date(), constraint_at=day.time())
        )


def _moved(task: TaskFact, view: Outlook, after: Mapping[UUID, Forecast], levelled: Levelled) -> Moved:
    day = levelled.held[task.uid].date()
    return Moved(task, day, view.forecasts[task.id], after[task.id], task.uid in levelled.beyond)


def _staying(view: Outlook, jobs: dict[Key, Job], then: Load) -> list[Staying]:
    filling = {
        key for person, weeks in then.over().items() for week in weeks for key in then.parts[person, week]
    }
    found = []
    for task in view.tasks:
        if task.id in filling:
            begun = task.actual_start_on or task.percent
            found.append(Staying(task, "full" if jobs[task.uid].movable else "begun" if begun else "fixed"))
    return found


def _load_after(found: LoadView, jobs: dict[Key, Job], levelled: Levelled) -> Load:
    since = found.load.since
    works = []
    for key, job in jobs.items():
        start, finish = (max(minute, since) for minute in levelled.schedule.minutes(key)[:2])
        works.append(job.work.at(start, finish))
    return Load(works, found.load.people, since=since)


def _weeks(load: Load) -> int:
    return sum(len(weeks) for weeks in load.over().values())
