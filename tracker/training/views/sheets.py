"""“What changes for me”: all sheets with one's own first, and the page where one is written."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.training import actions
from tracker.training.forms import SheetForm
from tracker.training.models import JobRole
from tracker.training.sheets import sheets
from tracker.training.views.matrix import frame


@login_required
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changes for me, and what for the others."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    rows = sheets(project, user_of(request).person)
    context = {
        **frame(project, "changes"),
        "mine": [row for row in rows if row.mine],
        "others": [row for row in rows if not row.mine],
        "unwritten": sum(not row.role.changes for row in rows),
    }
    return render(request, "training/changes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role_sheet(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Write what changes for who holds a job role; a draft stands there as long as nobody has."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    rows = JobRole.objects.of(project).select_related("project", "clause")
    found = get_object_or_404(rows, pk=pk)
    sheet = next(row for row in sheets(project) if row.role.pk == found.pk)
    initial = {"text": found.changes or sheet.draft, "version": found.version}
    form = SheetForm(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.write_sheet(actor=user_of(request), job_role=found, **values),
        now=lambda: {"text": rows.get(pk=pk).changes, "version": rows.get(pk=pk).version},
    ):
        messages.success(request, _("Saved. Who holds the role is asked to confirm it."))
        return redirect("training:changes", slug)
    context = {**frame(project, "changes"), "sheet": sheet, "form": form}
    return render(request, "training/role_sheet.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def sheet_read(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """I have read what changes for me."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = get_object_or_404(JobRole.objects.of(project).select_related("project"), pk=pk)
    said = request.POST.get("number", "")
    number = int(said) if said.isdecimal() and len(said) < 6 else 0
    try:
        actions.confirm_sheet(actor=user_of(request), job_role=found, number=number)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Thank you. It is kept that you have read this."))
    return redirect("training:changes", slug)
