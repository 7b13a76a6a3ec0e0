"""Undo, as an offer beside the word of what was done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.history.models import Activity
from tracker.people.access import user_of
from tracker.plan.actions import take_back_change, take_back_entry, take_back_series
from tracker.plan.choices import SERIES_VERBS
from tracker.plan.models import Dependency, Task
from tracker.plan.views.shared import load_task, run
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


def offer_undo(project: Project, subject: Task | Dependency | Activity) -> str:
    """The mark on a message by which the page puts a button for the opposite verb beside it."""
    if isinstance(subject, Dependency):
        address = reverse("plan:link_removal", args=[project.slug, subject.pk])
    elif isinstance(subject, Activity):
        address = reverse("plan:selection_taking_back", args=[project.slug, subject.pk])
    else:
        address = reverse("plan:task_taking_back", args=[project.slug, subject.pk])
        address += f"?version={subject.version}"
    return f"undo:{address}"


@login_required
@require_POST
def task_taking_back(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take back the last change of one task."""
    _project, task = load_task(request, slug, pk, Permission.PLAN_EDIT)
    said = request.GET.get("version", "")
    version = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0

    def verb() -> Any:
        return take_back_change(actor=user_of(request), task=task, version=version)

    return run(request, slug, verb, _("“%(name)s” is as it was before.") % {"name": task.name})


@login_required
@require_POST
def selection_taking_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back one change of several tasks."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    entry = get_object_or_404(Activity.objects.filter(project_id=project.pk), pk=pk)

    def verb() -> Any:
        take_back = take_back_series if entry.verb in SERIES_VERBS else take_back_entry
        return take_back(actor=user_of(request), project=project, entry=entry)

    return run(request, slug, verb, _("Taken back: all of it is as it was before."))
