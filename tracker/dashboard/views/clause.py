"""Beside a clause and beside a checkpoint: the tasks that lead there, and who waits for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tracker.checklist.models import Checkpoint
from tracker.core.render import render, wants_block
from tracker.dashboard.ways import way_of
from tracker.plan.queries import outlook, tasks_leading_to
from tracker.plan.queries.health import health
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause


@login_required
@require_safe
def clause_tasks(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Tasks that lead to the clause, with how each stands."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    clause = get_object_or_404(Clause.objects.of(project.edition), number=number)
    view = outlook(project)
    rows = [
        (task, view.finish(fact), health(view, fact, project.tolerance_days))
        for task in tasks_leading_to(project, clause)
        if (fact := view.by_id.get(task.pk))
    ]
    context = {"project": project, "nav": "checklist", "clause": clause, "rows": rows}
    block = "tasks" if wants_block(request) else None
    return render(request, "dashboard/clause_tasks.html", context, block=block)


@login_required
@require_safe
def checkpoint_way(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The tasks that lead to a checkpoint, and the milestones that need it."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    rows = Checkpoint.objects.of(project).select_related("requirement__clause__edition")
    checkpoint = get_object_or_404(rows, pk=pk)
    checkpoint.project = project
    context = {"project": project, "nav": "checklist", "checkpoint": checkpoint, "way": way_of(checkpoint)}
    block = "way" if wants_block(request) else None
    return render(request, "dashboard/checkpoint_way.html", context, block=block)
