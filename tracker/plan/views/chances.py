"""The forecast: when the audits and the certificate are likely, what drives that, and which clauses miss stage 1."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.charts import Chart, date_distribution
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions.estimates import set_estimate
from tracker.plan.queries.chances import Chances, Likely
from tracker.plan.queries.chances import chances as ask
from tracker.plan.views.control_forms import EstimateForm
from tracker.plan.views.shared import put_errors
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

MOST_DRIVERS = 12


@login_required
@require_safe
def chances(request: HttpRequest, slug: str) -> HttpResponse:
    """Runs of the remaining plan, the same for the same seed."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return render(request, "plan/chances.html", _context(request, project))


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    said = request.GET.get("seed", "")
    seed = int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 1
    problem, found = "", None
    try:
        found = ask(project, seed=seed)
    except RuleBroken as refused:
        problem = refused.sentence
    may_edit = Permission.PLAN_EDIT in project.my_permissions
    return {
        "project": project,
        "nav": "plan",
        "found": found,
        "problem": problem,
        "seed": seed,
        "chart": _chart(project, found, found.end) if found and found.end else None,
        "drivers": found.drivers[:MOST_DRIVERS] if found else [],
        "form": EstimateForm(project) if may_edit else None,
        **more,
    }


def _chart(project: Project, found: Chances, end: Likely) -> Chart:
    return date_distribution(
        found.bins,
        p50=end.p50,
        p80=end.p80,
        plan=end.planned,
        tolerance=end.planned + timedelta(days=project.tolerance_days),
        title=_("When “%(name)s” is likely") % {"name": end.name},
    )


@login_required
@require_POST
def estimate(request: HttpRequest, slug: str) -> HttpResponse:
    """How long a task takes at best and at worst."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    form = EstimateForm(project, request.POST)
    if form.is_valid():
        try:
            set_estimate(actor=user_of(request), **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            return redirect("plan:chances", slug)
    return render(request, "plan/chances.html", _context(request, project, form=form), status=422)
