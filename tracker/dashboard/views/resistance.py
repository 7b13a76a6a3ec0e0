"""Signs of resistance by department, beside what was decided about each."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.dashboard.resistance import resistance
from tracker.people.models import Person
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


@login_required
@require_safe
def resistance_page(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    may_manage = Permission.TRAINING_MANAGE in project.my_permissions
    found = resistance(project)
    context = {
        "project": project,
        "nav": "awareness",
        "view": "resistance",
        "found": found,
        "may_manage": may_manage,
        "staff": _staff(project) if may_manage and found.departments else [],
    }
    return render(request, "dashboard/resistance.html", context)


def _staff(project: Project) -> list[tuple[str, str]]:
    """Who can be asked to do something: those with a login, not tens of thousands of names."""
    rows = Person.objects.filter(organization_id=project.organization_id, user__isnull=False)
    rows = rows.staff(on=project.today())
    return [("", "–"), *((str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name"))]
