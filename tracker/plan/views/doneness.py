"""When a task counts as done: its definition, its checklist, its evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.people.access import user_of
from tracker.plan.actions import name_proof, set_done_when, set_steps, take_proof_away, tick_step
from tracker.plan.choices import DoneWhen
from tracker.plan.forms import DoneWhenForm, NoteForm, ProofForm, StepsForm
from tracker.plan.models import Task, TaskEvidence, TaskStep
from tracker.plan.policies import require_progress
from tracker.plan.queries.doneness import lacking, offered_for, proofs_of
from tracker.plan.views.shared import load_task, run, valid
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


def doneness_of(task: Task) -> dict[str, Any]:
    """What the page of a task shows of it."""
    counts = not task.is_summary and not task.is_milestone
    offered = offered_for(task) if counts and not task.is_done else []
    return {
        "definitions": DoneWhen.choices,
        "missing": lacking(task.project, [task]).get(task.pk, []) if counts and not task.is_done else [],
        "steps": list(task.steps.select_related("ticked_by")),
        "proofs": proofs_of(task),
        "offered_options": [(each.pk, each.name) for each in offered],
    }


@login_required
@require_POST
def task_done_when(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say what has to be there before it counts as done."""
    _project, task = load_task(request, slug, pk, Permission.PLAN_EDIT)

    def change() -> Task:
        said = valid(DoneWhenForm(request.POST))
        return set_done_when(
            actor=user_of(request), task=task, done_when=DoneWhen(said["done_when"]), version=said["version"]
        )

    return run(request, slug, change, _("It is said when “%(name)s” counts as done.") % {"name": task.name})


@login_required
@require_POST
def task_steps(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The checklist, a step a line."""
    _project, task = load_task(request, slug, pk)
    actor = user_of(request)
    require_progress(actor, task)

    def change() -> list[TaskStep]:
        said = valid(StepsForm(request.POST))
        return set_steps(actor=actor, task=task, names=said["steps"].splitlines(), version=said["version"])

    return run(request, slug, change, _("The checklist of “%(name)s” is set.") % {"name": task.name})


@login_required
@require_POST
def step_tick(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Tick a step, or take its tick back."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    step = get_object_or_404(TaskStep.objects.of(project).select_related("task__project"), pk=pk)
    actor = user_of(request)
    require_progress(actor, step.task)
    ticked = request.POST.get("ticked") == "1"
    said = _("“%(name)s” is ticked.") if ticked else _("“%(name)s” is open again.")
    return run(
        request, slug, lambda: tick_step(actor=actor, step=step, ticked=ticked), said % {"name": step.name}
    )


@login_required
@require_POST
def task_proof(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Name evidence of the library for it."""
    project, task = load_task(request, slug, pk)
    actor = user_of(request)
    require_progress(actor, task)

    def change() -> TaskEvidence:
        said = valid(ProofForm(project, request.POST))
        return name_proof(actor=actor, task=task, evidence=said["evidence"])

    return run(request, slug, change, _("Evidence is named for “%(name)s”.") % {"name": task.name})


@login_required
@require_POST
def proof_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take evidence away from a task; it stays in the library."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    rows = TaskEvidence.objects.of(project).select_related("task__project", "evidence")
    proof = get_object_or_404(rows, pk=pk)
    actor = user_of(request)
    require_progress(actor, proof.task)

    def change() -> None:
        take_proof_away(actor=actor, proof=proof, reason=valid(NoteForm(request.POST))["reason"])

    return run(request, slug, change, _("“%(name)s” stays in the library.") % {"name": proof.evidence.name})
