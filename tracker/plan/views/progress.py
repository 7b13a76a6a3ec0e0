"""Moving a task on, from the plan, from its own page or from My work."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import day, number
from tracker.core.render import render, wants_block
from tracker.people.access import user_of
from tracker.plan.actions import (
    block_task,
    complete_task,
    redate_task,
    reopen_task,
    spend_hours,
    unblock_task,
)
from tracker.plan.forms import DateForm, HoursForm, NoteForm
from tracker.plan.models import Task
from tracker.plan.policies import require_progress
from tracker.plan.queries import effect_of
from tracker.plan.views.shared import go, load_task, next_or, run, valid
from tracker.plan.views.undo import offer_undo
from tracker.projects.permissions import Permission


def _move_on(
    request: HttpRequest,
    slug: str,
    pk: UUID,
    verb: Callable[..., Task],
    takes: tuple[str, ...],
    sentence: str,
    form: type[Form] = NoteForm,
) -> HttpResponse:
    """The one door of all verbs that move a task on: load it, judge, ask the form for what the verb takes."""
    _project, task = load_task(request, slug, pk)
    actor = user_of(request)
    require_progress(actor, task)

    def change() -> Task:
        said = valid(form(request.POST))
        return verb(actor=actor, task=task, **{name: said[name] for name in takes})

    return run(request, slug, change, sentence % {"name": task.name})


@login_required
@require_POST
def task_completion(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Done."""
    return _move_on(request, slug, pk, complete_task, ("note", "on", "version"), _("“%(name)s” is done."))


@login_required
@require_POST
def task_reopening(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Not done after all."""
    return _move_on(request, slug, pk, reopen_task, ("reason", "version"), _("“%(name)s” is open again."))


@login_required
@require_POST
def task_hours(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Hours worked on it, with an offer to take them back."""
    project, task = load_task(request, slug, pk)
    actor = user_of(request)
    require_progress(actor, task)
    address = next_or(request, reverse("plan:task", args=[slug, pk]))
    try:
        task = spend_hours(actor=actor, task=task, **valid(HoursForm(request.POST)))
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return go(request, address)
    undo = offer_undo(project, task) if Permission.PLAN_EDIT in project.my_permissions else ""
    said = _("%(hours)s hours are written down for “%(name)s”.")
    messages.success(
        request, said % {"hours": number(float(task.spent_hours or 0)), "name": task.name}, extra_tags=undo
    )
    return go(request, address)


@login_required
@require_POST
def task_date(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Another date, with the reason."""
    takes = ("due_on", "starts_on", "reason", "version")
    return _move_on(request, slug, pk, redate_task, takes, _("“%(name)s” has another date."), form=DateForm)


@login_required
@require_safe
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
    return _move_on(
        request, slug, pk, block_task, ("reason", "version"), _("“%(name)s” is marked as blocked.")
    )


@login_required
@require_POST
def task_unblocking(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It can go on again."""
    return _move_on(request, slug, pk, unblock_task, ("note", "version"), _("“%(name)s” can go on."))
