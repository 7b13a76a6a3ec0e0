"""What the pages of the plan have in common: who asks, what is found, where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.core.render import wants_block
from tracker.plan.models import Task
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


def load_task(
    request: HttpRequest, slug: str, pk: UUID, permission: Permission = Permission.PLAN_VIEW
) -> tuple[Project, Task]:
    """Project and task, scoped: 404 for strangers and for tasks of other projects."""
    project = project_for(request, slug, permission)
    task = get_object_or_404(Task.objects.of(project).select_related("owner", "phase", "milestone"), pk=pk)
    task.project = project
    return project, task


def next_or(request: HttpRequest, default: str) -> str:
    """Where the form asked to go afterwards, if that is a path of this site."""
    wanted = request.POST.get("next", "")
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if local else default


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Go there, with script or without."""
    if wants_block(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def run(request: HttpRequest, slug: str, verb: Callable[[], Any], said: str) -> HttpResponse:
    """Run a verb; afterwards go on with a word of what was done, or of why not."""
    address = next_or(request, reverse("plan:task_list", args=[slug]))
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return go(request, address)


def valid(form: forms.Form) -> dict[str, Any]:
    """What the form says. Raises `BadInput` with its first complaint."""
    if form.is_valid():
        return form.cleaned_data
    name, lines = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise BadInput(f"{label or name}: {lines[0]}", field=name)


def put_errors(form: forms.Form, refused: RuleBroken) -> None:
    """Show a refusal beside its field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
