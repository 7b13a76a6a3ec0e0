"""The plan as a file for other programs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.plan.exporting import Format, plan_file
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_safe
def plan_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Who may see the plan may take it along."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    if kind not in list(Format):
        raise Http404
    form = Format(kind)
    response = HttpResponse(plan_file(project, form), content_type=form.media_type)
    name = f"plan-{project.slug}-{project.today().isoformat()}.{form.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
