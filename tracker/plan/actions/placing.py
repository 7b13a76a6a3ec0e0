"""Where the lines of a file come to lie in the plan: under what they lie in the file, behind what they follow."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem, RuleBroken
from tracker.plan.actions.against import Against
from tracker.plan.actions.outline import Outline, numbered, refuse_over
from tracker.plan.importing import ImportedTask
from tracker.plan.importing.matching import parents
from tracker.plan.importing.refusal import refuse
from tracker.plan.models import Task


class Placing:
    """New lines and moved tasks put into the outline; everything else keeps its order."""

    def __init__(
        self,
        against: Against,
        outline: Outline,
        by_number: dict[int, Task],
        made: dict[int, Task],
        moved: set[int],
    ) -> None:
        self.outline, self.made = outline, made
        self.lines = against.said.lines
        self.flat = "outline" not in against.said.carries
        self.over = parents(self.lines)
        self.tasks = {line: by_number[number] for line, number in against.found.twins.items()} | made
        self.moving = {by_number[number].pk for number in moved} | {task.pk for task in made.values()}
        # Behind whom each comes that is put somewhere: a task that keeps its place, or the head of its parent.
        self.behind: dict[UUID, list[Task]] = defaultdict(list)
        self.first: dict[UUID | None, list[Task]] = defaultdict(list)
        self.anchor: dict[UUID, UUID | None] = {}
        self.problems: list[LineProblem] = []

    def place(self) -> tuple[list[Task], list[Task]]:
        """Those that changed with it, and those that only stand elsewhere now; the new ones are in neither."""
        self._lift()
        last: dict[UUID | None, Task] = {}
        before: Task | None = None
        for line in self.lines:
            task = self.tasks.get(line.uid)
            if task is None:
                continue
            if task.pk in self.moving:
                self._put(line, task, self._over(line, before), last)
            last[task.parent_id] = before = task
        if self.problems:
            refuse(self.problems)
        self._settle()
        return numbered(self.outline)

    def _lift(self) -> None:
        for parent in {task.parent_id for task in self.tasks.values() if task.pk in self.moving}:
            kin = self.outline.under[parent]
            self.outline.under[parent] = [task for task in kin if task.pk not in self.moving]

    def _over(self, line: ImportedTask, before: Task | None) -> Task | None:
        """The nearest in the file that the plan has; a file without an outline says only the order."""
        if self.flat:
            parent_id = before.parent_id if before else None
            return self.outline.tasks.get(parent_id) if parent_id else None
        number = self.over[line.uid]
        while number is not None and number not in self.tasks:
            number = self.over[number]
        return self.tasks[number] if number is not None else None

    def _put(
        self, line: ImportedTask, task: Task, parent: Task | None, last: dict[UUID | None, Task]
    ) -> None:
        try:
            self._refuse(task, parent)
        except RuleBroken as refused:
            self.problems.append(LineProblem(line.line, refused.sentence))
            return
        task.parent = parent
        after = last.get(task.parent_id)
        anchor = after.pk if after is not None else None
        if anchor in self.anchor:
            anchor = self.anchor[anchor]
        self.anchor[task.pk] = anchor
        (self.first[task.parent_id] if anchor is None else self.behind[anchor]).append(task)

    def _refuse(self, task: Task, parent: Task | None) -> None:
        if parent is None:
            return
        refuse_over(parent)
        over: Task | None = parent
        while over is not None:
            if over is task:
                words = {"name": task.name, "other": parent.name}
                raise RuleBroken(
                    _("“%(name)s” cannot lie under “%(other)s”, which lies under it. Choose both.") % words
                )
            over = self._holder(over)

    def _holder(self, task: Task) -> Task | None:
        found = self.outline.tasks.get(task.parent_id) if task.parent_id else None
        return found or (task.parent if task.parent_id else None)

    def _settle(self) -> None:
        for parent in {*self.first, *(task.parent_id for tasks in self.behind.values() for task in tasks)}:
            kin = list(self.first[parent])
            for task in self.outline.under[parent]:
                kin += [task, *self.behind[task.pk]]
            self.outline.under[parent] = kin
