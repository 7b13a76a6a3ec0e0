"""The order and the outline of the plan: one above the other, one under the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions.tasks import minutes_of
from tracker.plan.choices import ConstraintKind, Verb
from tracker.plan.models import Task
from tracker.plan.queries.outlook import outlook
from tracker.plan.scheduling import Loop
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

DEEPEST = 12


@dataclass
class Outline:
    """The plan as a tree, being changed; what it was stays known, so that only differences are written."""

    tasks: dict[UUID, Task]
    under: dict[UUID | None, list[Task]] = field(default_factory=lambda: defaultdict(list))
    was: dict[UUID, tuple[UUID | None, int, int]] = field(default_factory=dict)

    def kin(self, task: Task) -> list[Task]:
        """Those under the same parent in the same phase, in order: among them it moves."""
        return [one for one in self.under[task.parent_id] if one.phase_id == task.phase_id]

    def above(self, task: Task) -> Task | None:
        kin = self.kin(task)
        place = kin.index(task)
        return kin[place - 1] if place else None

    def walk(self, parent: UUID | None = None) -> Iterable[Task]:
        for task in self.under[parent]:
            yield task
            yield from self.walk(task.pk)

    def hang(self, task: Task, parent: Task | None, after: Task | None) -> None:
        """Put the task, with all under it, under that parent, behind that one or at the end."""
        self.under[task.parent_id].remove(task)
        task.parent = parent
        kin = self.under[task.parent_id]
        kin.insert(kin.index(after) + 1 if after else len(kin), task)


def outline_of(project: Project) -> Outline:
    """The whole tree, locked by the project's row."""
    lock(Project, project.pk)
    tasks = {task.pk: task for task in Task.objects.of(project).in_order()}
    found = Outline(tasks)
    for task in tasks.values():
        found.under[task.parent_id].append(task)
        found.was[task.pk] = (task.parent_id, task.level, task.place)
    return found


def chosen(outline: Outline, tasks: Iterable[Task]) -> list[Task]:
    """The chosen tasks in order, without those that come along under another chosen one."""
    wanted = {task.pk for task in tasks}

    def comes_along(task: Task) -> bool:
        parent = outline.tasks.get(task.parent_id) if task.parent_id else None
        return parent is not None and (parent.pk in wanted or comes_along(parent))

    found = [task for task in outline.walk() if task.pk in wanted and not comes_along(task)]
    if not found:
        raise RuleBroken(_("Choose a task first."))
    return found


