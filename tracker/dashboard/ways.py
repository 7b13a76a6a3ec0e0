"""From a checkpoint into the plan: the tasks that lead there, and the milestones that need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker.checklist.models import Checkpoint
from tracker.plan.models import Task
from tracker.plan.queries import MilestoneFact, Outlook, milestones, outlook, tasks_leading_to
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.health import health
from tracker.plan.scheduling import Key

Links = dict[Key, list[Key]]


@dataclass(frozen=True, slots=True)
class WayTask:
    task: Task
    finish: date
    state: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A milestone that hangs on this work, and how many days before it the last of the work ends."""

    milestone: MilestoneFact
    days_before: int


@dataclass(frozen=True, slots=True)
class Way:
    tasks: tuple[WayTask, ...]
    needed: tuple[Needed, ...]

    @property
    def last(self) -> date | None:
        """When the last of the tasks was or will be finished."""
        return max((each.finish for each in self.tasks), default=None)


def way_of(checkpoint: Checkpoint) -> Way:
    """What leads to a checkpoint, and the next milestones that need it; a fixed number of queries."""
    project = checkpoint.project
    view = outlook(project)
    found = [
        (task, fact)
        for task in tasks_leading_to(project, checkpoint.requirement.clause)
        if (fact := view.by_id.get(task.pk))
    ]
    tasks = tuple(
        WayTask(task, view.finish(fact), health(view, fact, project.tolerance_days)) for task, fact in found
    )
    needs = next_milestones(view, [fact for _task, fact in found])
    facts = [fact for fact in milestones(project, view) if fact.task_id in needs]
    return Way(
        tasks,
        tuple(
            Needed(fact, (fact.day - max(view.finish(view.by_id[pk]) for pk in needs[fact.task_id])).days)
            for fact in facts
        ),
    )


def next_milestones(view: Outlook, tasks: Iterable[TaskFact]) -> dict[UUID, set[UUID]]:
    """The milestones that come next after each task, each with the tasks it waits for.

    Links are followed forward, those of the groups above a task as well, up to the first milestone on each
    way. A task without such a way is needed by the first milestone of its phase that is not before it, or
    else of the plan.
    """
    after: Links = defaultdict(list)
    for link in view.links:
        after[link.before].append(link.after)
    by_uid: dict[Key, TaskFact] = {task.uid: task for task in view.tasks}
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for task in tasks:
        reached = (
            {task.id} if task.is_milestone else _reached(view, task, after, by_uid) or _due_next(view, task)
        )
        for milestone in reached:
            found[milestone].add(task.id)
    return found


def _reached(view: Outlook, task: TaskFact, after: Links, by_uid: dict[Key, TaskFact]) -> set[UUID]:
    found: set[UUID] = set()
    waiting, seen = [task], {task.id}
    while waiting:
        here = waiting.pop()
        above = view.by_id.get(here.parent_id) if here.parent_id else None
        following = [by_uid[uid] for uid in after[here.uid] if uid in by_uid]
        for other in [*following, *([above] if above else [])]:
            if other.id in seen:
                continue
            seen.add(other.id)
            if other.is_milestone:
                found.add(other.id)
            else:
                waiting.append(other)
    return found


def _due_next(view: Outlook, task: TaskFact) -> set[UUID]:
    later = [each for each in view.tasks if each.is_milestone and each.due_on >= task.due_on]
    same = [each for each in later if task.phase_id and each.phase_id == task.phase_id]
    first = min(same or later, key=lambda each: (each.due_on, each.uid), default=None)
    return {first.id} if first else set()
