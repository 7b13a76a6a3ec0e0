"""What is said about a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.checklist.actions import comment_on_checkpoint, withdraw_comment
from tracker.checklist.models import Checkpoint, CheckpointComment
from tracker.checklist.policies import TALKS
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project


@login_required
@require_POST
def comments(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say something about a checkpoint."""
    project = project_for(request, slug, TALKS)
    found = get_object_or_404(Checkpoint.objects.of(project).select_related("requirement"), pk=pk)
    found.project = project
    text = request.POST.get("text", "")
    return _run(
        request,
        project,
        found.pk,
        lambda: comment_on_checkpoint(actor=user_of(request), checkpoint=found, text=text),
        _("Your comment stands. Who is named in it is told."),
    )


@login_required
@require_POST
def comment_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take one's own remark back."""
    project = project_for(request, slug, TALKS)
    comment = get_object_or_404(CheckpointComment.objects.of(project), pk=pk)
    return _run(
        request,
        project,
        comment.checkpoint_id,
        lambda: withdraw_comment(actor=user_of(request), comment=comment),
        _("The comment is taken back."),
    )


def _run(
    request: HttpRequest, project: Project, checkpoint: UUID, verb: Callable[[], Any], said: str
) -> HttpResponse:
    """Back to the checkpoint with a word of what was done, or of why not."""
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return redirect(reverse("checklist:checkpoint", args=[project.slug, checkpoint]) + "#comments")
