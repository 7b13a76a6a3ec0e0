"""Moving a task on, from the plan, from its own page or from My work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.core.formats import day
from tracker.core.render import render, wants_block
from tracker.plan.actions import block_task, complete_task, redate_task, reopen_task, unblock_task
from tracker.plan.forms import DateForm, NoteForm
from tracker.plan.policies import require_progress
from tracker.plan.queries import effect_of
from tracker.plan.views.shared import load_task, run, user_of, valid


@login_required
@require_POST
def task_completion(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Done."""
    _project, task = load_task(request, slug, pk)
    require_progress(user_of(request), task)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return complete_task(
            actor=user_of(request), task=task, note=said["note"], on=said["on"], version=said["version"]
        )

    return run(request, slug, verb, _("“%(name)s” is done.") % {"name": task.name})


@login_required
@require_POST
def task_reopening(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Not done after all."""
    _project, task = load_task(request, slug, pk)
    require_progress(user_of(request), task)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return reopen_task(actor=user_of(request), task=task, reason=said["reason"], version=said["version"])

    return run(request, slug, verb, _("“%(name)s” is open again.") % {"name": task.name})


@login_required
@require_POST
def task_date(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Another date, with the reason."""
    _project, task = load_task(request, slug, pk)
    require_progress(user_of(request), task)

    def verb() -> Any:
        said = valid(DateForm(request.POST))
        return redate_task(
            actor=user_of(request),
            task=task,
            due_on=said["due_on"],
            starts_on=said["starts_on"],
            reason=said["reason"],
            version=said["version"],
        )

    return run(request, slug, verb, _("“%(name)s” has another date.") % {"name": task.name})


@login_required
@require_GET
def task_effect(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What another date would move, before it is saved."""
    project, task = load_task(request, slug, pk)
    form = DateForm(request.GET)
    effect = None
    if form.is_valid():
        due_on = form.cleaned_data["due_on"]
        starts_on = form.cleaned_data["starts_on"] or min(task.starts_on, due_on)
        if starts_on <= due_on:
            effect = effect_of(task, starts_on, due_on)
    rows = [(moved.name, day(moved.before), day(moved.after)) for moved in effect.moved] if effect else []
    context = {"project": project, "nav": "plan", "task": task, "effect": effect, "effect_rows": rows}
    return render(request, "plan/effect.html", context, block="effect" if wants_block(request) else None)


@login_required
@require_POST
def task_blocking(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It cannot go on."""
    _project, task = load_task(request, slug, pk)
    require_progress(user_of(request), task)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return block_task(actor=user_of(request), task=task, reason=said["reason"], version=said["version"])

    return run(request, slug, verb, _("“%(name)s” is marked as blocked.") % {"name": task.name})


@login_required
@require_POST
def task_unblocking(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It can go on again."""
    _project, task = load_task(request, slug, pk)
    require_progress(user_of(request), task)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return unblock_task(actor=user_of(request), task=task, note=said["note"], version=said["version"])

    return run(request, slug, verb, _("“%(name)s” can go on.") % {"name": task.name})