@transaction.atomic
def indent_tasks(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Put each task under the one above it, which from then on adds up what lies under it."""
    require(actor, Permission.PLAN_EDIT, project)
    outline = outline_of(project)
    for task in chosen(outline, tasks):
        over = outline.above(task)
        if over is None:
            raise RuleBroken(_("Nothing stands above “%(name)s” under which it could lie.") % {"name": task})
        refuse_over(over)
        outline.hang(task, over, None)
    return _write(actor, project, outline, _("indented"))


def refuse_over(over: Task) -> None:
    """Raises `RuleBroken` where nothing can lie under it."""
    if over.is_milestone:
        raise RuleBroken(_("“%(name)s” is a milestone; nothing lies under it.") % {"name": over})
    if over.is_done and not over.is_summary:
        raise RuleBroken(_("“%(name)s” is done. Reopen it before something lies under it.") % {"name": over})


@transaction.atomic
def outdent_tasks(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Take each task out from under its summary, behind it."""
    require(actor, Permission.PLAN_EDIT, project)
    outline = outline_of(project)
    # From below, so that several keep their order behind the summary.
    for task in reversed(chosen(outline, tasks)):
        parent = outline.tasks.get(task.parent_id) if task.parent_id else None
        if parent is None:
            raise RuleBroken(_("“%(name)s” lies under nothing already.") % {"name": task})
        outline.hang(task, outline.tasks.get(parent.parent_id) if parent.parent_id else None, parent)
    return _write(actor, project, outline, _("outdented"))


@transaction.atomic
def move_tasks_up(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Move each task, with all under it, above the one before it."""
    return _reorder(actor, project, tasks, up=True)


@transaction.atomic
def move_tasks_down(*, actor: User, project: Project, tasks: Iterable[Task]) -> Activity:
    """Move each task, with all under it, below the one behind it."""
    return _reorder(actor, project, tasks, up=False)


def _reorder(actor: User, project: Project, tasks: Iterable[Task], *, up: bool) -> Activity:
    require(actor, Permission.PLAN_EDIT, project)
    outline = outline_of(project)
    moving = chosen(outline, tasks)
    stuck: set[UUID] = set()
    for task in moving if up else reversed(moving):
        kin = outline.kin(task)
        place = kin.index(task) + (-1 if up else 1)
        if not 0 <= place < len(kin) or kin[place].pk in stuck:
            stuck.add(task.pk)
            continue
        row = outline.under[task.parent_id]
        here, there = row.index(task), row.index(kin[place])
        row[here], row[there] = row[there], row[here]
    if len(stuck) == len(moving):
        raise RuleBroken(_("It stands first already.") if up else _("It stands last already."))
    return _write(actor, project, outline, _("moved up") if up else _("moved down"))


def _write(actor: User, project: Project, outline: Outline, reason: str) -> Activity:
    """Number the tree anew; who changed parent, level or kind gets history, a mere place is no change."""
    changed, placed = numbered(outline)
    before = {str(task.pk): outline.was[task.pk][2] for task in [*changed, *placed]}
    bulk_save_because(changed, reason=reason, by=actor)
    Task.objects.bulk_update(placed, ["place"], batch_size=500)
    refuse_loop(project)
    return record(
        actor,
        Verb.TASKS_MOVED,
        changed[0] if len(changed) == 1 else project,
        before={"places": before},
        after={
            "places": {str(task.pk): task.place for task in [*changed, *placed]},
            "versions": {str(task.pk): task.version for task in changed},
        },
        reason=reason,
    )


def numbered(outline: Outline) -> tuple[list[Task], list[Task]]:
    """Level and place of each by the tree: those that changed with it, and those that only stand elsewhere now."""
    _number(outline, None, 1)
    changed, placed = [], []
    for place, task in enumerate(outline.walk(), 1):
        task.place = place
        if task.pk not in outline.was:
            task.is_summary = bool(outline.under[task.pk])
            continue
        parent, level, old = outline.was[task.pk]
        if (parent, level) != (task.parent_id, task.level) or _settle(outline, task):
            changed.append(task)
        elif old != place:
            placed.append(task)
    return changed, placed


def _number(outline: Outline, parent: UUID | None, level: int) -> None:
    if level > DEEPEST:
        raise RuleBroken(_("A plan is at most %(n)s levels deep.") % {"n": DEEPEST})
    for task in outline.under[parent]:
        task.level = level
        _number(outline, task.pk, level + 1)


def _settle(outline: Outline, task: Task) -> bool:
    """A task with something under it adds it up; one that lost the last of it is a task again."""
    below = outline.under[task.pk]
    if bool(below) == task.is_summary:
        return False
    task.is_summary = bool(below)
    if not below:
        become_task(task, [one for one in outline.tasks.values() if outline.was[one.pk][0] == task.pk])
    return True


def become_task(task: Task, lay_under: list[Task]) -> None:
    """It takes the time of what lay under it, and is work of its own again."""
    if lay_under:
        task.starts_on = min(one.starts_on for one in lay_under)
        task.due_on = max(one.due_on for one in lay_under)
    task.is_summary = False
    task.duration_minutes = minutes_of(task)
    task.constraint, task.constraint_on, task.constraint_at = ConstraintKind.PLANNED, None, None


def refuse_loop(project: Project) -> None:
    """A link of a summary ties all that lies under it: raises `RuleBroken`, the circle spelled out."""
    problem = outlook(project).problem
    if isinstance(problem, Loop):
        path = " → ".join(problem.names)
        raise RuleBroken(_("This would close a circle: %(path)s.") % {"path": path})
