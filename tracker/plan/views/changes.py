"""Change requests: the list, one with its effect, its decision, and its way into the plan."""

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

from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions.changes import (
    add_change_item,
    answer_change_signoff,
    apply_change,
    drop_change_item,
    raise_change,
    request_change_signoff,
    withdraw_change,
)
from tracker.plan.control import ChangeState
from tracker.plan.forms import NoteForm, SignOffForm
from tracker.plan.models import Baseline, ChangeRequest
from tracker.plan.queries.change_content import change_content, item_words
from tracker.plan.queries.change_effect import effect_of_change
from tracker.plan.views.control_forms import ChangeForm, ItemForm
from tracker.plan.views.shared import put_errors, run, valid
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs import desk
from tracker.signoffs.content import in_words, sections_of
from tracker.signoffs.models import SignOff
from tracker.signoffs.queries import latest_request_about


def _load(
    request: HttpRequest, slug: str, pk: UUID, permission: Permission = Permission.PLAN_VIEW
) -> tuple[Project, ChangeRequest]:
    project = project_for(request, slug, permission)
    found = get_object_or_404(
        ChangeRequest.objects.of(project).select_related("raised_by", "decided_by"), pk=pk
    )
    found.project = project
    return project, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every request, and a new one."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.PLAN_VIEW
    project = project_for(request, slug, needed)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = raise_change(actor=user_of(request), project=project, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            return redirect("plan:change", slug, made.pk)
    rows = list(ChangeRequest.objects.of(project).select_related("raised_by", "decided_by"))
    context = {
        "project": project,
        "nav": "plan",
        "rows": rows,
        "open": sum(row.is_open for row in rows),
        "has_baseline": Baseline.objects.filter(project=project).exists(),
        "form": form if Permission.PLAN_EDIT in project.my_permissions else None,
    }
    return render(request, "plan/changes.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What changes, what that does, how it was decided."""
    project, found = _load(request, slug, pk)
    return render(request, "plan/change.html", _context(project, found))


def _context(project: Project, found: ChangeRequest, **more: Any) -> dict[str, Any]:
    problem = ""
    draft = found.state == ChangeState.DRAFT
    if draft and found.items:
        try:
            found.effect = effect_of_change(found)
        except RuleBroken as refused:
            problem = refused.sentence
    may_edit = Permission.PLAN_EDIT in project.my_permissions
    return {
        "project": project,
        "nav": "plan",
        "change": found,
        "items": [(item["name"], in_words(item_words(item))) for item in found.items],
        # While it is a draft, what changes stands in a list of its own that can still be edited.
        "sections": [
            section
            for place, section in enumerate(sections_of(change_content(found)))
            if place != 1 or not (draft and may_edit)
        ],
        "in_words": in_words,
        "problem": problem,
        "asked": latest_request_about(found),
        "item_form": ItemForm(project) if draft and may_edit else None,
        "form": SignOffForm(project) if draft and found.items and may_edit else None,
        "may_edit": may_edit,
        "may_apply": Permission.PLAN_BASELINE in project.my_permissions,
        **more,
    }


def _again(request: HttpRequest, project: Project, found: ChangeRequest, **more: Any) -> HttpResponse:
    return render(request, "plan/change.html", _context(project, found, **more), status=422)


@login_required
@require_POST
def change_item(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One more thing that changes."""
    project, found = _load(request, slug, pk, Permission.PLAN_EDIT)
    form = ItemForm(project, request.POST)
    if form.is_valid():
        try:
            add_change_item(actor=user_of(request), request=found, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            return redirect("plan:change", slug, pk)
    return _again(request, project, found, item_form=form)


@login_required
@require_POST
def change_item_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One of them is taken out again."""
    _project, found = _load(request, slug, pk, Permission.PLAN_EDIT)

    def verb() -> Any:
        place = request.POST.get("place", "")
        if not place.isascii() or not place.isdigit():
            raise BadInput(_("This change is not in the request any more."))
        return drop_change_item(actor=user_of(request), request=found, place=int(place[:6]))

    return run(request, slug, verb, _("Taken out of the request."))


@login_required
@require_POST
def change_signoff_request(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Freeze the effect and ask for the decision."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_REQUEST)
    form = SignOffForm(project, request.POST)
    if form.is_valid():
        try:
            request_change_signoff(actor=user_of(request), request=found, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            messages.success(request, form.asked_sentence())
            return redirect("plan:change", slug, pk)
    return _again(request, project, found, form=form)


@sensitive_post_parameters("password")
@login_required
@require_POST
def change_decision(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The answer of the person asked."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_VIEW)
    me = user_of(request)
    asked = desk.asked_about(request, found)
    asked.project = project

    def sign(**answer: Any) -> SignOff:
        return answer_change_signoff(actor=me, request=found, asked=asked, **answer)

    return desk.take_answer(request, asked, sign)


@login_required
@require_POST
def change_application(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What was approved is written into the plan and its baseline."""
    _project, found = _load(request, slug, pk, Permission.PLAN_BASELINE)
    return run(
        request,
        slug,
        lambda: apply_change(actor=user_of(request), request=found),
        _("The change is in the plan, and its baseline is in force."),
    )


@login_required
@require_POST
def change_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is not pursued."""
    _project, found = _load(request, slug, pk, Permission.PLAN_EDIT)

    def verb() -> Any:
        said = valid(NoteForm(request.POST))
        return withdraw_change(actor=user_of(request), request=found, reason=said["reason"])

    return run(request, slug, verb, _("“%(title)s” is withdrawn.") % {"title": found.title})
