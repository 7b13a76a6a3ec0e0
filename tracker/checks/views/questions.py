"""A check for who makes it: rules, questions with their figures, and for few the results."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checks import actions, queries
from tracker.checks.forms import CheckForm, QuestionForm
from tracker.checks.models import Question, ShortCheck
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.CHECK_MANAGE)
    found = _check(project, pk)
    form = CheckForm(request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form, lambda values: actions.change_check(actor=user_of(request), short_check=found, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("checks:check", slug, pk)
    return _page(request, project, found, form, QuestionForm())


@login_required
@require_POST
def question_new(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.CHECK_MANAGE)
    found = _check(project, pk)
    form = QuestionForm(request.POST)

    def add(values: dict[str, object]) -> None:
        options = str(values.pop("options")).splitlines()
        actions.add_question(actor=user_of(request), short_check=found, options=options, **values)  # type: ignore[arg-type]

    if carry_out(form, add):
        messages.success(request, _("Added."))
        return redirect("checks:check", slug, pk)
    return _page(request, project, found, CheckForm(initial=_now(found)), form)


@login_required
@require_POST
def question_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.CHECK_MANAGE)
    found = get_object_or_404(Question.objects.of(project).select_related("project"), pk=pk)
    try:
        actions.withdraw_question(actor=user_of(request), question=found)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("checks:check", slug, found.short_check_id)


@login_required
@require_safe
def results(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who has passed and who has not: for the few who may see it. What was answered is shown to nobody."""
    project = project_for(request, slug)
    found = _check(project, pk)
    require(user_of(request), Permission.CHECK_RESULTS, project)
    context = {"project": project, "nav": "training", "check": found, "rows": queries.results(found)}
    return render(request, "checks/results.html", context)


def _check(project: Project, pk: UUID) -> ShortCheck:
    found: ShortCheck = get_object_or_404(ShortCheck.objects.of(project).select_related("project"), pk=pk)
    return found


def _now(found: ShortCheck) -> dict[str, object]:
    return {name: getattr(found, name) for name in ("title", "pass_percent", "attempts")}


def _page(
    request: HttpRequest, project: Project, found: ShortCheck, form: forms.Form, question: forms.Form
) -> HttpResponse:
    context = {
        "project": project,
        "nav": "training",
        "check": found,
        "items": queries.item_statistics(found),
        "fewest": queries.FEWEST,
        "form": form,
        "question": question,
        "may_see_results": Permission.CHECK_RESULTS in project.my_permissions,
    }
    return render(
        request, "checks/check.html", context, status=422 if form.errors or question.errors else 200
    )
