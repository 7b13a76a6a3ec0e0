"""What is needed: job roles, courses, and which role needs which; results from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.evidence.actions import Upload
from tracker.people.access import user_of
from tracker.people.models import Person
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training import actions, queries
from tracker.training.forms import AssignForm, CourseForm, ImportForm, NeedForm, ResultForm, RoleForm
from tracker.training.models import CourseNeed, JobRole
from tracker.training.outlook import roles_without_needs
from tracker.training.views.matrix import frame, person_page


@login_required
@require_safe
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, project_for(request, slug, Permission.TRAINING_VIEW), {})


@login_required
@require_POST
def role(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    return _do(
        request,
        project,
        "role",
        RoleForm(project, request.POST),
        lambda values: actions.define_job_role(actor=user_of(request), project=project, **values),
    )


@login_required
@require_POST
def course(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    return _do(
        request,
        project,
        "course",
        CourseForm(project, request.POST),
        lambda values: actions.define_course(actor=user_of(request), project=project, **values),
    )


@login_required
@require_POST
def need(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    return _do(
        request,
        project,
        "need",
        NeedForm(project, request.POST),
        lambda values: actions.need_course(actor=user_of(request), **values),
    )


@login_required
@require_POST
def need_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = get_object_or_404(CourseNeed.objects.of(project), pk=pk)
    try:
        actions.drop_need(actor=user_of(request), need=found, reason=request.POST.get("reason", ""))
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("training:setup", project.slug)


@login_required
@require_POST
def assignment(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    return _do(
        request,
        project,
        "assign",
        AssignForm(project, request.POST),
        lambda values: actions.assign_role(actor=user_of(request), **values),
    )


@login_required
@require_POST
def result(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    person = get_object_or_404(Person, pk=pk, organization_id=project.organization_id)
    form = ResultForm(project, request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        file = values.pop("certificate")
        upload = Upload(file, file.name) if file else None
        try:
            actions.record_result(actor=user_of(request), person=person, certificate=upload, **values)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("training:person", project.slug, pk)
    return person_page(request, project, pk, form)


def _do(
    request: HttpRequest,
    project: Project,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("training:setup", project.slug)
    return _page(request, project, {section: form})


def _page(request: HttpRequest, project: Project, sent: dict[str, forms.Form]) -> HttpResponse:
    needs: dict[UUID, list[CourseNeed]] = {}
    for row in CourseNeed.objects.of(project).select_related("course").order_by("course__name"):
        needs.setdefault(row.job_role_id, []).append(row)
    context = {
        **frame(project, "setup"),
        "roles": list(JobRole.objects.of(project).select_related("clause")),
        "courses": queries.courses(project),
        "needs": needs,
        "bare": [row.pk for row in roles_without_needs(project)],
        "forms": {
            "role": RoleForm(project),
            "course": CourseForm(project),
            "need": NeedForm(project),
            "assign": AssignForm(project),
            "import": ImportForm(),
            **sent,
        },
    }
    return render(request, "training/setup.html", context, status=422 if sent else 200)
