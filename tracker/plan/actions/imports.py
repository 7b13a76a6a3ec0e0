"""A whole plan at once: what the file says, written set-based and logged as one deed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import LineProblem, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.plan.actions.imported_time import (
    calendar_problems,
    make_basis,
    make_calendars,
    make_task_calendars,
    working_facts,
)
from tracker.plan.choices import TaskKind, Verb
from tracker.plan.importing import ImportedPlan, ImportedTask, check
from tracker.plan.importing.refusal import refuse
from tracker.plan.models import Dependency, Milestone, Phase, Task, TaskClause, WorkingCalendar
from tracker.plan.queries.computed import must_be_schedulable
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause


@dataclass(frozen=True, slots=True)
class Imported:
    """How much was made; `offset` was added to the file's numbers where they were taken already."""

    tasks: int
    milestones: int
    links: int
    offset: int


class Known:
    """People, clauses and phases of the project by the words that files use for them."""

    def __init__(self, project: Project) -> None:
        self.people: dict[str, Person] = {}
        twice: set[str] = set()
        for person in Person.objects.filter(organization_id=project.organization_id).staff(
            on=project.today()
        ):
            for word in filter(None, (person.name.casefold(), person.email.casefold())):
                if word in self.people and self.people[word] != person:
                    twice.add(word)
                self.people[word] = person
        # Two people of one name: the file must say the e-mail address.
        for word in twice:
            del self.people[word]
        self.clauses = {clause.number: clause for clause in Clause.objects.of(project.edition).auditable()}
        self.phases: dict[str, Phase] = {}
        self.calendars: dict[str, WorkingCalendar] = {}
        for phase in Phase.objects.of(project):
            self.phases[phase.name.casefold()] = self.phases[phase.code.casefold()] = phase

    def owner(self, task: ImportedTask) -> Person | None:
        found = (self.people.get(word.strip().casefold()) for word in task.owners)
        return next(filter(None, found), None)

    def phase(self, task: ImportedTask) -> Phase | None:
        return self.phases.get(task.phase.casefold()) if task.phase else None


def strangers(project: Project, plan: ImportedPlan) -> list[LineProblem]:
    """Owners whom the staff register does not know, and clauses that the edition does not have."""
    known = Known(project)
    return [*unknown_people(known, plan), *unknown_clauses(known, plan)]


def mark_of(project: Project, plan: ImportedPlan) -> str:
    """The same while the plan would be taken in alike: whom it gives what, and below what it is put."""
    known = Known(project)
    owners, phases = [], []
    for said in plan.lines:
        owner, phase = known.owner(said), known.phase(said)
        owners.append(str(owner.pk) if owner else "")
        phases.append(str(phase.pk) if phase else "")
    there = Task.objects.of(project).aggregate(uid=Max("uid"), place=Max("place"))
    refused = [*unknown_people(known, plan), *unknown_clauses(known, plan)]
    return hashlib.sha256(repr([owners, phases, there, refused]).encode()).hexdigest()


def unknown_people(known: Known, plan: ImportedPlan) -> Iterator[LineProblem]:
    for task in plan.lines:
        for word in task.owners:
            if word.strip().casefold() not in known.people:
                yield LineProblem(
                    task.line,
                    _("“%(name)s” is not in the staff register, or stands there twice.")
                    % {"name": word[:80]},
                )


def unknown_clauses(known: Known, plan: ImportedPlan) -> Iterator[LineProblem]:
    for task in plan.lines:
        for number in task.clauses:
            if number not in known.clauses:
                yield LineProblem(
                    task.line, _("The edition has no clause %(number)s.") % {"number": number[:40]}
                )


@transaction.atomic
def import_plan(
    *, actor: User, project: Project, plan: ImportedPlan, source: str, previewed: str = ""
) -> Imported:
    """Add everything the plan holds below what is there. Raises `BadInput` and writes nothing if a line is wrong.

    A spreadsheet's owners must be in the staff register; a Microsoft Project file has resources of its own,
    and those without a match leave their tasks without an owner. `previewed` is the mark of the preview that
    somebody said yes to; where the plan would come out differently by now, `StaleEdit`.
    """
    require(actor, Permission.PLAN_EDIT, project)
    check(plan)
    lock(Project, project.pk)
    if previewed and mark_of(project, plan) != previewed:
        raise StaleEdit(
            _("The plan or the staff register was changed after you looked. This is what it would make now.")
        )
    known = Known(project)
    problems = [*calendar_problems(plan), *unknown_clauses(known, plan)]
    if plan.strict_people:
        problems += unknown_people(known, plan)
    if problems:
        refuse(problems)
    reason = _("imported from %(source)s") % {"source": source[:200]}
    make_phases(actor, project, plan.lines, known, reason)
    known.calendars = make_calendars(actor, project, plan, reason)
    make_basis(actor, project, plan, known.calendars, reason)
    tasks, offset = _tasks(project, plan, known)
    bulk_save_because(tasks.values(), reason=reason, by=actor)
    make_task_calendars(actor, project, plan, (tasks, known.calendars), reason)
    milestones = [
        Milestone(project=project, task=task) for task in tasks.values() if task.kind == TaskKind.MILESTONE
    ]
    bulk_save_because(milestones, reason=reason, by=actor)
    links = list(_links(project, plan, tasks))
    bulk_save_because(links, reason=reason, by=actor)
    bulk_save_because(_clauses(project, plan, known, tasks), reason=reason, by=actor)
    must_be_schedulable(project)
    made = Imported(len(tasks), len(milestones), len(links), offset)
    after = {"tasks": made.tasks, "milestones": made.milestones, "links": made.links}
    record(actor, Verb.PLAN_IMPORTED, project, after=after, reason=reason)
    return made


