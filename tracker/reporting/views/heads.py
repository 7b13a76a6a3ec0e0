"""Where the log ended, mailed each week."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.reporting import actions
from tracker.reporting.forms import HeadMailingForm
from tracker.reporting.models import HeadMailing

SHOWN = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def heads(request: HttpRequest, slug: str) -> HttpResponse:
    """To whom it goes, and what went; who may change the implementation says so."""
    posted = request.method == "POST"
    project = project_for(request, slug, Permission.PROJECT_EDIT if posted else Permission.ACTIVITY_VIEW)
    mailing = HeadMailing.objects.of(project).first()
    first = {"weekday": mailing.weekday, "users": mailing.users} if mailing else {"weekday": 0, "users": []}
    form = HeadMailingForm(project, request.POST if posted else None, initial=first)
    if posted and carry_out(
        form, lambda told: actions.set_head_mailing(actor=user_of(request), project=project, **told)
    ):
        messages.success(request, _("Saved. The next mail goes on the next such day."))
        return redirect("reporting:heads", slug)
    context = {
        "project": project,
        "nav": "settings",
        "form": form,
        "people": len(mailing.users) if mailing else 0,
        "mailed": list(mailing.mailed.all()[:SHOWN]) if mailing else [],
        "may_edit": Permission.PROJECT_EDIT in project.my_permissions,
    }
    return render(request, "reporting/heads.html", context, status=422 if form.errors else 200)
