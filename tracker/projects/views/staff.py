"""The staff register of the organization, for who leads an implementation of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.core.errors import BadInput, RuleBroken
from tracker.core.render import render
from tracker.core.tables import read_table
from tracker.people.actions import preview_staff, staff_lines
from tracker.people.models import User
from tracker.people.queries import register
from tracker.projects import actions
from tracker.projects.access import project_for
from tracker.projects.forms import StaffFileForm, StaffForm
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = 100


@login_required
@require_GET
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    return _page(request, project, {})


@login_required
@require_POST
def staff_person(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    form = StaffForm(project, request.POST)
    if form.is_valid():
        try:
            actions.add_staff(actor=_who(request), project=project, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("projects:staff", project.slug)
    return _page(request, project, {"person": form}, status=422)


@login_required
@require_POST
def staff_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Without `take` only a preview of what would be added, changed and refused."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    form = StaffFileForm(request.POST, request.FILES)
    context: dict[str, Any] = {"project": project, "nav": "settings", "form": form, "problems": []}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = staff_lines(read_table(file, file.name))
            context["preview"] = preview_staff(organization=project.organization, lines=lines)
            if "take" in request.POST:
                done = actions.import_staff(actor=_who(request), project=project, lines=lines)
                words = _("%(added)s added, %(changed)s changed.")
                messages.success(request, words % {"added": done.added, "changed": done.changed})
                return redirect("projects:staff", project.slug)
        except BadInput as refusal:
            form.add_error("file", refusal.sentence)
            context["problems"] = refusal.lines
    return render(request, "projects/staff_import.html", context, status=422 if form.errors else 200)


def _who(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  (login_required stands before every view)
    return user


def _page(request: HttpRequest, project: Project, sent: dict[str, Any], status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    rows = Paginator(register(project.organization, words=words), PAGE)
    context = {
        "project": project,
        "nav": "settings",
        "page": rows.get_page(request.GET.get("page")),
        "words": words,
        "forms": {"person": StaffForm(project), "file": StaffFileForm(), **sent},
    }
    return render(request, "projects/staff.html", context, status=status)
