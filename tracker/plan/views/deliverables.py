"""Deliverables: the list, a new one, submitted, accepted, returned."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions import accept_deliverable, add_deliverable, return_deliverable, submit_deliverable
from tracker.plan.forms import DeliverableForm, NoteForm
from tracker.plan.models import Deliverable
from tracker.plan.queries.methods import words_of
from tracker.plan.views.shared import put_errors, run, valid
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliverable_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the implementation produces, and what has been accepted."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    may_edit = Permission.PLAN_EDIT in project.my_permissions
    form = DeliverableForm(project, request.POST or None) if may_edit else None
    if request.method == "POST":
        project_for(request, slug, Permission.PLAN_EDIT)
        if form is not None and form.is_valid():
            try:
                add_deliverable(actor=user_of(request), project=project, **form.cleaned_data)
            except NotPermitted:
                raise
            except RuleBroken as refused:
                put_errors(form, refused)
            else:
                return redirect("plan:deliverable_list", slug)
    rows = Deliverable.objects.of(project).select_related(
        "information", "owner", "task", "accepted_by", "review_task"
    )
    context = {
        "project": project,
        "nav": "plan",
        "rows": list(rows),
        "words": words_of(project),
        "form": form,
        "today": project.today(),
        "may_submit": Permission.TASK_PROGRESS in project.my_permissions,
        "may_accept": Permission.DELIVERABLE_ACCEPT in project.my_permissions,
    }
    return render(request, "plan/deliverables.html", context, status=422 if form and form.errors else 200)


def _move_on(
    request: HttpRequest,
    slug: str,
    pk: UUID,
    permission: Permission,
    verb: Callable[..., Deliverable],
    takes: str,
    sentence: str,
) -> HttpResponse:
    """The one door of all verbs that move a deliverable on; `takes` names the word that goes with the verb."""
    project = project_for(request, slug, permission)
    found = get_object_or_404(Deliverable.objects.of(project).select_related("project"), pk=pk)

    def change() -> Deliverable:
        said = valid(NoteForm(request.POST))
        return verb(actor=user_of(request), deliverable=found, **{takes: said[takes]})

    return run(request, slug, change, sentence % {"name": found.name})


@login_required
@require_POST
def deliverable_submission(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Ready to be looked at."""
    said = _("“%(name)s” waits for acceptance.")
    return _move_on(request, slug, pk, Permission.TASK_PROGRESS, submit_deliverable, "note", said)


@login_required
@require_POST
def deliverable_acceptance(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The criteria are met."""
    said = _("“%(name)s” is accepted.")
    return _move_on(request, slug, pk, Permission.DELIVERABLE_ACCEPT, accept_deliverable, "note", said)


@login_required
@require_POST
def deliverable_return(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Something is missing."""
    said = _("“%(name)s” goes back for rework.")
    return _move_on(request, slug, pk, Permission.DELIVERABLE_ACCEPT, return_deliverable, "reason", said)
