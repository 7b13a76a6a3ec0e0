"""When the audits and the certificate are likely: the forecast of the engine, run many times with luck in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tracker.core.charts import DateBin
from tracker.core.errors import RuleBroken
from tracker.plan.chances import Chance, Node, Result, Tied, from_history, simulate
from tracker.plan.choices import MilestoneKind
from tracker.plan.models import TaskClause, TaskEstimate
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.milestones import MilestoneFact, certificate, milestones
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.queries.timing import Plan
from tracker.plan.queries.why import refusal_sentence
from tracker.plan.scheduling import MINUTES_A_DAY, Schedule, Unschedulable, schedule
from tracker.plan.scheduling.worktime import WorkTime, minute_of, moment_of
from tracker.projects.models import Project

RUNS = 10_000
LEAST_RUNS = 200
# So many steps fit into two seconds.
STEPS = 5_000_000
ENOUGH_HISTORY = 8
# Where nothing is known: a tenth shorter at best, half as long again at worst.
UNKNOWN = Chance(0.9, 1.5)
MOST_WRONG = 5.0
BINS = 24


@dataclass(frozen=True, slots=True)
class Likely:
    """One milestone: by when in half, in eight of ten, in nineteen of twenty runs; how often by its planned day."""

    task_id: UUID
    name: str
    kind: str
    planned: date
    forecast: date
    p50: date
    p80: date
    p95: date
    kept: float


@dataclass(frozen=True, slots=True)
class Driver:
    """A task, and in what share of the runs it lies on the path that decides the end."""

    task: TaskFact
    share: float
    estimate: TaskEstimate | None


@dataclass(frozen=True, slots=True)
class Unready:
    """A clause that is not ready on the day of the audit in this share of the runs, and through which tasks."""

    clause: str
    share: float
    forecast: date
    tasks: list[TaskFact]


@dataclass(frozen=True)
class Chances:
    """What the page says. `history` counts the finished tasks behind the spread, nought where it is assumed."""

    runs: int
    seed: int
    history: int
    estimates: int
    likely: list[Likely]
    end: Likely | None
    bins: list[DateBin]
    drivers: list[Driver]
    audit: MilestoneFact | None
    unready: list[Unready]


class _Model:
    """The engine's network as nodes for the runs."""

    def __init__(
        self, view: Outlook, found: Schedule, plan: Plan, estimates: dict[UUID, TaskEstimate]
    ) -> None:
        self.found = found
        self.network = found.network
        self.work: WorkTime = found.network.default
        self.by_uid = {task.uid: task for task in view.tasks}
        self.now = self.work.work(minute_of(plan.today))
        self.estimates = estimates
        seen = _seen(view.tasks)
        self.history = len(seen) if len(seen) >= ENOUGH_HISTORY else 0
        self.ratios = from_history(seen) if self.history else UNKNOWN.ratios()
        self.place = {number: place for place, number in enumerate(found.sequence)}
        self.nodes = [self._node(number) for number in found.sequence]

    def _span(self, number: int) -> tuple[int, int]:
        network = self.network
        fixed = network.fixed.get(number)
        if fixed is not None:
            return self.work.work(fixed.start), self.work.work(fixed.finish)
        minute, placed = network.time[number].minute, self.found.placed
        return self.work.work(minute(placed.start[number])), self.work.work(minute(placed.finish[number]))

    def _node(self, number: int) -> Node:
        network = self.network
        start, finish = self._span(number)
        fixed = network.fixed.get(number)
        task = self.by_uid.get(network.keys[number]) if number < network.size else None  # type: ignore[call-overload]
        if fixed is not None and fixed.finished:
            return Node(finish, 0)
        if fixed is not None and fixed.begun:
            first = max(start, self.now)
            left = max(finish - first, 0)
            return Node(finish - left, left, self._ratios(task, left))
        links = tuple(self._tied(number, start, finish))
        floor = min(start, max(self.now, self._wanted(number)))
        minutes = max(finish - start, 0) if number < network.size else 0
        return Node(start if not links else floor, minutes, self._ratios(task, minutes), links)

    def _wanted(self, number: int) -> int:
        if number >= self.network.size:
            return self.now
        wanted = self.network.by_key[self.network.keys[number]].not_before
        return self.work.work(minute_of(wanted)) if wanted is not None else self.now

    def _tied(self, number: int, start: int, finish: int) -> list[Tied]:
        """Each link with the lag that the engine found, in minutes of the plan's calendar; done work binds no more."""
        network, tied = self.network, []
        for before in network.before[number]:
            if not self._done(before):
                tied.append(Tied(self.place[before]))
        for tie in network.ties_in.get(number, ()):
            if self._done(tie.before):
                continue
            first, last = self._span(tie.before)
            base = first if tie.from_start else last
            lag = min(tie.lag, (finish if tie.to_finish else start) - base)
            tied.append(Tied(self.place[tie.before], tie.from_start, tie.to_finish, lag))
        return tied

    def _done(self, number: int) -> bool:
        fixed = self.network.fixed.get(number)
        return fixed is not None and fixed.finished

    def _ratios(self, task: TaskFact | None, minutes: int) -> Sequence[float] | None:
        if task is None or not minutes or task.is_milestone:
            return None
        said = self.estimates.get(task.id)
        if said is None:
            return self.ratios
        likely = max(task.duration_minutes, 1) / MINUTES_A_DAY
        return Chance(float(said.best_days) / likely, float(said.worst_days) / likely).ratios()

    def day(self, work: int) -> date:
        return moment_of(self.work.end(work)).date()

    def until(self, day: date) -> int:
        """The working minutes up to the end of that day."""
        return self.work.work(minute_of(datetime.combine(day + timedelta(days=1), time())))


