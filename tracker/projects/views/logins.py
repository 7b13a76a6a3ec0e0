"""The logins of the installation and the invitations that are open; for administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people import actions as people
from tracker.people.access import user_of
from tracker.people.forms import LoginEditForm, LoginForm
from tracker.people.models import User
from tracker.people.policies import require_admin
from tracker.people.queries import logins as all_logins
from tracker.people.wellknown import well_known_logins
from tracker.projects import actions, queries
from tracker.projects.views.shared import told

FIELDS = ("name", "email", "person", "is_admin")


@login_required
@require_safe
def logins(request: HttpRequest) -> HttpResponse:
    """Everybody who may come in, and who has been asked to."""
    _admin(request)
    return _page(request, LoginForm())


@login_required
@require_POST
def login_new(request: HttpRequest) -> HttpResponse:
    """Make a login; who is to use it gets a letter."""
    admin = _admin(request)
    form = LoginForm(request.POST)
    if carry_out(form, lambda values: actions.invite_login(actor=admin, **values)):
        email = form.cleaned_data["email"]
        messages.success(request, _("An invitation to %(email)s is on its way.") % {"email": email})
        return redirect("projects:logins")
    return _page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One login: its name, address, rights, and the entry in the register it belongs to."""
    admin = _admin(request)
    found = _load(pk)
    form = LoginEditForm(found, request.POST or None, initial={name: getattr(found, name) for name in FIELDS})
    if request.method == "POST" and carry_out(
        form, lambda values: people.edit_login(actor=admin, user=found, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("projects:logins")
    context = {
        "nav": "logins",
        "login": found,
        "form": form,
        "letter": queries.open_invitations([pk]).get(pk),
        "history": told(found),
    }
    return render(request, "projects/login.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def login_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write once more, or take the invitation back; earlier links end either way."""
    admin = _admin(request)
    user = _load(pk)
    try:
        if "withdraw" in request.POST:
            actions.withdraw_invitation(actor=admin, user=user)
            said = _("The link that %(email)s was sent opens nothing any more.")
        else:
            actions.invite_again(actor=admin, user=user)
            said = _("A new invitation to %(email)s is on its way; the earlier one opens nothing any more.")
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said % {"email": user.email})
    return redirect("projects:logins")


@login_required
@require_POST
def login_closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody gets in with it any more, or somebody does again."""
    admin = _admin(request)
    user = _load(pk)
    verb = people.close_login if user.is_active else people.reopen_login
    try:
        verb(actor=admin, user=user)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("projects:logins")


def _admin(request: HttpRequest) -> User:
    user = user_of(request)
    require_admin(user)
    return user


def _load(pk: UUID) -> User:
    return get_object_or_404(User.objects.select_related("person"), pk=pk)


def _page(request: HttpRequest, form: forms.Form) -> HttpResponse:
    rows = all_logins()
    context: dict[str, Any] = {
        "nav": "logins",
        "logins": rows,
        "letters": queries.open_invitations([row.user.pk for row in rows]),
        "well_known": well_known_logins(),
        "exposed": settings.EXPOSED,
        "form": form,
    }
    return render(request, "projects/logins.html", context, status=422 if form.errors else 200)
