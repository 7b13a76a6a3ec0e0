"""The plan held against a file, before anything is changed: what differs, and which lines cannot be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.plan.actions.imports import Known
from tracker.plan.choices import DoneWhen
from tracker.plan.exporting import gather
from tracker.plan.importing import ImportedPlan, ImportedTask
from tracker.plan.importing.comparing import Comparison, compare
from tracker.plan.models import Task
from tracker.plan.queries.doneness import lacking
from tracker.projects.models import Project


@dataclass(frozen=True)
class Against:
    """`refused` says, by the number in the file, why a line cannot be taken as it stands."""

    now: ImportedPlan
    said: ImportedPlan
    found: Comparison
    refused: dict[int, LineProblem]

    @property
    def is_kin(self) -> bool:
        """Whether the file is one of this plan: numbers alone may meet by chance, names hardly do."""
        return self.found.same > 0 or any(change.get("name") is None for change in self.found.changed)

    @cached_property
    def mark(self) -> str:
        """The same as long as neither the plan nor what the file means in it has changed."""
        facts = (self.now.tasks, self.found, sorted(self.refused))
        return hashlib.sha256(repr(facts).encode(errors="surrogatepass")).hexdigest()


def held_against(project: Project, plan: ImportedPlan, known: Known | None = None) -> Against:
    """In a fixed number of queries, however long the plan and the file."""
    known = known or Known(project)
    now, said = gather(project).plan, _in_our_words(known, plan)
    found = compare(now, said, today=project.today())
    refused = dict(_undone(project, found)) | dict(_refused(known, said, found))
    return Against(now, said, found, refused)


def _in_our_words(known: Known, plan: ImportedPlan) -> ImportedPlan:
    """People by the word that the plan has for them, phases by their name.

    Resources of another program that nobody here answers to say nothing of an owner.
    """
    return replace(
        plan, tasks=tuple(_one_in_our_words(known, plan.strict_people, task) for task in plan.tasks)
    )


def _one_in_our_words(known: Known, strict: bool, task: ImportedTask) -> ImportedTask:
    said, strange = [], []
    for word in task.owners:
        person = known.people.get(word.strip().casefold())
        if person is None:
            strange.append(word)
        else:
            said.append(person.email or person.name)
    phase = known.phase(task)
    owners = (*said, *strange)
    name = phase.name if phase else task.phase
    if strange and not said and not strict:
        return replace(task, owners=owners, phase=name, guessed=(*task.guessed, "owner"))
    return task if (owners, name) == (task.owners, task.phase) else replace(task, owners=owners, phase=name)


def _refused(known: Known, plan: ImportedPlan, found: Comparison) -> Iterator[tuple[int, LineProblem]]:
    for task in found.added:
        yield from _stranger(known, plan, task)
        yield from _clause(known, task, frozenset())
    for change in found.changed:
        if change.get("owner"):
            yield from _stranger(known, plan, change.said)
        if change.get("clauses"):
            yield from _clause(known, change.said, frozenset(change.now.clauses))


def _undone(project: Project, found: Comparison) -> Iterator[tuple[int, LineProblem]]:
    """Lines that say a task is further than its own definition of done allows."""
    further = {c.now.uid: c.said for c in found.changed if c.get("percent") or c.get("actual_finish")}
    rows = (
        Task.objects.of(project).filter(uid__in=further).exclude(done_when=DoneWhen.SAID) if further else []
    )
    missing = lacking(project, rows) if rows else {}
    for task in rows:
        said, words = further[task.uid], {"name": task.name, "when": task.get_done_when_display()}
        if task.done_when == DoneWhen.STEPS and said.percent != task.percent:
            reason = _("How far “%(name)s” is follows from its checklist. Tick its steps.")
            yield said.uid, LineProblem(said.line, reason % words)
        elif said.percent == 100 and task.pk in missing:
            reason = _("“%(name)s” counts as done when %(when)s. A file cannot say that.")
            yield said.uid, LineProblem(said.line, reason % words)


def _stranger(known: Known, plan: ImportedPlan, task: ImportedTask) -> Iterator[tuple[int, LineProblem]]:
    for word in task.owners if plan.strict_people else ():
        if word.strip().casefold() not in known.people:
            reason = _("“%(name)s” is not in the staff register, or stands there twice.")
            yield task.uid, LineProblem(task.line, reason % {"name": word[:80]})


def _clause(known: Known, task: ImportedTask, there: frozenset[str]) -> Iterator[tuple[int, LineProblem]]:
    for number in task.clauses:
        if number not in known.clauses and number not in there:
            reason = _("The edition has no clause %(number)s.") % {"number": number[:40]}
            yield task.uid, LineProblem(task.line, reason)
