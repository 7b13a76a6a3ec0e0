"""One's own account, and the door that an invitation opens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.edits import carry_out
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.people import actions
from tracker.people.access import user_of
from tracker.people.forms import PasswordForm, ProfileForm
from tracker.people.throttle import throttled


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("invitation")
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
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name and time zone, with the way to password and second factor."""
    user = user_of(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "time_zone": user.time_zone})
    if request.method == "POST" and carry_out(
        form, lambda values: actions.change_own_profile(actor=user, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    return render(
        request, "people/profile.html", {"nav": "", "form": form}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    update_session_auth_hash(request, actions.end_other_sessions(actor=user_of(request)))
    messages.success(request, _("Every other browser must log in again."))
    return redirect("people:profile")


def _without_trace(response: HttpResponse) -> HttpResponse:
    """The code stands in the address: it goes neither to other sites nor to our own pages."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
