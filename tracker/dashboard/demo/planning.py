"""The plan of the demonstration, made by its manager and worked off by its owners."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.control import Control
from tracker.dashboard.demo.decisions import Decisions
from tracker.dashboard.demo.seasons import Diary
from tracker.dashboard.demo.way import PHASES, POINTS, Point, Step, steps
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    add_milestone,
    add_phase,
    add_series,
    add_task,
    complete_task,
    edit_task,
    link_tasks,
    redate_task,
    set_done_when,
    set_steps,
    spend_hours,
    submit_deliverable,
    tick_step,
)
from tracker.plan.choices import DoneWhen, RhythmKind
from tracker.plan.models import Deliverable, Milestone, Task
from tracker.plan.queries.series import SeriesWish
from tracker.plan.rhythm import LAST, Rhythm
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation

WORTH_A_REASON = 10
REASONS = [
    "Two of us were away longer than planned",
    "The supplier sent the agreement late",
    "The trial showed that the form has to change first",
]
MINUTES = [
    "Ask the chair for the signed minutes of the last three meetings",
    "Scan what was signed by hand",
    "Attach them with the days on which the board met",
]


@dataclass(slots=True)
class Planning:
    """Tasks and milestones by the key they have in the story."""

    project: Project
    cast: Cast
    diary: Diary
    clauses: dict[str, Clause]
    tasks: dict[str, Task] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    deliverables: dict[str, Deliverable] = field(default_factory=dict)

    def write(self) -> None:
        """Everything about the plan that happens in these months."""
        way = steps(self.diary.calendar.now)
        self.diary.on(0, partial(self.draw, way))
        Control(self.project, self.cast, self.diary, self.tasks).write()
        for step in way:
            self._work_off(step)
        now = self.diary.calendar.now
        self.diary.on(now - 6, self.define)
        self.diary.on(now - 3, self.tick)
        Decisions(self.project, self.cast, self.diary, self.milestones).write()

    # The plan is drawn ------------------------------------------------------------

    def draw(self, way: list[Step]) -> None:
        manager = self.cast.users["manager"]
        phases = {
            code: add_phase(actor=manager, project=self.project, code=code, name=name)
            for code, name in PHASES.items()
        }
        day = self.diary.calendar.day
        for step in way:
            self.tasks[step.key] = add_task(
                actor=manager,
                project=self.project,
                name=step.name,
                starts_on=day(step.start),
                due_on=day(step.start + step.days),
                phase=phases[step.phase],
                owner=self.cast.people[step.owner],
                clauses=[self.clauses[number] for number in step.clauses],
                effort_hours=Decimal(step.hours),
            )
        for point in POINTS:
            self._add_point(point, phases[point.phase])
        for step in way:
            self._link(step.key, step.after)
        for point in POINTS:
            self._link(point.key, point.after)
        self._promise(way)
        self._come_again()

    def _add_point(self, point: Point, phase: Any) -> None:
        milestone = add_milestone(
            actor=self.cast.users["manager"],
            project=self.project,
            name=point.name,
            due_on=self.diary.calendar.day(point.day),
            kind=point.kind,
            phase=phase,
            owner=self.cast.people["Jonas Lie"],
            criteria=point.criteria,
            needs_signoff=point.signed,
        )
        self.milestones[point.key] = milestone
        self.tasks[point.key] = milestone.task

    def _link(self, key: str, after: tuple[str, ...]) -> None:
        for before in after:
            link_tasks(
                actor=self.cast.users["manager"], predecessor=self.tasks[before], successor=self.tasks[key]
            )

    def _promise(self, way: list[Step]) -> None:
        """A deliverable for each document whose clause a task of the foundation or the design leads to."""
        homes = {
            row.clause.number: row
            for row in DocumentedInformation.objects.of(self.project.edition)
            .required()
            .select_related("clause")
            .order_by("-code")
        }
        for step in way:
            found = next((homes.pop(number) for number in step.clauses if number in homes), None)
            if found is None or step.phase not in {"P1", "P2"}:
                continue
            self.deliverables[step.key] = add_deliverable(
                actor=self.cast.users["manager"],
                project=self.project,
                name=found.name,
                information=found,
                task=self.tasks[step.key],
                owner=self.cast.people[step.owner],
                criteria="Approved, dated, and where people find it",
            )

    def _come_again(self) -> None:
        """The sponsor hears every month how it stands; the manager does it on the day, as long as there are days."""
        rhythm = Rhythm(
            kind=RhythmKind.MONTH_WEEKDAY,
            starts_on=self.diary.calendar.start,
            weekdays=(3,),
            nth=LAST,
            times=12,
        )
        wish = SeriesWish(
            name="Monthly steering update",
            rhythm=rhythm,
            owner=self.cast.people["Jonas Lie"],
            effort_hours=Decimal(3),
            clauses=(self.clauses["5.1"],),
        )
        entry = add_series(actor=self.cast.users["manager"], project=self.project, wish=wish)
        for task in Task.objects.filter(parent=UUID(entry.subject_id)):
            self.tasks[task.name] = task
            number = (task.starts_on - self.diary.calendar.start).days
            self.diary.on(number, partial(self.report, task))

    def report(self, task: Task) -> None:
        manager = self.cast.users["manager"]
        spend_hours(actor=manager, task=task, hours=Decimal(3))
        complete_task(actor=manager, task=task, note="Held; the minutes are with the steering group")

    # Work -------------------------------------------------------------------------

    def _work_off(self, step: Step) -> None:
        due = step.start + step.days
        if step.start:
            self.diary.on(step.start, partial(self.begin, step))
        if step.late >= WORTH_A_REASON:
            self.diary.on(due - 3, partial(self.redate, step))
        self.diary.on(due + step.late, partial(self.complete, step))
        if step.phase in {"P1", "P2"}:
            self.diary.on(due + step.late + 2, partial(self.accept, step))

    def begin(self, step: Step) -> None:
        """On the planned day, unless what it hangs on is not done: then it waits."""
        before = Task.objects.filter(pk__in=[self.tasks[key].pk for key in step.after])
        if before.open().exists():
            return
        edit_task(
            actor=self.cast.users["manager"],
            task=self.tasks[step.key],
            version=None,
            actual_start_on=self.project.today(),
            percent=30,
        )

    def redate(self, step: Step) -> None:
        redate_task(
            actor=self.cast.users["manager"],
            task=self.tasks[step.key],
            due_on=self.diary.calendar.day(step.start + step.days + step.late),
            reason=REASONS[step.start % len(REASONS)],
        )

    def complete(self, step: Step) -> None:
        own = self.cast.users["member"] if step.owner == "Mina Berg" else self.cast.users["manager"]
        spend_hours(actor=own, task=self.tasks[step.key], hours=Decimal(step.spent))
        complete_task(actor=own, task=self.tasks[step.key])
        if step.key in self.deliverables:
            submit_deliverable(actor=self.cast.users["quality"], deliverable=self.deliverables[step.key])

    def define(self) -> None:
        """Three tasks of these weeks do not count as done because somebody says so."""
        manager, minutes, trend = self.cast.users["manager"], self.tasks["minutes"], self.tasks["trend"]
        set_steps(actor=self.cast.users["member"], task=minutes, names=MINUTES)
        set_done_when(actor=manager, task=minutes, done_when=DoneWhen.STEPS)
        set_done_when(actor=manager, task=self.tasks["approvers"], done_when=DoneWhen.EVIDENCE)
        add_deliverable(
            actor=manager,
            project=self.project,
            name="Trend report on changes",
            task=trend,
            owner=self.cast.people["Mina Berg"],
            criteria="A quarter of changes, with those that failed and why",
        )
        set_done_when(actor=manager, task=trend, done_when=DoneWhen.DELIVERABLES)

    def tick(self) -> None:
        for step in self.tasks["minutes"].steps.all()[:2]:
            tick_step(actor=self.cast.users["member"], step=step, ticked=True)

    def accept(self, step: Step) -> None:
        if step.key in self.deliverables:
            accept_deliverable(
                actor=self.cast.users["manager"], deliverable=self.deliverables[step.key], note="Criteria met"
            )
