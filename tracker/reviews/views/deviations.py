"""Deviations: all of them, and one with what was done about it."""

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
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reviews import actions, policies, queries
from tracker.reviews.forms import CauseForm, CheckForm, CorrectionForm, DeviationForm, DoneForm, LessonForm
from tracker.reviews.models import Correction, Deviation
from tracker.reviews.views.shared import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deviation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The open ones with who corrects them by when; whoever works here adds one."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    form = DeviationForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.raise_deviation(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Written down. Who corrects it is told."))
        return redirect("reviews:deviation_list", slug)
    found = queries.deviations_of(project, project.today())
    context = {**frame(project, "deviations"), "found": found, "form": form}
    return render(request, "reviews/deviations.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def deviation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One deviation: its cause, each correction, and whether it worked."""
    return _page(request, *_load(request, slug, pk))


def _load(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, Deviation]:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found: Deviation = get_object_or_404(queries.deviation_rows(project), pk=pk)
    found.project = project
    return project, found


def _now(project: Project, found: Deviation) -> Correction:
    newest = queries.line_of(found, project.today()).correction
    newest.project = project
    return newest


def _page(request: HttpRequest, project: Project, found: Deviation, **forms: Any) -> HttpResponse:
    newest = _now(project, found)
    context = {
        **frame(project, "deviations"),
        "deviation": found,
        "line": queries.line_of(found, project.today()),
        "lessons": found.lessons.order_by("number"),
        "tries": reversed(list(found.corrections.all())),
        **_forms(user_of(request), project, found, newest),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "reviews/deviation.html", context, status=422 if wrong else 200)


def _forms(me: User, project: Project, found: Deviation, newest: Correction) -> dict[str, Any]:
    """What this person may do now, each as its form."""
    undone = newest.done_on is None
    start = {
        "text": newest.text,
        "owner": newest.owner_id,
        "due_on": newest.due_on,
        "version": newest.version,
    }
    cause = {"cause": found.cause, "version": found.version}
    keeps = Permission.PLAN_EDIT in project.my_permissions
    asks = not undone and newest.checked_on is None
    return {
        "done_form": DoneForm(auto_id="done-%s") if undone and policies.may_report(me, newest) else None,
        "check_form": CheckForm(auto_id="check-%s") if asks and policies.may_check(me, newest) else None,
        "change_form": CorrectionForm(project, initial=start, auto_id="change-%s")
        if undone and keeps
        else None,
        "cause_form": CauseForm(initial=cause, auto_id="cause-%s") if found.closed_on is None else None,
        "lesson_form": LessonForm(project, initial={"deviation": found.pk}, auto_id="lesson-%s"),
        "asks": asks,
    }


@login_required
@require_POST
def deviation_cause(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say better why it came about."""
    project, found = _load(request, slug, pk)
    form = CauseForm(request.POST, auto_id="cause-%s")
    if carry_out(
        form, lambda values: actions.change_cause(actor=user_of(request), deviation=found, **values)
    ):
        return redirect("reviews:deviation", slug, pk)
    return _page(request, project, found, cause_form=form)


@login_required
@require_POST
def correction_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Other words, another owner, another day."""
    project, found = _load(request, slug, pk)
    if Permission.PLAN_EDIT not in project.my_permissions:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    newest, form = _now(project, found), CorrectionForm(project, request.POST, auto_id="change-%s")
    if carry_out(
        form, lambda values: actions.change_correction(actor=user_of(request), correction=newest, **values)
    ):
        return redirect("reviews:deviation", slug, pk)
    return _page(request, project, found, change_form=form)


@login_required
@require_POST
def correction_done(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Its owner reports it."""
    project, found = _load(request, slug, pk)
    newest, form = _now(project, found), DoneForm(request.POST, auto_id="done-%s")
    if not policies.may_report(user_of(request), newest):
        raise NotPermitted(_("Only whose correction it is, or who keeps the plan, reports it as done."))
    if carry_out(
        form, lambda values: actions.report_correction(actor=user_of(request), correction=newest, **values)
    ):
        messages.success(request, _("Reported. Somebody else now says whether it worked."))
        return redirect("reviews:deviation", slug, pk)
    return _page(request, project, found, done_form=form)


@login_required
@require_POST
def correction_check(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Somebody else says whether it worked."""
    project, found = _load(request, slug, pk)
    newest, form = _now(project, found), CheckForm(request.POST, auto_id="check-%s")
    if not policies.may_check(user_of(request), newest):
        raise NotPermitted(_("Whether it worked is said by somebody other than its owner."))
    if carry_out(
        form, lambda values: actions.check_correction(actor=user_of(request), correction=newest, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("reviews:deviation", slug, pk)
    return _page(request, project, found, check_form=form)
