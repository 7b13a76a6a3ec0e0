"""The checklist of a task, what it takes to count as done, and the evidence that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.plan.choices import DoneWhen, Verb
from tracker.plan.models import Task, TaskEvidence, TaskStep
from tracker.plan.policies import require_progress
from tracker.plan.queries.doneness import lacking
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

MOST_STEPS = 50
LONGEST_STEP = 200


def refuse_lacking(project: Project, tasks: Iterable[Task]) -> None:
    """Raises `RuleBroken` for the first task whose definition of done is not met, and says what is missing."""
    tasks = list(tasks)
    missing = lacking(project, tasks)
    for task in tasks:
        if task.pk in missing:
            words = {
                "name": task.name,
                "when": task.get_done_when_display(),
                "missing": " ".join(missing[task.pk][:3]),
            }
            raise RuleBroken(_("“%(name)s” counts as done when %(when)s. %(missing)s") % words)


@transaction.atomic
def set_done_when(
    *, actor: User, task: Task, done_when: DoneWhen, reason: str = "", version: int | None = None
) -> Task:
    """Say what has to be there before the task counts as done."""
    require(actor, Permission.PLAN_EDIT, task)
    task = _open(task, version)
    if task.is_summary or task.is_milestone:
        raise RuleBroken(_("A summary and a milestone count by what lies under or before them."))
    before = task.done_when
    if before == done_when:
        return task
    task.done_when = DoneWhen(done_when)
    if task.done_when == DoneWhen.STEPS:
        _count(task, list(task.steps.all()))
    task.save_because(reason or _("definition of done"), by=actor)
    record(
        actor,
        Verb.DONE_WHEN_SET,
        task,
        before={"done_when": before},
        after={"done_when": done_when},
        reason=reason,
    )
    return task


@transaction.atomic
def set_steps(*, actor: User, task: Task, names: Sequence[str], version: int | None = None) -> list[TaskStep]:
    """The checklist of a task in this order, a name a step; steps that keep their name stay ticked."""
    require_progress(actor, task)
    names = _checked(names)
    task = _open(task, version)
    if task.is_summary or task.is_milestone:
        raise RuleBroken(_("A checklist belongs to the work itself: choose a task."), field="steps")
    there = {step.name: step for step in task.steps.select_for_update()}
    gone = [step.pk for name, step in there.items() if name not in names]
    bulk_delete_because(TaskStep.objects.filter(pk__in=gone), reason=_("left the checklist"), by=actor)
    steps = [there.get(name) or TaskStep(project=task.project, task=task, name=name) for name in names]
    changed = [step for place, step in enumerate(steps, start=1) if _put_at(step, place)]
    bulk_save_because(changed, reason=_("checklist"), by=actor)
    if changed or gone:
        _follow(actor, task, steps)
        record(actor, Verb.STEPS_SET, task, before={"steps": len(there)}, after={"steps": len(steps)})
    return steps


def _checked(names: Sequence[str]) -> list[str]:
    names = [" ".join(name.split()) for name in names if name.strip()]
    if len(names) > MOST_STEPS:
        raise BadInput(
            _("A checklist holds %(most)s steps; these are %(many)s. Make tasks of them.")
            % {"most": MOST_STEPS, "many": len(names)},
            field="steps",
        )
    for number, name in enumerate(names, start=1):
        if len(name) > LONGEST_STEP:
            raise BadInput(
                _("Line %(n)s is longer than %(most)s characters.") % {"n": number, "most": LONGEST_STEP},
                field="steps",
            )
        if name in names[: number - 1]:
            raise BadInput(
                _("Line %(n)s says “%(name)s” again.") % {"n": number, "name": name}, field="steps"
            )
    return names


def _put_at(step: TaskStep, place: int) -> bool:
    moved, step.place = step.place != place, place
    return moved or step._state.adding


@transaction.atomic
def tick_step(*, actor: User, step: TaskStep, ticked: bool) -> TaskStep:
    """Tick a step of the checklist, or take the tick back; what is so already stays."""
    require_progress(actor, step.task)
    task = _open(step.task, None)
    step = lock(TaskStep, step.pk)
    if step.is_ticked == ticked:
        return step
    step.ticked_at, step.ticked_by = (clock.now(), actor) if ticked else (None, None)
    step.save_because(_("ticked") if ticked else _("not ticked after all"), by=actor)
    _follow(actor, task, list(task.steps.all()))
    record(
        actor,
        Verb.STEP_TICKED if ticked else Verb.STEP_UNTICKED,
        task,
        after={"place": step.place},
        labels={"step": step.name},
    )
    return step


def _follow(actor: User, task: Task, steps: Sequence[TaskStep]) -> None:
    """Where the checklist is the definition of done, the percentage is what is ticked."""
    before = task.percent
    if task.done_when == DoneWhen.STEPS:
        _count(task, steps)
    if task.percent != before:
        task.save_because(_("by its checklist"), by=actor)


def _count(task: Task, steps: Sequence[TaskStep]) -> None:
    task.percent = 100 * sum(step.is_ticked for step in steps) // len(steps) if steps else 0
    if task.percent and task.actual_start_on is None:
        task.actual_start_on = min(task.starts_on, clock.today(task.project.zone))


@transaction.atomic
def name_proof(*, actor: User, task: Task, evidence: Evidence) -> TaskEvidence:
    """Say that this evidence shows the task was done."""
    require_progress(actor, task)
    task = _open(task, None)
    if evidence.project_id != task.project_id:
        raise RuleBroken(_("This evidence belongs to another implementation."), field="evidence")
    there = TaskEvidence.objects.filter(task=task, evidence=evidence).first()
    if there is not None:
        return there
    link = TaskEvidence(project=task.project, task=task, evidence=evidence).save_because(_("named"), by=actor)
    record(
        actor,
        Verb.PROOF_NAMED,
        task,
        after={"evidence_id": str(evidence.pk)},
        labels={"evidence": evidence.name},
    )
    return link


@transaction.atomic
def take_proof_away(*, actor: User, proof: TaskEvidence, reason: str = "") -> None:
    """The evidence no longer speaks for this task; it stays in the library."""
    require_progress(actor, proof.task)
    task = _open(proof.task, None)
    proof = lock(TaskEvidence.objects.select_related("evidence"), proof.pk)
    proof.delete_because(reason or _("taken away"), by=actor)
    record(
        actor,
        Verb.PROOF_TAKEN_AWAY,
        task,
        before={"evidence_id": str(proof.evidence_id)},
        reason=reason,
        labels={"evidence": proof.evidence.name},
    )


def _open(task: Task, version: int | None) -> Task:
    task = lock_telling(Task.objects.select_related("project"), task.pk, version=version)
    if task.is_done:
        raise RuleBroken(
            _("This is done already, since %(day)s. Reopen it first.") % {"day": task.actual_finish_on}
        )
    return task
