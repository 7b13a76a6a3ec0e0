"""What is asked of top management: decisions, commitments, obstacles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.governance import actions, policies, queries
from tracker.governance.forms import (
    AnswerForm,
    ClosingForm,
    CommitmentForm,
    DecisionForm,
    HigherForm,
    ObstacleForm,
    ResolutionForm,
    WithdrawForm,
)
from tracker.governance.models import Commitment, DecisionAsked, Obstacle
from tracker.governance.views.shared import frame
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


@login_required
@require_safe
def direction(request: HttpRequest, slug: str) -> HttpResponse:
    """Open things first, each with its age and whom it waits for."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    return _page(request, project)


def _page(request: HttpRequest, project: Project, **more: Any) -> HttpResponse:
    found = queries.direction(project)
    me = user_of(request)
    for one in (*found.decisions, *found.commitments, *found.obstacles):
        one.row.project = project
    wrong = bool(more)
    refused = more.pop("refused", None)

    def of_row(name: str, make: Callable[..., forms.Form]) -> Callable[[UUID], forms.Form]:
        """The form of one row; its fields have names of their own on the page, as it stands there often."""
        given = more.pop(name, None)
        return lambda pk: given if given and pk == refused else make(auto_id=f"f-{pk}-%s")

    context = {
        **frame(project, "direction"),
        "found": found,
        "signal": queries.commitment_signal(project),
        "may_decide": {one.row.pk for one in found.decisions if policies.may_decide(me, one.row)},
        "may_close": {one.row.pk for one in found.commitments if policies.may_close(me, one.row)},
        "may_remove": {one.row.pk for one in found.obstacles if policies.may_remove(me, one.row)},
        "decision_form": DecisionForm(project, prefix="decision"),
        "commitment_form": CommitmentForm(project, prefix="commitment"),
        "obstacle_form": ObstacleForm(project, prefix="obstacle"),
        "answer_form": of_row("answer_form", AnswerForm),
        "withdraw_form": of_row("withdraw_form", WithdrawForm),
        "closing_form": of_row("closing_form", ClosingForm),
        "higher_form": of_row("higher_form", partial(HigherForm, project)),
        "resolution_form": of_row("resolution_form", ResolutionForm),
        **more,
    }
    return render(request, "governance/direction.html", context, status=422 if wrong else 200)


def _do(
    request: HttpRequest, project: Project, form: forms.Form, verb: Callable[..., object], **more: Any
) -> HttpResponse:
    """Carry it out and come back, or show the page with the form that was refused."""
    if carry_out(form, lambda values: verb(actor=user_of(request), **values)):
        messages.success(request, _("Saved."))
        return redirect("governance:direction", project.slug)
    return _page(request, project, **more)


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotPermitted(_("Only whom it was put before, or who leads, answers this."))


@login_required
@require_POST
def decision_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    form = DecisionForm(project, request.POST, prefix="decision")
    return _do(
        request,
        project,
        form,
        lambda **values: actions.ask_decision(project=project, **values),
        decision_form=form,
    )


@login_required
@require_POST
def commitment_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    form = CommitmentForm(project, request.POST, prefix="commitment")
    return _do(
        request,
        project,
        form,
        lambda **values: actions.commit(project=project, **values),
        commitment_form=form,
    )


@login_required
@require_POST
def obstacle_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever works here may raise one."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    form = ObstacleForm(project, request.POST, prefix="obstacle")
    return _do(
        request,
        project,
        form,
        lambda **values: actions.raise_obstacle(project=project, **values),
        obstacle_form=form,
    )


@login_required
@require_POST
def decision_taking(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found = get_object_or_404(DecisionAsked.objects.of(project).select_related("project"), pk=pk)
    _refuse_unless(policies.may_decide(user_of(request), found))
    form = AnswerForm(request.POST)
    verb = actions.take_decision
    return _do(
        request,
        project,
        form,
        lambda **values: verb(asked=found, **values),
        refused=found.pk,
        answer_form=form,
    )


@login_required
@require_POST
def decision_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = get_object_or_404(DecisionAsked.objects.of(project).select_related("project"), pk=pk)
    form = WithdrawForm(request.POST)
    verb = actions.withdraw_decision
    return _do(
        request,
        project,
        form,
        lambda **values: verb(asked=found, **values),
        refused=found.pk,
        withdraw_form=form,
    )


@login_required
@require_POST
def commitment_closing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found = get_object_or_404(Commitment.objects.of(project).select_related("project"), pk=pk)
    _refuse_unless(policies.may_close(user_of(request), found))
    form = ClosingForm(request.POST)
    verb = actions.close_commitment
    return _do(
        request,
        project,
        form,
        lambda **values: verb(commitment=found, **values),
        refused=found.pk,
        closing_form=form,
    )


@login_required
@require_POST
def obstacle_raising(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_EDIT)
    found = get_object_or_404(Obstacle.objects.of(project).select_related("project"), pk=pk)
    form = HigherForm(project, request.POST)
    verb = actions.raise_higher
    return _do(
        request,
        project,
        form,
        lambda **values: verb(obstacle=found, **values),
        refused=found.pk,
        higher_form=form,
    )


@login_required
@require_POST
def obstacle_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found = get_object_or_404(Obstacle.objects.of(project).select_related("project"), pk=pk)
    _refuse_unless(policies.may_remove(user_of(request), found))
    form = ResolutionForm(request.POST)
    verb = actions.remove_obstacle
    return _do(
        request,
        project,
        form,
        lambda **values: verb(obstacle=found, **values),
        refused=found.pk,
        resolution_form=form,
    )
