"""Baselines: which is in force, what differs from it, what crept in, and the way to a first one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions.changes import request_baseline
from tracker.plan.control import ChangeKind, ChangeState
from tracker.plan.models import Baseline, ChangeRequest
from tracker.plan.queries.outlook import outlook
from tracker.plan.queries.variance import Version, creep, variances, version_now, version_of
from tracker.plan.views.control_forms import BaselineForm
from tracker.plan.views.shared import put_errors
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

NOW = "now"


@login_required
@require_safe
def baseline_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions of the plan side by side: the one in force and now, unless others are asked for."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return render(request, "plan/baselines.html", _context(request, project))


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    rows = list(Baseline.objects.filter(project=project).select_related("approved_by").order_by("-number"))
    view = outlook(project)
    chosen = _chosen(request, rows)
    found = []
    if chosen:
        sides: list[Version] = [
            version_of(side) if isinstance(side, Baseline) else version_now(view, project) for side in chosen
        ]
        found = [row for row in variances(*sides) if not (row.after or row.before).is_summary]  # type: ignore[union-attr]
    moved = [row for row in found if row.state != "same"]
    return {
        "project": project,
        "nav": "plan",
        "baselines": rows,
        "chosen": chosen,
        "versions": [*((str(row.number), str(row)) for row in rows), (NOW, _("the plan now"))],
        "milestones": [row for row in found if row.is_milestone],
        "moved": [row for row in moved if not row.is_milestone],
        "same": len(found) - len(moved),
        "creep": creep(project, view),
        "waiting": ChangeRequest.objects.of(project)
        .filter(kind=ChangeKind.BASELINE, state=ChangeState.WAITING)
        .first(),
        "form": BaselineForm(project) if Permission.PLAN_BASELINE in project.my_permissions else None,
        **more,
    }


def _chosen(request: HttpRequest, rows: list[Baseline]) -> list[Any]:
    """The two sides as the address names them; what it names wrongly falls back to the usual."""
    if not rows:
        return []
    by_number = {str(row.number): row for row in rows}
    first = by_number.get(request.GET.get("a", ""), rows[0])
    return [first, by_number.get(request.GET.get("b", ""))]


@login_required
@require_POST
def baseline(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze all dates as they stand now and ask for the approval that puts them in force."""
    project = project_for(request, slug, Permission.PLAN_BASELINE)
    form = BaselineForm(project, request.POST)
    if form.is_valid():
        try:
            asked = request_baseline(actor=user_of(request), project=project, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            messages.success(
                request,
                _("%(name)s has been asked. The baseline is in force with the approval.")
                % {"name": asked.asked_of},
            )
            return redirect("plan:change", slug, asked.subject_id)
    return render(request, "plan/baselines.html", _context(request, project, form=form), status=422)