def _seen(tasks: Sequence[TaskFact]) -> list[float]:
    """How long finished tasks took for each day they were planned to take."""
    found = []
    for task in tasks:
        if task.is_summary or task.is_milestone or not (task.actual_start_on and task.actual_finish_on):
            continue
        planned = _days(task.planned_start or task.starts_on, task.planned_due or task.due_on)
        took = _days(task.actual_start_on, task.actual_finish_on)
        found.append(min(max(took / planned, 1 / MOST_WRONG), MOST_WRONG))
    return found


def _days(first: date, last: date) -> int:
    """Working days, Monday to Friday, both included; at least one."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return max(weeks * 5 + sum((first.weekday() + step) % 7 < 5 for step in range(rest)), 1)


def chances(project: Project, *, seed: int = 1, runs: int = RUNS, on: date | None = None) -> Chances:
    """Raises `RuleBroken` where the plan cannot be scheduled, and says why."""
    view = outlook(project, on)
    plan = Plan(view.tasks, view.links, view.timing, today=view.today, forecast=True)
    try:
        found = schedule(plan.activities, plan.links, basis=plan.basis, calendars=plan.calendars.values())
    except Unschedulable as problem:
        raise RuleBroken(refusal_sentence(problem)) from problem
    held = {row.task_id: row for row in TaskEstimate.objects.of(project)}
    model = _Model(view, found, plan, held)
    facts = [fact for fact in milestones(project, view) if not fact.done]
    end = certificate(facts)
    audit = min(
        (fact for fact in facts if fact.kind == MilestoneKind.AUDIT), key=lambda f: f.day, default=None
    )
    runs = max(min(runs, STEPS // max(len(model.nodes), 1)), LEAST_RUNS)
    places = {
        task.id: model.place[found.network.number[task.uid]] for task in view.tasks if not task.is_summary
    }
    wanted = [
        fact for fact in facts if fact.kind in {MilestoneKind.AUDIT, MilestoneKind.CERTIFICATE} or fact is end
    ]
    clauses = _clauses(project, places)
    result = simulate(
        model.nodes,
        runs=runs,
        seed=seed,
        targets=[places[fact.task_id] for fact in wanted],
        end=places[end.task_id] if end else None,
        deadline=model.until(audit.baseline_on or audit.due_on) if audit else None,
        watched={places[pk] for tasks in clauses.values() for pk in tasks},
    )
    likely = [_likely(model, result, fact, places[fact.task_id]) for fact in wanted]
    return Chances(
        runs=runs,
        seed=seed,
        history=model.history,
        estimates=len(held),
        likely=likely,
        end=next((row for row in likely if end and row.task_id == end.task_id), None),
        bins=_bins(model, result.ends[places[end.task_id]]) if end else [],
        drivers=_drivers(view, places, result, held),
        audit=audit,
        unready=_unready(view, places, result, clauses, audit),
    )


def _likely(model: _Model, result: Result, fact: MilestoneFact, place: int) -> Likely:
    planned = fact.baseline_on or fact.due_on
    return Likely(
        task_id=fact.task_id,
        name=fact.name,
        kind=fact.kind,
        planned=planned,
        forecast=fact.day,
        p50=model.day(result.at(place, 0.5)),
        p80=model.day(result.at(place, 0.8)),
        p95=model.day(result.at(place, 0.95)),
        kept=result.by(place, model.until(planned)),
    )


def _bins(model: _Model, ends: list[int]) -> list[DateBin]:
    """The ends by week, or by as many weeks as keep the columns few."""
    counted = Counter(ends)
    days: Counter[date] = Counter()
    for work, count in counted.items():
        days[model.day(work)] += count
    first, last = min(days), max(days)
    first -= timedelta(days=first.weekday())
    step = 7 * max(((last - first).days // 7 + BINS) // BINS, 1)
    found: Counter[date] = Counter()
    for day, count in days.items():
        found[first + timedelta(days=(day - first).days // step * step)] += count
    columns = (last - first).days // step + 1
    starts = [first + timedelta(days=step * number) for number in range(columns)]
    return [DateBin(start, found[start]) for start in starts]


def _drivers(
    view: Outlook, places: dict[UUID, int], result: Result, held: dict[UUID, TaskEstimate]
) -> list[Driver]:
    rows = [
        Driver(task, result.critical.get(places[task.id], 0.0), held.get(task.id))
        for task in view.tasks
        if task.id in places and not task.is_done and not task.is_milestone
    ]
    return sorted((row for row in rows if row.share >= 0.01), key=lambda row: -row.share)


def _clauses(project: Project, places: dict[UUID, int]) -> dict[str, list[UUID]]:
    """The tasks that lead to each clause, in the order of the standard."""
    rows = (
        TaskClause.objects.of(project).order_by("clause__sort_key").values_list("task_id", "clause__number")
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for task, number in rows:
        if task in places:
            found[number].append(task)
    return found


def _unready(
    view: Outlook,
    places: dict[UUID, int],
    result: Result,
    clauses: dict[str, list[UUID]],
    audit: MilestoneFact | None,
) -> list[Unready]:
    """Clauses that miss the day of the audit in at least one of twenty runs, the likeliest first."""
    if audit is None:
        return []
    found = []
    for number, tasks in clauses.items():
        share = result.late_in(places[pk] for pk in tasks)
        if share >= 0.05:
            late = [view.by_id[pk] for pk in tasks if result.late_in([places[pk]]) >= 0.05]
            last = max(view.finish(view.by_id[pk]) for pk in tasks)
            found.append(Unready(number, share, last, late or [view.by_id[pk] for pk in tasks]))
    return sorted(found, key=lambda row: -row.share)
