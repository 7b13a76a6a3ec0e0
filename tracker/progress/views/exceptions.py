"""Tolerances and exceptions: what is allowed, what has passed it, and what was decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.forms import SignOffForm
from tracker.progress.actions import (
    answer_exception_signoff,
    describe_exception,
    request_exception_decision,
    set_tolerance,
)
from tracker.progress.choices import ExceptionState
from tracker.progress.forms import DescriptionForm, ToleranceForm
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.exceptions import exception_sentence
from tracker.progress.queries.measures import measures
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs import desk
from tracker.signoffs.models import SignOff
from tracker.signoffs.queries import latest_request_about


def _put(form: Any, refused: RuleBroken) -> None:
    if isinstance(refused, NotPermitted):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


@login_required
@require_safe
def exception_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every tolerance with what is measured, and every exception."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return render(request, "progress/exceptions.html", _list(project))


def _list(project: Project, **more: Any) -> dict[str, Any]:
    rows = list(ExceptionReport.objects.of(project).select_related("phase", "project", "decided_by"))
    return {
        "project": project,
        "nav": "plan",
        "measures": measures(project),
        "rows": [(row, exception_sentence(row)) for row in rows],
        "open": sum(row.is_open for row in rows),
        "form": ToleranceForm(project) if Permission.PLAN_BASELINE in project.my_permissions else None,
        **more,
    }


@login_required
@require_POST
def tolerance(request: HttpRequest, slug: str) -> HttpResponse:
    """Set one tolerance, or take it away."""
    project = project_for(request, slug, Permission.PLAN_BASELINE)
    form = ToleranceForm(project, request.POST)
    if form.is_valid():
        try:
            set_tolerance(actor=user_of(request), project=project, **form.cleaned_data)
        except RuleBroken as refused:
            _put(form, refused)
        else:
            messages.success(request, _("The tolerance is set."))
            return redirect("progress:exception_list", slug)
    return render(request, "progress/exceptions.html", _list(project, form=form), status=422)


def _load(
    request: HttpRequest, slug: str, pk: UUID, permission: Permission = Permission.PLAN_VIEW
) -> tuple[Project, ExceptionReport]:
    project = project_for(request, slug, permission)
    rows = ExceptionReport.objects.of(project).select_related("phase", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    found.project = project
    return project, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One exception: cause, options, proposal, decision."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.PLAN_VIEW
    project, found = _load(request, slug, pk, needed)
    initial = {"cause": found.cause, "options": found.options, "proposal": found.proposal}
    form = DescriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            describe_exception(actor=user_of(request), report=found, **form.cleaned_data)
        except RuleBroken as refused:
            _put(form, refused)
        else:
            return redirect("progress:exception", slug, pk)
    context = _one(project, found, description=form)
    return render(request, "progress/exception.html", context, status=422 if form.errors else 200)


def _one(project: Project, found: ExceptionReport, **more: Any) -> dict[str, Any]:
    open_ = found.state == ExceptionState.OPEN
    key = (found.aspect, found.phase_id)
    asked = latest_request_about(found)
    # A question that was taken back can be asked anew.
    waits = asked is not None and asked.is_waiting
    asks = (
        found.is_open
        and not waits
        and found.proposal
        and Permission.SIGNOFF_REQUEST in project.my_permissions
    )
    return {
        "project": project,
        "nav": "plan",
        "report": found,
        "sentence": exception_sentence(found),
        "now": next((row for row in measures(project) if row.key == key), None),
        "asked": asked,
        "may_describe": open_ and Permission.PLAN_EDIT in project.my_permissions,
        "form": SignOffForm(project) if asks else None,
        **more,
    }


@login_required
@require_POST
def exception_signoff_request(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Ask for the decision."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_REQUEST)
    form = SignOffForm(project, request.POST)
    if form.is_valid():
        try:
            request_exception_decision(actor=user_of(request), report=found, **form.cleaned_data)
        except RuleBroken as refused:
            _put(form, refused)
        else:
            messages.success(request, form.asked_sentence())
            return redirect("progress:exception", slug, pk)
    initial = {"cause": found.cause, "options": found.options, "proposal": found.proposal}
    context = _one(project, found, form=form, description=DescriptionForm(initial=initial))
    return render(request, "progress/exception.html", context, status=422)


@sensitive_post_parameters("password")
@login_required
@require_POST
def exception_decision(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The answer of the person asked."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_VIEW)
    me = user_of(request)
    asked = desk.asked_about(request, found)
    asked.project = project

    def sign(**answer: Any) -> SignOff:
        return answer_exception_signoff(actor=me, report=found, asked=asked, **answer)

    return desk.take_answer(request, asked, sign)
