"""The page for all staff: progress in plain words."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.dashboard.for_everybody import for_everybody
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_safe
def everybody(request: HttpRequest, slug: str) -> HttpResponse:
    """How far it is, what was reached, what comes next, and whom to ask."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    context = {"project": project, "nav": "awareness", "view": "everybody", "all": for_everybody(project)}
    return render(request, "dashboard/everybody.html", context)
