"""The business case: what it says, what it comes to, what was approved of it."""

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
from tracker.core.render import render
from tracker.governance import actions
from tracker.governance.figures import Change, Figures, figures
from tracker.governance.forms import (
    AskForm,
    AssumptionForm,
    CaseEditForm,
    CaseForm,
    LineForm,
    OptionForm,
    WhatIfForm,
)
from tracker.governance.models import Assumption, BusinessCase, CaseOption, CashLine
from tracker.governance.queries import case_of, sensitivity, standing_of_case, weigh
from tracker.governance.queries.case import Weighed, recommended, switching_values
from tracker.governance.views.shared import attempt, frame
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs.models import SignOffRequest

USUAL = {"rate": 8, "months": 36}


@login_required
@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponse:
    """The options side by side, what happens to them when a sum is off, and what was approved."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    return render(request, "governance/case.html", _context(request, project))


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    found = case_of(project)
    if found is None:
        return {**frame(project, "case"), "case": None}
    weighed = weigh(found)
    best = recommended(weighed)
    standing = standing_of_case(found)
    asks = Permission.SIGNOFF_REQUEST in project.my_permissions
    waits = standing.asked is not None and standing.asked.is_waiting
    if_form, if_found = _what_if(request, found, best)
    return {
        **frame(project, "case"),
        "case": found,
        "weighed": weighed,
        "best": best,
        "table": sensitivity(found, best) if best else [],
        "switching": switching_values(best) if best else None,
        "if_form": if_form,
        "if_found": if_found,
        "assumptions": list(Assumption.objects.filter(case=found)),
        "assumption_form": AssumptionForm(),
        "signed": standing.signed,
        "differences": standing.differences,
        "asked": standing.asked,
        "versions": list(SignOffRequest.objects.about(found).with_people().order_by("-created_at")),
        "form": AskForm(project) if asks and not waits else None,
        **more,
    }


def _what_if(
    request: HttpRequest, case: BusinessCase, best: Weighed | None
) -> tuple[WhatIfForm | None, Figures | None]:
    """What the reader tries out stands in the address, so that it can be sent to somebody."""
    if best is None:
        return None, None
    tried = {name: request.GET[name] for name in WhatIfForm.base_fields if name in request.GET}
    start = {"cost": 0, "benefit": 0, "delay": 0, "rate": case.rate}
    if not tried:
        return WhatIfForm(initial=start), None
    form = WhatIfForm({**start, **tried})
    found = None
    if form.is_valid():
        found = figures(best.sums, case.months, case.rate, Change(**form.cleaned_data))
    return form, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the case, or change its words, rate and length."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    actor = user_of(request)
    found = case_of(project)
    form: CaseForm
    if found is None:
        form = CaseForm(request.POST or None, initial=USUAL)
        done = request.method == "POST" and carry_out(
            form, lambda values: actions.begin_case(actor=actor, project=project, **values)
        )
    else:
        form = CaseEditForm(request.POST or None, initial=_now(found))
        there = found
        done = request.method == "POST" and carry_out(
            form,
            lambda values: actions.change_case(actor=actor, case=there, **values),
            lambda: _now(case_of(project) or there),
        )
    if done:
        messages.success(request, _("Saved."))
        return redirect("governance:case", slug)
    context = {**frame(project, "case"), "form": form, "case": found}
    return render(request, "governance/case_edit.html", context, status=422 if form.errors else 200)


def _now(row: BusinessCase) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CaseEditForm.base_fields}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def option(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One option: what it means, its sums, year by year."""
    needed = Permission.GOVERNANCE_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project = project_for(request, slug, needed)
    found = _option(project, pk)
    form = OptionForm(request.POST or None, initial=_said(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.change_option(actor=user_of(request), option=found, **values),
        lambda: _said(_option(project, pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("governance:option", slug, pk)
    return _option_page(request, project, found, option_form=form)


def _said(row: CaseOption) -> dict[str, Any]:
    return {"description": row.description, "recommended": row.recommended, "version": row.version}


def _option(project: Project, pk: UUID) -> CaseOption:
    return get_object_or_404(CaseOption.objects.of(project).select_related("case", "project"), pk=pk)


def _option_page(request: HttpRequest, project: Project, found: CaseOption, **forms: Any) -> HttpResponse:
    found.case.project = project
    context = {
        **frame(project, "case"),
        "case": found.case,
        "row": next(row for row in weigh(found.case) if row.option.pk == found.pk),
        "option_form": OptionForm(initial=_said(found)),
        "line_form": LineForm(initial={"first_month": 0}),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "governance/option.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def line_add(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Add a cost or a benefit."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = _option(project, pk)
    form = LineForm(request.POST)
    if carry_out(form, lambda values: actions.add_line(actor=user_of(request), option=found, **values)):
        messages.success(request, _("Added."))
        return redirect("governance:option", slug, pk)
    return _option_page(request, project, found, line_form=form)


@login_required
@require_POST
def line_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take a sum out."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    rows = CashLine.objects.of(project).select_related("option__case", "project")
    found = get_object_or_404(rows, pk=pk)
    attempt(request, lambda: actions.remove_line(actor=user_of(request), line=found), _("Taken out."))
    return redirect("governance:option", slug, found.option_id)


@login_required
@require_POST
def assumption_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what the sums rest on."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = case_of(project)
    if found is None:
        return redirect("governance:case", slug)
    form = AssumptionForm(request.POST)
    if carry_out(form, lambda values: actions.add_assumption(actor=user_of(request), case=found, **values)):
        messages.success(request, _("Added."))
        return redirect("governance:case", slug)
    context = _context(request, project, assumption_form=form)
    return render(request, "governance/case.html", context, status=422)


@login_required
@require_POST
def assumption_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is no longer assumed."""
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    rows = Assumption.objects.of(project).select_related("case", "project")
    found = get_object_or_404(rows, pk=pk)
    attempt(
        request,
        lambda: actions.remove_assumption(actor=user_of(request), assumption=found),
        _("Taken out."),
    )
    return redirect("governance:case", slug)


@login_required
@require_POST
def case_signoff_request(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the case as it is and ask for approval."""
    project = project_for(request, slug, Permission.SIGNOFF_REQUEST)
    found = case_of(project)
    if found is None:
        return redirect("governance:case", slug)
    form = AskForm(project, request.POST)
    if carry_out(
        form, lambda values: actions.request_case_signoff(actor=user_of(request), case=found, **values)
    ):
        messages.success(request, form.asked_sentence())
        return redirect("governance:case", slug)
    context = _context(request, project, form=form)
    return render(request, "governance/case.html", context, status=422)
