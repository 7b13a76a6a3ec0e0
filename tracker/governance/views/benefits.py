"""The register of benefits, one of them, and the matrix of goals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.governance import actions, policies
from tracker.governance.forms import AlignForm, BenefitEditForm, BenefitForm, GoalForm, MeasureForm
from tracker.governance.models import Benefit, StrategicGoal
from tracker.governance.queries import alignment, benefit_row, benefit_rows, case_of
from tracker.governance.views.shared import attempt, frame
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def benefit_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Realised against planned; whoever leads adds one."""
    needed = Permission.GOVERNANCE_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project = project_for(request, slug, needed)
    form = BenefitForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.add_benefit(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Added."))
        return redirect("governance:benefit_list", slug)
    rows = benefit_rows(project)
    worth = [row.benefit.worth for row in rows if row.benefit.worth is not None]
    case = case_of(project)
    context = {
        **frame(project, "benefits"),
        "rows": rows,
        "currency": case.currency if case else "",
        "promised": sum(worth) if worth else None,
        "realised": sum(row.realised or 0 for row in rows),
        "overdue": sum(row.overdue for row in rows),
        "form": form,
    }
    return render(request, "governance/benefits.html", context, status=422 if form.errors else 200)


def _benefit(project: Project, pk: UUID) -> Benefit:
    rows = Benefit.objects.of(project).select_related("owner", "objective").prefetch_related("measurements")
    found: Benefit = get_object_or_404(rows, pk=pk)
    found.project = project
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def benefit(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One benefit: its values, and what is promised."""
    needed = Permission.GOVERNANCE_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project = project_for(request, slug, needed)
    found = _benefit(project, pk)
    form = BenefitEditForm(project, request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.change_benefit(actor=user_of(request), benefit=found, **values),
        lambda: _now(_benefit(project, pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("governance:benefit", slug, pk)
    return _page(request, project, found, form=form)


def _now(row: Benefit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BenefitEditForm.base_fields}


def _page(request: HttpRequest, project: Project, found: Benefit, **forms: Any) -> HttpResponse:
    case = case_of(project)
    context = {
        **frame(project, "benefits"),
        "row": benefit_row(found, project.today()),
        "values": list(found.measurements.all()),
        "currency": case.currency if case else "",
        "may_measure": policies.may_measure(user_of(request), found),
        "form": BenefitEditForm(project, initial=_now(found)),
        "value_form": MeasureForm(initial={"measured_on": project.today()}),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "governance/benefit.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def measurement(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write down a value: its owner, or who leads."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found = _benefit(project, pk)
    if not policies.may_measure(user_of(request), found):
        raise NotPermitted(_("Only its owner, or who leads, writes down where a benefit stands."))
    form = MeasureForm(request.POST)
    if carry_out(
        form, lambda values: actions.measure_benefit(actor=user_of(request), benefit=found, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("governance:benefit", slug, pk)
    return _page(request, project, found, value_form=form)


@login_required
@require_POST
def benefit_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take out a benefit that was never measured."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = _benefit(project, pk)
    attempt(request, lambda: actions.remove_benefit(actor=user_of(request), benefit=found), _("Taken out."))
    return redirect("governance:benefit_list", slug)


@login_required
@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Goals against objectives and benefits; what serves nothing is listed."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    return _matrix(request, project)


def _matrix(request: HttpRequest, project: Project, **forms: Any) -> HttpResponse:
    context = {
        **frame(project, "alignment"),
        "matrix": alignment(project),
        "goal_form": GoalForm(),
        "align_form": AlignForm(project),
        **forms,
    }
    return render(request, "governance/alignment.html", context, status=422 if forms else 200)


@login_required
@require_POST
def goal_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a goal of the organization."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    form = GoalForm(request.POST)
    if carry_out(form, lambda values: actions.add_goal(actor=user_of(request), project=project, **values)):
        return redirect("governance:alignment", slug)
    return _matrix(request, project, goal_form=form)


@login_required
@require_POST
def goal_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Remove a goal, with what is said to serve it."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = get_object_or_404(StrategicGoal.objects.of(project).select_related("project"), pk=pk)
    attempt(request, lambda: actions.remove_goal(actor=user_of(request), goal=found), _("Taken out."))
    return redirect("governance:alignment", slug)


@login_required
@require_POST
def aligning(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what serves a goal, or why it serves none."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    form = AlignForm(project, request.POST)
    if carry_out(form, lambda values: actions.align(actor=user_of(request), project=project, **values)):
        messages.success(request, _("Saved."))
        return redirect("governance:alignment", slug)
    return _matrix(request, project, align_form=form)
