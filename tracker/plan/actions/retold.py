"""What a file says otherwise, put into the task: only the fields that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.plan.actions.imported_time import working_facts
from tracker.plan.actions.imports import Known, really
from tracker.plan.actions.tasks import minutes_of, take_dates
from tracker.plan.choices import TaskKind
from tracker.plan.importing.comparing import ChangedTask
from tracker.plan.models import Task
from tracker.plan.queries.worktime import Counter

# Columns that say, together, one thing which the file says in one word.
TOGETHER = {
    "deadline": ("deadline_on", "deadline_at"),
    "manual": ("is_manual",),
    "elapsed": ("is_elapsed",),
    "calendar": ("calendar",),
    "without_people": ("without_people",),
    "resume": ("resumes_on", "resumes_at"),
    "constraint": ("constraint", "constraint_on", "constraint_at"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """By what a file is understood: its words, what it carries, the working time between days, today."""

    known: Known
    carries: frozenset[str]
    count: Counter
    today: date

    def retell(self, task: Task, change: ChangedTask) -> None:
        """Raises nothing; whether the task can be so is asked afterwards."""
        fields = {one.field for one in change.differences}
        facts = working_facts(change.said, self.known.calendars)
        for field in fields & TOGETHER.keys():
            for column in TOGETHER[field]:
                setattr(task, column, facts[column])
        for field, put in SIMPLE.items():
            if field in fields:
                put(task, change, self.known)
        self._dates(task, change, fields)
        self._progress(task, change, fields)

    def _dates(self, task: Task, change: ChangedTask, fields: set[str]) -> None:
        start, finish, duration = (change.get(field) for field in ("start", "finish", "duration"))
        if start is not None:
            task.starts_on, task.starts_at = start.after.date(), start.after.time()
        if finish is not None:
            task.due_on, task.due_at = finish.after.date(), finish.after.time()
        if start or finish:
            if "constraint" not in self.carries:
                # As when somebody gives the dates by hand.
                take_dates(task, self.count)
            elif "duration" not in self.carries:
                task.duration_minutes = minutes_of(task, self.count)
        if duration is not None:
            task.duration_minutes = duration.after

    def _progress(self, task: Task, change: ChangedTask, fields: set[str]) -> None:
        said = change.said
        if "percent" in fields:
            task.percent = said.percent
            task.remaining_minutes = said.remaining_minutes
            began, finished = really(said, self.today)
            if said.percent < 100 or not task.is_done:
                task.actual_finish_on, task.actual_finish_at = finished, None
            if finished and (task.actual_start_on is None or task.actual_start_on > finished):
                task.actual_start_on, task.actual_start_at = began, None
            if not said.percent and "actual_start" not in self.carries:
                task.actual_start_on = task.actual_start_at = None
        if "actual_start" in fields:
            task.actual_start_on, task.actual_start_at = said.actual_start, said.actual_start_time
        if "actual_finish" in fields:
            task.actual_finish_on, task.actual_finish_at = said.actual_finish, said.actual_finish_time


def _name(task: Task, change: ChangedTask, known: Known) -> None:
    task.name = " ".join(change.said.name.split())


def _notes(task: Task, change: ChangedTask, known: Known) -> None:
    task.description = change.said.notes


def _owner(task: Task, change: ChangedTask, known: Known) -> None:
    task.owner = known.owner(change.said)


def _phase(task: Task, change: ChangedTask, known: Known) -> None:
    task.phase = known.phase(change.said)


def _effort(task: Task, change: ChangedTask, known: Known) -> None:
    minutes = change.said.effort_minutes
    task.effort_hours = None if minutes is None else Decimal(minutes) / 60


def _milestone(task: Task, change: ChangedTask, known: Known) -> None:
    task.kind = TaskKind.MILESTONE if change.said.milestone else TaskKind.TASK
    if task.is_milestone:
        task.duration_minutes = 0


SIMPLE: dict[str, Callable[[Task, ChangedTask, Known], None]] = {
    "name": _name,
    "notes": _notes,
    "owner": _owner,
    "phase": _phase,
    "effort": _effort,
    "milestone": _milestone,
}
