"""A file of a plan that is here already: the chosen of what it says otherwise, as one deed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import LineProblem, RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about_all
from tracker.people.models import User
from tracker.plan.actions.against import Against, held_against
from tracker.plan.actions.imported_time import calendar_problems, make_calendars, make_task_calendars
from tracker.plan.actions.imports import Known, make_phases, task_from
from tracker.plan.actions.outline import outline_of
from tracker.plan.actions.placing import Placing
from tracker.plan.actions.relinking import relink, remilestone, retie_clauses
from tracker.plan.actions.retold import Telling
from tracker.plan.actions.selection import refuse_unfinishable, remove_tasks
from tracker.plan.actions.tasks import check_task
from tracker.plan.choices import Verb
from tracker.plan.importing import ImportedPlan, ImportedTask, check
from tracker.plan.importing.comparing import ChangedTask, Comparison
from tracker.plan.importing.refusal import refuse
from tracker.plan.models import Task, WorkingCalendar
from tracker.plan.queries.computed import must_be_schedulable
from tracker.plan.queries.worktime import work_counter
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines are taken: new ones by the number in the file, the others by their number in the plan."""

    added: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.gone)

    @classmethod
    def of_all(cls, found: Comparison, *, also_gone: bool = False) -> Choice:
        return cls(
            frozenset(task.uid for task in found.added),
            frozenset(change.now.uid for change in found.changed),
            frozenset(task.uid for task in found.gone) if also_gone else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """How much was made, changed and removed."""

    added: int
    changed: int
    gone: int


@transaction.atomic
def reimport_plan(
    *,
    actor: User,
    project: Project,
    plan: ImportedPlan,
    source: str,
    choice: Choice | None = None,
    previewed: str = "",
    also_gone: bool = False,
) -> Taken:
    """Change the plan as the file says, in the chosen lines and fields that differ and in nothing else.

    Without a choice all that is new or differs is taken, and with `also_gone` what the file has not leaves.
    `previewed` is the mark of the preview that the choice was made from: `StaleEdit` where the plan is another by
    now. Raises `BadInput` with each line that cannot be taken, and writes nothing then.
    """
    require(actor, Permission.PLAN_EDIT, project)
    check(plan)
    project = lock(Project, project.pk)
    # Whoever moves a single task locks its row alone.
    list(Task.objects.of(project).order_by("pk").select_for_update().values_list("pk", flat=True))
    known = Known(project)
    against = held_against(project, plan, known)
    if previewed and against.mark != previewed:
        raise StaleEdit(_("The plan was changed after you looked. This is what differs now."))
    choice = choice or Choice.of_all(against.found, also_gone=also_gone)
    work = _Work(actor, project, against, known, choice)
    if not (work.added or work.changed or work.gone):
        raise RuleBroken(_("Nothing is chosen, so nothing changes."))
    reason = _("changed as %(source)s says") % {"source": source[:200]}
    work.do(reason)
    must_be_schedulable(project)
    taken = Taken(len(work.added), len(work.changed), len(work.gone))
    after = {"added": taken.added, "changed": taken.changed, "gone": taken.gone}
    record(actor, Verb.PLAN_REIMPORTED, project, after=after, reason=reason)
    return taken


class _Work:
    """The chosen lines, and the tasks that come of them."""

    def __init__(self, actor: User, project: Project, against: Against, known: Known, choice: Choice) -> None:
        self.actor, self.project, self.against, self.known = actor, project, against, known
        found = against.found
        self.added = [task for task in found.added if task.uid in choice.added]
        self.changed = [change for change in found.changed if change.now.uid in choice.changed]
        self.gone = {task.uid for task in found.gone if task.uid in choice.gone}
        self.lines = [*self.added, *(change.said for change in self.changed)]

    def do(self, reason: str) -> None:
        self._refuse()
        make_phases(self.actor, self.project, self._with("phase"), self.known, reason)
        self.known.calendars = self._calendars(reason)
        outline = outline_of(self.project)
        self.by_number = {task.uid: task for task in outline.tasks.values()}
        touched = self._retold()
        made = self._made()
        placing = Placing(self.against, outline, self.by_number, made, {c.now.uid for c in self._moved()})
        shifted, placed = placing.place() if made or self._moved() else ([], [])
        bulk_save_because(made.values(), reason=reason, by=self.actor)
        bulk_save_because({t.pk: t for t in [*touched, *shifted]}.values(), reason=reason, by=self.actor)
        Task.objects.bulk_update(placed, ["place"], batch_size=500)
        make_task_calendars(
            self.actor, self.project, self._only(self.added), (made, self.known.calendars), reason
        )
        tasks = self._by_line() | made
        remilestone(
            self.actor,
            self.project,
            made.values(),
            [self._task(c) for c in self._differing("milestone")],
            reason,
        )
        relink(self.actor, self.project, self.added, self._differing("links"), tasks, reason)
        retie_clauses(
            self.actor, self.project, self.added, self._differing("clauses"), (tasks, self.known), reason
        )
        self._remove(outline.tasks.values(), reason)

    def _refuse(self) -> None:
        """Raises `BadInput` with every chosen line that cannot be taken."""
        problems = list(calendar_problems(self.against.said))
        problems += [
            self.against.refused[line.uid] for line in self.lines if line.uid in self.against.refused
        ]
        here = self.against.found.twins.keys() | {task.uid for task in self.added}
        names = {task.uid: task.name for task in self.against.said.lines}
        for line in [*self.added, *(change.said for change in self._differing("links"))]:
            for link in line.links:
                if link.predecessor not in here:
                    words = {"name": line.name[:80], "other": names[link.predecessor][:80]}
                    reason = _("“%(name)s” hangs on “%(other)s”, which is new and not chosen.")
                    problems.append(LineProblem(line.line, reason % words))
        if problems:
            refuse(problems)

    def _differing(self, field: str) -> list[ChangedTask]:
        return [change for change in self.changed if change.get(field)]

    def _moved(self) -> list[ChangedTask]:
        return self._differing("outline")

    def _with(self, field: str) -> list[ImportedTask]:
        return [*self.added, *(change.said for change in self._differing(field))]

    def _only(self, lines: list[ImportedTask]) -> ImportedPlan:
        return replace(self.against.said, tasks=tuple(lines))

    def _task(self, change: ChangedTask) -> Task:
        return self.by_number[change.now.uid]

    def _by_line(self) -> dict[int, Task]:
        twins = self.against.found.twins.items()
        return {line: self.by_number[number] for line, number in twins}

    def _calendars(self, reason: str) -> dict[str, WorkingCalendar]:
        """The calendars that the chosen lines use: those of the plan by their names, and what it lacks."""
        there = {row.name: row for row in WorkingCalendar.objects.of(self.project).order_by("-created_at")}
        said = {calendar.uid: calendar for calendar in self.against.said.calendars}
        wanted = {line.calendar for line in self._with("calendar")}
        wanted |= {uid for line in self.added for uid in line.people_calendars}
        needed = set()
        for uid in wanted & said.keys():
            if said[uid].name[:200] in there:
                continue
            while uid in said and uid not in needed:
                needed.add(uid)
                uid = said[uid].base
        calendars = tuple(one for one in self.against.said.calendars if one.uid in needed)
        made = make_calendars(
            self.actor, self.project, replace(self.against.said, calendars=calendars), reason
        )
        return made | {uid: there[one.name[:200]] for uid, one in said.items() if one.name[:200] in there}

    def _retold(self) -> list[Task]:
        """The tasks that change, with what the file says, checked like any that is changed by hand."""
        telling = Telling(
            self.known, self.against.said.carries, work_counter(self.project), self.project.today()
        )
        problems, finished, redated, tasks = [], [], [], []
        for change in self.changed:
            task = self._task(change)
            task.project = self.project
            open_before, due_before = not task.is_done, task.due_on
            telling.retell(task, change)
            try:
                check_task(task)
            except RuleBroken as refused:
                words = {"name": change.now.name[:80], "why": refused.sentence}
                problems.append(LineProblem(change.said.line, _("“%(name)s”: %(why)s") % words))
            if task.is_done and open_before:
                finished.append(task)
            elif task.due_on != due_before:
                redated.append(task)
            tasks.append(task)
        if problems:
            refuse(problems)
        refuse_unfinishable(finished)
        withdraw_about_all(Task, [task.pk for task in [*finished, *redated]])
        return tasks

    def _made(self) -> dict[int, Task]:
        """New tasks by their number in the file; they keep it, as far as the offset, where it is free."""
        made: dict[int, Task] = {}
        taken = set(self.by_number)
        top = max(taken, default=0)
        for line in self.added:
            task = task_from(self.project, line, self.known, self.project.today())
            number = line.uid + self.against.found.offset
            keeps = "uid" in self.against.said.carries and number > 0 and number not in taken
            task.uid = number if keeps else top + 1
            taken.add(task.uid)
            top = max(top, task.uid)
            made[line.uid] = task
        return made

    def _remove(self, tasks: Iterable[Task], reason: str) -> None:
        """What the file has not leaves as if removed by hand; nothing leaves that was not chosen."""
        leaving = [self.by_number[uid] for uid in sorted(self.gone)]
        if not leaving:
            return
        keys = {task.pk: task for task in leaving}
        for task in tasks:
            if task.parent_id in keys and task.pk not in keys:
                words = {"name": keys[task.parent_id].name, "other": task.name}
                raise RuleBroken(
                    _("Under “%(name)s” lies “%(other)s”, which stays. Choose both or neither.") % words
                )
        remove_tasks(actor=self.actor, project=self.project, tasks=leaving, reason=reason)
