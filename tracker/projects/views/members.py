"""Who holds which role here: given, changed, ended; and the invitations that are open."""

from __future__ import annotations

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
from tracker.people.access import user_of
from tracker.projects import actions, queries
from tracker.projects.access import project_for
from tracker.projects.forms import MembershipForm
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.views.shared import told

FIELDS = ("role", "starts_on", "ends_on", "version")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One role of one person: its days, another role, or its end."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    found = _load(project, pk)
    form = MembershipForm(request.POST or None, initial=_now(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.change_role(actor=user_of(request), membership=found, **values),
        now=lambda: _now(_load(project, pk)),
    ):
        messages.success(request, _("Saved."))
        return redirect("projects:settings", project.slug)
    context = {
        "project": project,
        "nav": "settings",
        "membership": found,
        "form": form,
        "today": project.today(),
        "letter": queries.open_invitations([found.user_id]).get(found.user_id),
        "history": told(found),
    }
    return render(request, "projects/membership.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_role(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Access ends at once, sessions included."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    found = _load(project, pk)
    reason = request.POST.get("reason", "")[:500]
    try:
        actions.end_role(actor=user_of(request), membership=found, reason=reason)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("projects:membership", project.slug, pk)
    messages.success(request, _("%(name)s no longer holds this role.") % {"name": found.user.name})
    return redirect("projects:settings", project.slug)


@login_required
@require_POST
def invitation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write to somebody once more, or take the invitation back."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    found = _load(project, pk)
    who: dict[str, Any] = {"actor": user_of(request), "user": found.user, "project": project}
    try:
        if "withdraw" in request.POST:
            actions.withdraw_invitation(**who, reason=request.POST.get("reason", "")[:500])
            said = _("The link that %(email)s was sent opens nothing any more.")
        else:
            actions.invite_again(**who)
            said = _("A new invitation to %(email)s is on its way; the earlier one opens nothing any more.")
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said % {"email": found.user.email})
    return redirect("projects:membership", project.slug, pk)


def _load(project: Project, pk: UUID) -> Membership:
    rows = Membership.objects.of(project).select_related("user", "project")
    found: Membership = get_object_or_404(rows, pk=pk)
    return found


def _now(found: Membership) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FIELDS}
