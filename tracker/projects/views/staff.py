"""The staff register of the organization, for who leads an implementation of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render, wants_block
from tracker.people.access import user_of
from tracker.people.forms import DepartmentForm, ImportForm, NameForm, PersonEditForm, PersonForm
from tracker.people.models import Department, Person, StaffListRun
from tracker.people.queries import departments, register
from tracker.people.views.imports import again, staff_list
from tracker.people.views.register import entry_of
from tracker.people.views.shared import names_found
from tracker.projects import actions
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.views.shared import told

PAGE = 100
CHOOSERS = {
    Permission.PROJECT_EDIT,
    Permission.MEMBERS_MANAGE,
    Permission.PLAN_EDIT,
    Permission.TRAINING_MANAGE,
    Permission.CHECKPOINT_ASSIGN,
    Permission.GOVERNANCE_EDIT,
    Permission.RAID_EDIT,
}


@login_required
@require_safe
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    return _page(request, project, {})


@login_required
@require_safe
def staff_found(request: HttpRequest, slug: str) -> JsonResponse:
    """Names while one types, for who may choose people here."""
    project = project_for(request, slug)
    if not CHOOSERS & project.my_permissions:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    rows = Person.objects.filter(organization_id=project.organization_id).staff(on=project.today())
    return names_found(rows, request)


@login_required
@require_POST
def staff_person_new(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    form = PersonForm(project.organization, request.POST, find=_find(project))
    return _do(
        request,
        project,
        "person",
        form,
        lambda values: actions.add_staff(actor=user_of(request), project=project, **values),
    )


@login_required
@require_POST
def staff_department_new(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    return _do(
        request,
        project,
        "department",
        NameForm(request.POST),
        lambda values: actions.add_department(actor=user_of(request), project=project, **values),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_person(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One entry of the register."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    rows = Person.objects.filter(organization_id=project.organization_id)
    rows = rows.select_related("organization", "department", "manager", "user")
    found = get_object_or_404(rows, pk=pk)
    form = PersonEditForm(found, request.POST or None, initial=entry_of(found), find=_find(project))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.edit_staff(actor=user_of(request), project=project, person=found, **values),
        now=lambda: entry_of(rows.get(pk=pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("projects:staff", project.slug)
    context = {"project": project, "nav": "settings", "person": found, "form": form, "history": told(found)}
    return render(request, "projects/staff_person.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_department(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A department and its name."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    rows = Department.objects.filter(organization_id=project.organization_id)
    found = get_object_or_404(rows.select_related("organization"), pk=pk)
    form = DepartmentForm(request.POST or None, initial={"name": found.name, "version": found.version})
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.edit_department(
            actor=user_of(request), project=project, department=found, **values
        ),
        now=lambda: rows.values("name", "version").get(pk=pk),
    ):
        messages.success(request, _("Saved."))
        return redirect("projects:staff", project.slug)
    context = {"project": project, "nav": "settings", "department": found, "form": form}
    context["history"] = told(found)
    return render(request, "projects/staff_department.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def staff_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Without a ticket only a preview of what would be added, changed and refused."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    found = staff_list(
        request,
        project.organization,
        lambda lines, mark: actions.import_staff(
            actor=user_of(request), project=project, lines=lines, previewed=mark
        ),
        lambda held, lines: actions.hand_over_staff(
            actor=user_of(request), project=project, held=held, lines=lines
        ),
    )
    if found.run:
        return redirect("projects:staff_run", slug, found.run.pk)
    if found.done:
        return redirect("projects:staff", project.slug)
    context = {"project": project, "nav": "settings", **found.facts}
    return render(request, "projects/staff_import.html", context, status=found.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_run(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """How far a long list is; a POST tries one again that failed."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    rows = StaffListRun.objects.filter(organization_id=project.organization_id)
    run = get_object_or_404(rows.select_related("organization", "requested_by"), pk=pk)
    if request.method == "POST":
        again(request, lambda: actions.try_staff_again(actor=user_of(request), project=project, run=run))
        return redirect("projects:staff_run", slug, pk)
    context = {"project": project, "nav": "settings", "run": run}
    return render(request, "projects/staff_run.html", context, "progress" if wants_block(request) else None)


def _find(project: Project) -> str:
    return reverse("projects:staff_found", args=[project.slug])


def _do(
    request: HttpRequest,
    project: Project,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if carry_out(form, verb):
        messages.success(request, _("Saved."))
        return redirect("projects:staff", project.slug)
    return _page(request, project, {section: form}, status=422)


def _page(request: HttpRequest, project: Project, sent: dict[str, Any], status: int = 200) -> HttpResponse:
    words, left = request.GET.get("q", "")[:200], "left" in request.GET
    rows = Paginator(register(project.organization, words=words, left=left), PAGE)
    context = {
        "project": project,
        "nav": "settings",
        "page": rows.get_page(request.GET.get("page")),
        "words": words,
        "left": left,
        "departments": list(departments(project.organization, on=project.today())),
        "forms": {
            "person": PersonForm(project.organization, find=_find(project)),
            "department": NameForm(),
            "file": ImportForm(),
            **sent,
        },
    }
    return render(request, "projects/staff.html", context, status=status)