def make_phases(
    actor: User, project: Project, lines: Iterable[ImportedTask], known: Known, reason: str
) -> None:
    """Phases that the lines name and the plan has not."""
    names = dict.fromkeys(task.phase for task in lines if task.phase and known.phase(task) is None)
    taken = {phase.code for phase in known.phases.values()}
    place = max((phase.place for phase in known.phases.values()), default=0)
    codes = (f"F{number}" for number in range(1, 100_000))
    for name in names:
        place += 1
        code = next(code for code in codes if code not in taken)
        known.phases[name.casefold()] = Phase(project=project, code=code, name=name, place=place)
    new = {id(phase): phase for phase in known.phases.values() if phase._state.adding}
    bulk_save_because(new.values(), reason=reason, by=actor)


def _tasks(project: Project, plan: ImportedPlan, known: Known) -> tuple[dict[int, Task], int]:
    """The new tasks by the number they have in the file, each under its parent."""
    there = Task.objects.of(project).aggregate(uid=Max("uid"), place=Max("place"))
    taken = set(Task.objects.of(project).values_list("uid", flat=True))
    offset = (there["uid"] or 0) if any(task.uid in taken for task in plan.lines) else 0
    place = there["place"] or 0
    today = project.today()
    above: list[Task] = []
    tasks: dict[int, Task] = {}
    for said in plan.lines:
        del above[said.level - 1 :]
        task = task_from(project, said, known, today)
        task.uid = said.uid + offset
        task.parent = above[-1] if above else None
        task.level = len(above) + 1
        place += 1
        task.place = place
        above.append(task)
        tasks[said.uid] = task
    return tasks, offset


def really(said: ImportedTask, today: date) -> tuple[date | None, date | None]:
    """When it began and when it ended, as far as that can have been."""
    done = said.percent == 100
    finished = min(said.actual_finish or said.finish.date(), today) if done else None
    began = said.actual_start or (min(said.start.date(), finished) if finished else None)
    if began and (began > today or (finished and began > finished)):
        began = None
    return began, finished


def task_from(project: Project, said: ImportedTask, known: Known, today: date) -> Task:
    """A new task as the line says it; its number and its place are still to be given."""
    milestone = said.milestone and not said.summary
    began, finished = really(said, today)
    return Task(
        project=project,
        kind=TaskKind.MILESTONE if milestone else TaskKind.TASK,
        is_summary=said.summary,
        name=said.name,
        description=said.notes,
        phase=known.phase(said),
        owner=known.owner(said),
        starts_on=said.start.date(),
        starts_at=said.start.time(),
        due_on=said.finish.date(),
        due_at=said.finish.time(),
        duration_minutes=said.duration_minutes,
        effort_hours=None if said.effort_minutes is None else Decimal(said.effort_minutes) / 60,
        percent=said.percent,
        actual_start_on=began,
        actual_finish_on=finished,
        **working_facts(said, known.calendars),
    )


def _links(project: Project, plan: ImportedPlan, tasks: dict[int, Task]) -> Iterator[Dependency]:
    for said in plan.lines:
        for link in said.links:
            yield Dependency(
                project=project,
                predecessor=tasks[link.predecessor],
                successor=tasks[said.uid],
                kind=link.kind,
                lag_minutes=link.lag_minutes,
                lag_unit=link.lag_unit,
                lag_percent=link.lag_percent,
            )


def _clauses(
    project: Project, plan: ImportedPlan, known: Known, tasks: dict[int, Task]
) -> Iterator[TaskClause]:
    for said in plan.lines:
        for number in dict.fromkeys(said.clauses):
            yield TaskClause(project=project, task=tasks[said.uid], clause=known.clauses[number])
