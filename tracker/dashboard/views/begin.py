"""Beginning an implementation in the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.dashboard.actions import begin_implementation
from tracker.dashboard.forms import BeginForm
from tracker.people.actions import create_organization
from tracker.people.models import User
from tracker.people.policies import require_admin
from tracker.plan.queries.methods import covers
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may

USUAL = timedelta(days=395)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Catalogue, scope and dates; the checklist and the reminders open with it."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    require_admin(user)
    if request.method != "POST":
        today = clock.today(user.time_zone)
        start = {"starts_on": today, "target_on": today + USUAL, "zone": user.time_zone}
        return _page(request, BeginForm(initial=start))
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        project = _begin(user, dict(form.cleaned_data))
    except RuleBroken as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _page(request, form, status=refused.status)
    if covers(project) and may(user, Permission.PLAN_EDIT, project):
        return redirect("plan:plan_method", project.slug)
    return redirect("dashboard:overview", project.slug)


@transaction.atomic
def _begin(user: User, values: dict[str, Any]) -> Project:
    new = values.pop("new_organization")
    if new:
        try:
            values["organization"] = create_organization(actor=user, name=new)
        except RuleBroken as refused:
            raise RuleBroken(refused.sentence, field="new_organization") from refused
    return begin_implementation(actor=user, **values)


def _page(request: HttpRequest, form: BeginForm, status: int = 200) -> HttpResponse:
    return render(request, "dashboard/project_new.html", {"nav": "projects", "form": form}, status=status)
