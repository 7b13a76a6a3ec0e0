"""The organizations and their staff registers, for administrators of the installation."""

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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core import clock
from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people import actions, queries
from tracker.people.forms import DepartmentForm, ImportForm, LeavingForm, NameForm, PersonEditForm, PersonForm
from tracker.people.models import Department, Organization, Person
from tracker.people.views.shared import admin_of, names_found, told

PAGE = 100
ENTRY = (*actions.FIELDS, "version")


@login_required
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """The organizations; where there is one, its register."""
    admin_of(request)
    organizations = list(Organization.objects.all())
    if len(organizations) == 1:
        return redirect("people:register", organizations[0].pk)
    context = {"nav": "people", "organizations": organizations, "form": NameForm()}
    return render(request, "people/organizations.html", context)


@login_required
@require_POST
def add_organization(request: HttpRequest) -> HttpResponse:
    admin = admin_of(request)
    form = NameForm(request.POST)
    made: list[Organization] = []
    if carry_out(
        form, lambda values: made.append(actions.create_organization(actor=admin, name=values["name"]))
    ):
        return redirect("people:register", made[0].pk)
    context = {"nav": "people", "organizations": list(Organization.objects.all()), "form": form}
    return render(request, "people/organizations.html", context, status=422)


@login_required
@require_safe
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who works there, by page."""
    admin_of(request)
    return _register(request, get_object_or_404(Organization, pk=pk), {})


@login_required
@require_safe
def people_found(request: HttpRequest) -> JsonResponse:
    """Names while one types, of one organization or of all."""
    admin_of(request)
    rows = Person.objects.staff(on=clock.today())
    if key := request.GET.get("organization"):
        try:
            rows = rows.filter(organization_id=UUID(key))
        except ValueError:
            rows = rows.none()
    return names_found(rows, request)


@login_required
@require_POST
def add_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    admin = admin_of(request)
    organization = get_object_or_404(Organization, pk=pk)
    form = PersonForm(organization, request.POST)
    return _in_register(
        request,
        organization,
        "person",
        form,
        lambda values: actions.add_person(actor=admin, organization=organization, **values),
    )


@login_required
@require_POST
def add_department(request: HttpRequest, pk: UUID) -> HttpResponse:
    admin = admin_of(request)
    organization = get_object_or_404(Organization, pk=pk)
    return _in_register(
        request,
        organization,
        "department",
        NameForm(request.POST),
        lambda values: actions.create_department(actor=admin, organization=organization, **values),
    )


@login_required
@require_POST
def record_leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    admin = admin_of(request)
    person = get_object_or_404(Person.objects.select_related("organization"), pk=pk)
    return _in_register(
        request,
        person.organization,
        "leaving",
        LeavingForm(request.POST),
        lambda values: actions.record_leaving(actor=admin, person=person, **values),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One entry of the register: read, changed, and what was done to it."""
    admin = admin_of(request)
    rows = Person.objects.select_related("organization", "department", "manager", "user")
    found = get_object_or_404(rows, pk=pk)
    form = PersonEditForm(found, request.POST or None, initial=entry_of(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.edit_person(actor=admin, person=found, **values),
        now=lambda: entry_of(rows.get(pk=pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("people:person", pk)
    context = {"nav": "people", "person": found, "form": form, "history": told(found)}
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def department(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A department and its name."""
    admin = admin_of(request)
    found = get_object_or_404(Department.objects.select_related("organization"), pk=pk)
    form = DepartmentForm(request.POST or None, initial={"name": found.name, "version": found.version})
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.edit_department(actor=admin, department=found, **values),
        now=lambda: Department.objects.values("name", "version").get(pk=pk),
    ):
        messages.success(request, _("Saved."))
        return redirect("people:register", found.organization_id)
    context = {"nav": "people", "department": found, "form": form, "history": told(found)}
    return render(request, "people/department.html", context, status=422 if form.errors else 200)


def entry_of(person: Person) -> dict[str, Any]:
    """What the form of an entry starts with, and what stands there now for who comes second."""
    return {name: getattr(person, name) for name in ENTRY}


def _in_register(
    request: HttpRequest,
    organization: Organization,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    if carry_out(form, verb):
        messages.success(request, _("Saved."))
        return redirect("people:register", organization.pk)
    return _register(request, organization, {section: form}, status=422)


def _register(
    request: HttpRequest, organization: Organization, sent: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    words, left = request.GET.get("q", "")[:200], "left" in request.GET
    page = Paginator(queries.register(organization, words=words, left=left), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "nav": "people",
        "organization": organization,
        "page": page,
        "words": words,
        "left": left,
        "today": clock.today(),
        "departments": list(queries.departments(organization, on=clock.today())),
        "forms": {
            "person": PersonForm(organization),
            "department": NameForm(),
            "import": ImportForm(),
            **sent,
        },
    }
    return render(request, "people/register.html", context, status=status)
