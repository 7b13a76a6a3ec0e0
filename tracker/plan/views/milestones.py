"""One milestone: what it stands for, its sign-off, whether that still fits."""

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
from tracker.plan.actions import (
    add_milestone,
    answer_milestone_signoff,
    pass_milestone,
    request_milestone_signoff,
)
from tracker.plan.forms import MilestoneForm, NoteForm, SignOffForm
from tracker.plan.models import Milestone, Task
from tracker.plan.queries import milestone_content, milestones, what_keeps_open
from tracker.plan.queries.milestones import milestone_content_against, passes_gate
from tracker.plan.views.shared import put_errors, run, valid
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs import desk
from tracker.signoffs.choices import State
from tracker.signoffs.content import in_words, sections_of
from tracker.signoffs.models import SignOff
from tracker.signoffs.queries import changed_since, current_signoff, latest_request_about


def _load(
    request: HttpRequest, slug: str, pk: UUID, permission: Permission = Permission.PLAN_VIEW
) -> tuple[Project, Milestone]:
    project = project_for(request, slug, permission)
    rows = Milestone.objects.of(project).select_related("task__owner", "task__project", "project")
    return project, get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def milestone(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What the milestone stands for today, and what was signed."""
    project, found = _load(request, slug, pk)
    return render(request, "plan/milestone.html", _context(project, found))


def _context(project: Project, found: Milestone, **more: Any) -> dict[str, Any]:
    content = milestone_content(found)
    signed: SignOff | None = current_signoff(found)
    asks = Permission.SIGNOFF_REQUEST in project.my_permissions
    return {
        "project": project,
        "nav": "plan",
        "milestone": found,
        "fact": next(fact for fact in milestones(project) if fact.task_id == found.task_id),
        "sections": sections_of(content),
        "signed": signed,
        "differences": changed_since(signed, milestone_content_against(found, signed.request.content))
        if signed
        else [],
        "keeps_open": what_keeps_open(found) if signed and not found.task.is_done else [],
        "in_words": in_words,
        "request_": latest_request_about(found),
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
        "may_ask": asks,
        "counts": signed is None or passes_gate(found, signed.request.answer_link),
        "form": SignOffForm(project) if asks else None,
        **more,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a milestone."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    form = MilestoneForm(project, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_milestone(actor=user_of(request), project=project, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            return redirect("plan:milestone", slug, made.pk)
    context = {"project": project, "nav": "plan", "form": form}
    return render(request, "plan/milestone_new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def milestone_passing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It has been reached."""
    _project, found = _load(request, slug, pk, Permission.PLAN_EDIT)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return pass_milestone(actor=user_of(request), milestone=found, on=said["on"], note=said["note"])

    return run(request, slug, verb, _("“%(name)s” has been passed.") % {"name": found.task.name})


@login_required
@require_POST
def milestone_signoff_request(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Freeze what the milestone stands for and ask for a signature."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_REQUEST)
    form = SignOffForm(project, request.POST)
    if form.is_valid():
        try:
            request_milestone_signoff(actor=user_of(request), milestone=found, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            messages.success(request, form.asked_sentence())
            return redirect("plan:milestone", slug, pk)
    return render(request, "plan/milestone.html", _context(project, found, form=form), status=422)


@sensitive_post_parameters("password")
@login_required
@require_POST
def milestone_decision(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The answer of the person asked; an approval passes the milestone."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_VIEW)
    me = user_of(request)
    asked = desk.asked_about(request, found)
    asked.project = project

    def sign(**answer: Any) -> SignOff:
        signoff = answer_milestone_signoff(actor=me, milestone=found, request=asked, **answer)
        _tell_what_follows(request, found, signoff)
        return signoff

    return desk.take_answer(request, asked, sign)


def _tell_what_follows(request: HttpRequest, found: Milestone, signoff: SignOff) -> None:
    words = {"name": found.task.name}
    state = signoff.request.state
    if state == State.APPROVED_WITH_CONDITIONS:
        messages.info(request, _("“%(name)s” is passed when your conditions are met.") % words)
    elif state == State.APPROVED and not found.task.is_done:
        if not passes_gate(found, signoff.request.answer_link):
            messages.info(request, _("“%(name)s” is passed only by the decision of its gate review.") % words)
        elif Task.objects.done().filter(pk=found.task_id).exists():
            messages.success(request, _("With your approval “%(name)s” is passed.") % words)
        else:
            words["open"] = ", ".join(what_keeps_open(found)[:3])
            messages.info(request, _("“%(name)s” is not passed yet; still open: %(open)s.") % words)
