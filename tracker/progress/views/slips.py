"""The slip chart."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.core.charts import slip_chart
from tracker.core.render import render
from tracker.progress.queries.slips import slips as ask
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_safe
def slips(request: HttpRequest, slug: str) -> HttpResponse:
    """How the date of each milestone has moved since it was first forecast."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    rows = ask(project)
    ahead = [row for row in rows if not row.done]
    context = {
        "project": project,
        "nav": "plan",
        "chart": slip_chart(rows) if rows else None,
        "ahead": len(ahead),
        "later": sum(row.days > 0 for row in ahead),
        "worst": max(ahead, key=lambda row: row.days, default=None),
    }
    return render(request, "progress/slips.html", context)
