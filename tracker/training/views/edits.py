"""One job role with who holds it, and one course: changed, ended, and what was done to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.history.telling import tell
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.training import actions
from tracker.training.choices import VERB_PHRASES
from tracker.training.forms import CourseEditForm, RoleEditForm
from tracker.training.models import Course, JobRole, RoleAssignment
from tracker.training.views.matrix import frame

COURSE = ("name", "clause", "level", "validity_months", "prerequisite", "aim", "trainer", "cost", "effect_method",
          "version")  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job_role(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A job role: its name, who holds it, and its end."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    rows = JobRole.objects.of(project).select_related("project", "clause")
    found = get_object_or_404(rows, pk=pk)
    initial = {"name": found.name, "clause": found.clause, "version": found.version}
    form = RoleEditForm(project, request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.rename_job_role(actor=user_of(request), job_role=found, **values),
        now=lambda: {name: getattr(rows.get(pk=pk), name) for name in ("name", "clause", "version")},
    ):
        messages.success(request, _("Saved."))
        return redirect("training:job_role", slug, pk)
    held = found.assignments.select_related("person__department").order_by("person__name")
    context = {
        **frame(project, "setup"),
        "role": found,
        "form": form,
        "assignments": list(held),
        "history": tell(found, VERB_PHRASES),
    }
    return render(request, "training/job_role.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def job_role_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Nobody does this work any more."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = get_object_or_404(JobRole.objects.of(project).select_related("project"), pk=pk)
    reason = request.POST.get("reason", "")[:500]
    if _try(request, lambda: actions.end_job_role(actor=user_of(request), job_role=found, reason=reason)):
        return redirect("training:setup", slug)
    return redirect("training:job_role", slug, pk)


@login_required
@require_POST
def assignment_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Somebody no longer does this work."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = get_object_or_404(RoleAssignment.objects.of(project).select_related("project"), pk=pk)
    reason = request.POST.get("reason", "")[:500]
    _try(request, lambda: actions.take_role(actor=user_of(request), assignment=found, reason=reason))
    return redirect("training:job_role", slug, found.job_role_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A course: its name, clause, level and validity."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    rows = Course.objects.of(project).select_related("project", "clause", "prerequisite")
    found = get_object_or_404(rows, pk=pk)
    form = CourseEditForm(project, request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.change_course(actor=user_of(request), course=found, **values),
        now=lambda: _now(rows.get(pk=pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("training:setup", slug)
    context = {**frame(project, "setup"), "course": found, "form": form, "history": tell(found, VERB_PHRASES)}
    return render(request, "training/course.html", context, status=422 if form.errors else 200)


def _now(course: Course) -> dict[str, Any]:
    return {name: getattr(course, name) for name in COURSE}


def _try(request: HttpRequest, verb: Callable[[], object]) -> bool:
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return False
    messages.success(request, _("Saved."))
    return True
