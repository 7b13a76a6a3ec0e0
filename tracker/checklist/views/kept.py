"""Filters of the list of checkpoints under a name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.checklist.actions import drop_filter, keep_filter
from tracker.checklist.queries import kept_filters
from tracker.checklist.views.sieve import sieve_of
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_POST
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is shown under a name, for oneself or for all."""
    shared = "shared" in request.POST
    asked = Permission.CHECKPOINT_ASSIGN if shared else Permission.CHECKLIST_VIEW
    project = project_for(request, slug, asked)
    query = sieve_of(QueryDict(request.POST.get("query", "")[:500].removeprefix("?"))).query
    name = request.POST.get("name", "")
    try:
        if not query:
            raise RuleBroken(_("Narrow the list first; what is shown then is kept."))
        kept = keep_filter(actor=user_of(request), project=project, name=name, query=query, shared=shared)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        said = (
            _("Kept as “%(name)s” for all who see this checklist.")
            if shared
            else _("Kept as “%(name)s” for you.")
        )
        messages.success(request, said % {"name": kept.name})
    return redirect(f"{reverse('checklist:all', args=[slug])}?{query}")


@login_required
@require_POST
def kept_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let go of a kept filter."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    kept = next((row for row in kept_filters(project, user_of(request)) if row.pk == pk), None)
    if kept is None:
        raise Http404
    drop_filter(actor=user_of(request), kept=kept)
    messages.success(request, _("“%(name)s” is dropped.") % {"name": kept.name})
    return redirect("checklist:all", slug)
