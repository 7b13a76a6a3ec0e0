"""One objective: changed, measured, closed and opened again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects import actions, queries
from tracker.projects.access import project_for
from tracker.projects.forms import ClosingForm, MeasureForm, ObjectiveEditForm
from tracker.projects.models import Objective, Project
from tracker.projects.permissions import Permission
from tracker.projects.views.shared import told

FIELDS = ("title", "measure", "baseline", "target", "due_on", "owner", "version")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Read by everyone in the project, changed by who leads it."""
    asked = Permission.PROJECT_EDIT if request.method == "POST" else Permission.PROJECT_VIEW
    project = project_for(request, slug, asked)
    found = _load(project, pk)
    form = ObjectiveEditForm(project, request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.set_objective(
            actor=user_of(request), project=project, objective=found, **values
        ),
        now=lambda: _now(_load(project, pk)),
    ):
        return _saved(request, project, pk)
    return _page(request, project, found, {"edit": form})


@login_required
@require_POST
def objective_value(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write down where the measure stands."""
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    found = _load(project, pk)
    form = MeasureForm(request.POST)
    if carry_out(
        form,
        lambda values: actions.measure_objective(actor=user_of(request), objective=found, **values),
        now=lambda: _measured(_load(project, pk)),
    ):
        return _saved(request, project, pk)
    return _page(request, project, found, {"measure": form})


@login_required
@require_POST
def objective_closing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say how it came out."""
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    found = _load(project, pk)
    form = ClosingForm(request.POST)
    if carry_out(
        form,
        lambda values: actions.close_objective(actor=user_of(request), objective=found, **values),
        now=lambda: {"version": _load(project, pk).version},
    ):
        return _saved(request, project, pk)
    return _page(request, project, found, {"close": form})


@login_required
@require_POST
def objective_reopening(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is not over after all."""
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    found = _load(project, pk)
    try:
        actions.reopen_objective(
            actor=user_of(request),
            objective=found,
            version=_number(request.POST.get("version", "")),
            reason=request.POST.get("reason", "")[:500],
        )
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("projects:objective", project.slug, pk)


def _number(text: str) -> int:
    """Text that is no number is no version that could be current."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _load(project: Project, pk: UUID) -> Objective:
    rows = Objective.objects.of(project).select_related("project", "owner")
    found: Objective = get_object_or_404(rows, pk=pk)
    return found


def _now(found: Objective) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FIELDS}


def _measured(found: Objective) -> dict[str, Any]:
    return {"version": found.version, "latest": found.latest, "latest_on": found.latest_on}


def _saved(request: HttpRequest, project: Project, pk: UUID) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("projects:objective", project.slug, pk)


def _page(
    request: HttpRequest, project: Project, found: Objective, sent: dict[str, forms.Form]
) -> HttpResponse:
    context = {
        "project": project,
        "nav": "settings",
        "objective": found,
        "values": queries.values_of(found),
        "today": project.today(),
        "may_edit": Permission.PROJECT_EDIT in project.my_permissions,
        "history": told(found),
        "forms": {
            "edit": ObjectiveEditForm(project, initial=_now(found)),
            "measure": MeasureForm(initial={"version": found.version, "latest_on": project.today()}),
            "close": ClosingForm(initial={"version": found.version}),
            **sent,
        },
    }
    bad = any(form.errors for form in sent.values())
    return render(request, "projects/objective.html", context, status=422 if bad else 200)
