"""Remarks on a task, and kept views of the plan."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.people.access import user_of
from tracker.plan.actions import comment_on_task, drop_view, keep_view, withdraw_comment
from tracker.plan.models import KeptView, TaskComment
from tracker.plan.views.filters import wish
from tracker.plan.views.shared import load_task, run
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_POST
def task_comments(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say something about a task."""
    _project, task = load_task(request, slug, pk)
    text = request.POST.get("text", "")
    return run(
        request,
        slug,
        lambda: comment_on_task(actor=user_of(request), task=task, text=text),
        _("Your comment stands. Who is named in it is told."),
    )


@login_required
@require_POST
def comment_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take one's own remark back."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    comment = get_object_or_404(TaskComment.objects.of(project), pk=pk)
    return run(
        request,
        slug,
        lambda: withdraw_comment(actor=user_of(request), comment=comment),
        _("The comment is taken back."),
    )


@login_required
@require_POST
def kept_views(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is shown under a name."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    query = urlencode(wish(QueryDict(request.POST.get("query", "")[:500].removeprefix("?"))))
    name = request.POST.get("name", "")
    return run(
        request,
        slug,
        lambda: keep_view(actor=user_of(request), project=project, name=name, query=query),
        _("Kept as “%(name)s” for all who see this plan.") % {"name": name},
    )


@login_required
@require_POST
def kept_view_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let go of a kept view."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    view = get_object_or_404(KeptView.objects.of(project), pk=pk)
    return run(
        request,
        slug,
        lambda: drop_view(actor=user_of(request), view=view),
        _("“%(name)s” is dropped.") % {"name": view.name},
    )
