"""Tables out and in: take one, change it, see what it would change, bring it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checklist.actions import import_table
from tracker.checklist.exchange import Kind, sheet_of, workbook
from tracker.checklist.forms import TableForm
from tracker.core.drafts import keep_draft, open_draft
from tracker.core.errors import BadInput, NotPermitted
from tracker.core.files import FileDamaged
from tracker.core.render import render
from tracker.core.tables import MAX_BYTES
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300


@login_required
@require_safe
def table_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A table that can be brought in again."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    if kind not in list(Kind):
        raise Http404
    response = HttpResponse(workbook(sheet_of(project, Kind(kind))), content_type=XLSX)
    name = f"{kind}-{slug}-{project.today().isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; a table that is sent shows what it would change, and nothing is written yet."""
    wanted = Permission.CHECKLIST_VIEW if request.method != "POST" else Permission.CHECKPOINT_ASSESS
    project = project_for(request, slug, wanted)
    if request.method != "POST":
        return _page(request, project)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, {"refused": _("Choose a file first.")}, status=422)
    upload = form.cleaned_data["file"]
    name = upload.name or "table.xlsx"
    try:
        digest = keep_draft(upload, limit=MAX_BYTES)
        with open_draft(digest) as source:
            found = import_table(
                actor=user_of(request), project=project, source=source, name=name, preview=True
            )
    except NotPermitted:
        raise
    except BadInput as refused:
        return _page(request, project, _told(refused), status=422)
    request.session[_place(project)] = {"digest": digest, "name": name}
    extra = {"found": found, "name": name, "digest": digest, "shown": found.changes[:SHOWN]}
    return _page(request, project, extra | {"problems": found.problems})


@login_required
@require_POST
def exchange_confirmation(request: HttpRequest, slug: str) -> HttpResponse:
    """Do what was shown."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    waiting = request.session.get(_place(project))
    if waiting is None or waiting["digest"] != request.POST.get("digest"):
        messages.error(request, _("What was shown is no longer current. Choose the file again."))
        return redirect("checklist:exchange", slug)
    try:
        with open_draft(waiting["digest"]) as source:
            done = import_table(actor=user_of(request), project=project, source=source, name=waiting["name"])
    except NotPermitted:
        raise
    except BadInput as refused:
        return _page(request, project, _told(refused), status=422)
    except FileDamaged:
        messages.error(request, _("The file is gone. Choose it again."))
        return redirect("checklist:exchange", slug)
    del request.session[_place(project)]
    said = ngettext("%(n)s row changed.", "%(n)s rows changed.", len(done.changes)) % {"n": len(done.changes)}
    messages.success(request, said)
    return redirect("checklist:register" if done.kind == Kind.REGISTER else "checklist:clause_list", slug)


def _place(project: Project) -> str:
    return f"checklist_table:{project.pk}"


def _told(refused: BadInput) -> dict[str, Any]:
    return {"refused": refused.sentence, "problems": refused.lines}


def _page(
    request: HttpRequest, project: Project, extra: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "project": project,
        "nav": "checklist",
        "refused": "",
        "problems": [],
        "found": None,
        "may_bring": Permission.CHECKPOINT_ASSESS in project.my_permissions,
        **(extra or {}),
    }
    return render(request, "checklist/exchange.html", context, status=status)
