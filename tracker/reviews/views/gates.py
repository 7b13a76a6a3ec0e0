"""Gate reviews: all of them, one of them, its question and its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.forms import SignOffForm
from tracker.plan.models import Task
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reviews import actions, queries
from tracker.reviews.choices import Outcome
from tracker.reviews.forms import GateEditForm, GateNewForm, LessonForm, ReasonForm
from tracker.reviews.models import GateReview
from tracker.reviews.views.shared import frame
from tracker.signoffs import desk
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import has_declined


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gate_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every review with its decision; whoever keeps the plan adds one."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project = project_for(request, slug, needed)
    start = {
        "deliverables": True,
        "case": True,
        "lessons_asked": True,
        "risks_asked": True,
        "ready_percent": 0,
        "training_percent": 0,
    }
    form = GateNewForm(project, request.POST or None, initial=start)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.plan_gate(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Planned. The milestone is now passed only by a decision."))
        return redirect("reviews:gate_list", slug)
    rows = list(queries.gate_reviews(project))
    context = {**frame(project, "gates"), "rows": rows, "form": form}
    return render(request, "reviews/gates.html", context, status=422 if form.errors else 200)


def _load(request: HttpRequest, slug: str, pk: UUID, permission: Permission) -> tuple[Project, GateReview]:
    project = project_for(request, slug, permission)
    found: GateReview = get_object_or_404(queries.gate_reviews(project), pk=pk)
    found.project = found.milestone.project = project
    return project, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What must hold, as it is now; who sits there; what was decided."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project, found = _load(request, slug, pk, needed)
    form = GateEditForm(project, request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form, lambda values: actions.change_gate(actor=user_of(request), review=found, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("reviews:gate", slug, pk)
    return _page(request, project, found, form=form)


def _now(review: GateReview) -> dict[str, Any]:
    names = (
        "held_on",
        "deliverables",
        "ready_percent",
        "training_percent",
        "case",
        "lessons_asked",
        "risks_asked",
        "version",
    )
    seats = [seat.person_id for seat in review.attendees.all()]
    return {**{name: getattr(review, name) for name in names}, "attendees": seats}


def _page(request: HttpRequest, project: Project, found: GateReview, **forms: Any) -> HttpResponse:
    waits = found.request is not None and found.request.is_waiting
    conditions = list(found.conditions.select_related("task__owner"))
    asks = found.is_open and not waits and Permission.SIGNOFF_REQUEST in project.my_permissions
    context = {
        **frame(project, "gates"),
        "review": found,
        "criteria": queries.criteria(found) if found.is_open else [],
        "waits": waits,
        "conditions": conditions,
        "passed": Task.objects.done().filter(pk=found.milestone.task_id).exists(),
        "ask_form": SignOffForm(project) if asks else None,
        "form": GateEditForm(project, initial=_now(found)),
        "reason_form": ReasonForm(),
        **_lessons(project, found),
        "may_stop": found.outcome == Outcome.HOLD
        and found.request is not None
        and has_declined(user_of(request), found.request),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "reviews/gate.html", context, status=422 if wrong else 200)


def _lessons(project: Project, found: GateReview) -> dict[str, Any]:
    """What was learned in the stage, and how much learned before waits to be used."""
    return {
        "lessons": queries.lessons_at(found),
        "lessons_waiting": queries.lessons_waiting(project),
        "lesson_form": LessonForm(project, initial={"gate": found.pk}, auto_id="lesson-%s"),
        "none_form": ReasonForm(auto_id="none-%s"),
    }


@login_required
@require_POST
def gate_without_lessons(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say that the stage taught nothing new, and why."""
    project, found = _load(request, slug, pk, Permission.PLAN_EDIT)
    form = ReasonForm(request.POST, auto_id="none-%s")
    if carry_out(form, lambda values: actions.say_no_lessons(actor=user_of(request), review=found, **values)):
        return redirect("reviews:gate", slug, pk)
    return _page(request, project, found, none_form=form)


@login_required
@require_POST
def gate_question(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Freeze what is shown and ask whether to go on."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_REQUEST)
    form = SignOffForm(project, request.POST)
    if carry_out(
        form, lambda values: actions.ask_for_gate_decision(actor=user_of(request), review=found, **values)
    ):
        messages.success(request, form.asked_sentence())
        return redirect("reviews:gate", slug, pk)
    return _page(request, project, found, ask_form=form)


@sensitive_post_parameters("password")
@login_required
@require_POST
def gate_decision(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The answer of the person asked."""
    project, found = _load(request, slug, pk, Permission.SIGNOFF_VIEW)
    me = user_of(request)
    if found.request_id is None:
        raise Http404
    asked = SignOffRequest.objects.of(project).with_people().get(pk=found.request_id)
    asked.project = project

    def sign(**answer: Any) -> SignOff:
        return actions.answer_gate(actor=me, review=found, asked=asked, **answer)

    return desk.take_answer(request, asked, sign)


@login_required
@require_POST
def gate_stop(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who held it, stops."""
    project, found = _load(request, slug, pk, Permission.GOVERNANCE_VIEW)
    # Asked after the row is found: a review of another implementation is not there for anybody.
    require(user_of(request), Permission.SIGNOFF_GIVE, project)
    form = ReasonForm(request.POST)
    if carry_out(form, lambda values: actions.stop_gate(actor=user_of(request), review=found, **values)):
        return redirect("reviews:gate", slug, pk)
    return _page(request, project, found, reason_form=form)


@login_required
@require_POST
def gate_calling_off(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is not held."""
    project, found = _load(request, slug, pk, Permission.PLAN_EDIT)
    form = ReasonForm(request.POST)
    if carry_out(form, lambda values: actions.call_off_gate(actor=user_of(request), review=found, **values)):
        return redirect("reviews:gate", slug, pk)
    return _page(request, project, found, reason_form=form)
