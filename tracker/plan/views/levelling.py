"""Levelling as a proposal: which tasks would begin later, with what effect; ticked ones are taken, the rest is left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions.levelling import take_levelling
from tracker.plan.models import Baseline
from tracker.plan.queries.levelling import Proposal, proposal
from tracker.plan.views.undo import offer_undo
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

# Within float alone, or whatever it takes.
WAYS = ("float", "all")


@login_required
@require_safe
def levelling(request: HttpRequest, slug: str) -> HttpResponse:
    """Within float as long as that is enough or asked for; nothing changes by looking."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return _page(request, project, request.GET.get("way", ""))


def _page(request: HttpRequest, project: Project, way: str, problem: str = "") -> HttpResponse:
    found: Proposal | None = None
    try:
        found = proposal(project, within_float=way != "all")
        if way not in WAYS and found.over[1]:
            further = proposal(project, within_float=False)
            found = further if further.over[1] < found.over[1] else found
    except RuleBroken as refused:
        problem = problem or refused.sentence
    context = {
        "project": project,
        "nav": "plan",
        "found": found,
        "problem": problem,
        "way": "float" if found and found.within_float else "all",
        "has_baseline": Baseline.objects.filter(project=project).exists(),
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
    }
    return render(
        request, "plan/levelling.html", context, status=409 if problem and request.method == "POST" else 200
    )


@login_required
@require_POST
def levelling_taking(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the ticked lines of the proposal that was shown."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    way = "float" if request.POST.get("way") == "float" else "all"
    try:
        entry = take_levelling(
            actor=user_of(request),
            project=project,
            tasks=_ticked(request.POST.getlist("task")),
            mark=request.POST.get("mark", ""),
            within_float=way == "float",
            reason=request.POST.get("reason", "").strip()[:500],
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _page(request, project, way, refused.sentence)
    n = len(entry.after["versions"])
    said: Any = ngettext("%(n)s task is held back.", "%(n)s tasks are held back.", n) % {"n": n}
    messages.success(request, said, extra_tags=offer_undo(project, entry))
    return redirect("plan:load", project.slug)


def _ticked(said: list[str]) -> set[UUID]:
    """What is no id names no task."""
    found = set()
    for one in said:
        try:
            found.add(UUID(one))
        except ValueError:
            raise RuleBroken(_("Choose a task first.")) from None
    return found
