"""The staff register, the logins, invitations, and what somebody says about themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.core import clock
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.render import render
from tracker.core.tables import read_table
from tracker.people import actions, queries
from tracker.people.forms import (
    ImportForm,
    LeavingForm,
    LoginForm,
    NameForm,
    PasswordForm,
    PersonForm,
    ProfileForm,
)
from tracker.people.mail import deliver_invitation
from tracker.people.models import Organization, Person, User
from tracker.people.policies import require_admin

PAGE = 100


@login_required
@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    """The organizations; where there is one, its register."""
    require_admin(_who(request))
    organizations = list(Organization.objects.all())
    if len(organizations) == 1:
        return redirect("people:register", organizations[0].pk)
    context = {"nav": "people", "organizations": organizations, "form": NameForm()}
    return render(request, "people/organizations.html", context)


@login_required
@require_POST
def add_organization(request: HttpRequest) -> HttpResponse:
    require_admin(_who(request))
    form = NameForm(request.POST)
    return _do(
        request,
        form,
        lambda values: actions.create_organization(actor=_who(request), **values),
        lambda made: redirect("people:register", made.pk),
        "people/organizations.html",
        {"organizations": list(Organization.objects.all())},
    )


@login_required
@require_GET
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who works there, by page."""
    require_admin(_who(request))
    return _register(request, get_object_or_404(Organization, pk=pk), {})


@login_required
@require_POST
def add_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    require_admin(_who(request))
    organization = get_object_or_404(Organization, pk=pk)
    form = PersonForm(organization, request.POST)
    return _in_register(
        request,
        organization,
        "person",
        form,
        lambda values: actions.add_person(actor=_who(request), organization=organization, **values),
    )


@login_required
@require_POST
def add_department(request: HttpRequest, pk: UUID) -> HttpResponse:
    require_admin(_who(request))
    organization = get_object_or_404(Organization, pk=pk)
    return _in_register(
        request,
        organization,
        "department",
        NameForm(request.POST),
        lambda values: actions.create_department(actor=_who(request), organization=organization, **values),
    )


@login_required
@require_POST
def record_leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    require_admin(_who(request))
    person = get_object_or_404(Person.objects.select_related("organization"), pk=pk)
    return _in_register(
        request,
        person.organization,
        "leaving",
        LeavingForm(request.POST),
        lambda values: actions.record_leaving(actor=_who(request), person=person, **values),
    )


@login_required
@require_POST
def import_staff(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Without `take` only a preview: what would be added and changed, and each line that is refused."""
    require_admin(_who(request))
    organization = get_object_or_404(Organization, pk=pk)
    form = ImportForm(request.POST, request.FILES)
    context: dict[str, Any] = {"nav": "people", "organization": organization, "form": form, "problems": []}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = actions.staff_lines(read_table(file, file.name))
            context["preview"] = actions.preview_staff(organization=organization, lines=lines)
            if "take" in request.POST:
                done = actions.import_staff(actor=_who(request), organization=organization, lines=lines)
                messages.success(
                    request,
                    _("%(added)s added, %(changed)s changed.")
                    % {"added": done.added, "changed": done.changed},
                )
                return redirect("people:register", organization.pk)
        except BadInput as refusal:
            form.add_error("file", refusal.sentence)
            context["problems"] = refusal.lines
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def logins(request: HttpRequest) -> HttpResponse:
    require_admin(_who(request))
    context = {"nav": "people", "logins": queries.logins(), "form": LoginForm()}
    return render(request, "people/logins.html", context)


@login_required
@require_POST
def add_login(request: HttpRequest) -> HttpResponse:
    require_admin(_who(request))
    form = LoginForm(request.POST)

    def make(values: dict[str, Any]) -> None:
        user = actions.create_user(actor=_who(request), **values)
        _invite(request, user)

    return _do(
        request,
        form,
        make,
        lambda _made: redirect("people:logins"),
        "people/logins.html",
        {"logins": queries.logins()},
    )


@login_required
@require_POST
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the invitation again; earlier links end."""
    require_admin(_who(request))
    user = get_object_or_404(User, pk=pk, is_active=True)
    if user.has_usable_password():
        messages.error(request, _("%(name)s has a password already.") % {"name": user.name})
    else:
        _invite(request, user)
    return redirect("people:logins")


@login_required
@require_POST
def close_login(request: HttpRequest, pk: UUID) -> HttpResponse:
    require_admin(_who(request))
    user = get_object_or_404(User, pk=pk)
    verb = actions.close_login if user.is_active else actions.reopen_login
    try:
        verb(actor=_who(request), user=user)
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("people:logins")


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind the link in the mail. Reading it uses nothing up: mail scanners read links too."""
    form = PasswordForm(request.POST or None)
    invited = actions.invited_by(code)
    if invited is not None and request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(code=code, password=form.cleaned_data["password"])
        except RuleBroken as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return _without_trace(redirect("/"))
    status = 404 if invited is None else 422 if form.errors else 200
    context = {"form": form, "invited": invited, "code": code}
    return _without_trace(render(request, "people/invitation.html", context, status=status))


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name and time zone, with the way to password and second factor."""
    user = _who(request)
    initial = {"name": user.name, "time_zone": user.time_zone}
    if request.method == "GET":
        return render(request, "people/profile.html", {"nav": "", "form": ProfileForm(initial=initial)})
    return _do(
        request,
        ProfileForm(request.POST),
        lambda values: actions.change_own_profile(actor=user, **values),
        lambda _made: redirect("people:profile"),
        "people/profile.html",
        {},
    )


def _who(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  (login_required stands before every view)
    return user


def _without_trace(response: HttpResponse) -> HttpResponse:
    """The code stands in the address: it goes neither to other sites nor to our own pages."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _invite(request: HttpRequest, user: User) -> None:
    code = actions.make_invitation(actor=_who(request), user=user)
    if deliver_invitation(user, reverse("people:invitation", args=[code]), by=_who(request).name):
        messages.success(request, _("An invitation went to %(email)s.") % {"email": user.email})
    else:
        messages.warning(request, _("The invitation could not be mailed. Send it again when mail works."))


def _do(
    request: HttpRequest,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], Any],
    then: Callable[[Any], HttpResponse],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            made = verb(form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return then(made)
    return render(request, template, {"nav": "people", "form": form, **context}, status=422)


def _in_register(
    request: HttpRequest,
    organization: Organization,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
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
