"""A plan as in another implementation: choose, see what would come, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions import copy_plan
from tracker.plan.forms import CopyForm
from tracker.plan.models import Task
from tracker.plan.queries.copying import copy_of_plan
from tracker.plan.views.shared import put_errors
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The wish stands in the address; nothing is written before somebody says yes to what is shown."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    said = request.POST if request.method == "POST" else request.GET
    bound = said if "source" in said else None
    form = CopyForm(project, user_of(request), bound, initial={"starts_on": project.starts_on})
    sources = form.fields["source"].queryset.exists()  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "project": project,
        "nav": "plan",
        "form": form,
        "sources": sources,
        "copied": None,
    }
    context["there"] = Task.objects.of(project).exists()
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if request.method == "POST":
                made = copy_plan(actor=user_of(request), project=project, **values)
                messages.success(request, _("The plan is made: %(n)s tasks.") % {"n": made.tasks})
                return redirect("plan:task_list", slug)
            context["copied"] = copy_of_plan(values["source"], project, values["starts_on"])
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
    return render(request, "plan/copy.html", context, status=422 if form.errors else 200)
