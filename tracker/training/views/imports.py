"""Training records from a file: shown first, applied with one click, and only as they were shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.core import holding
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.core.render import render
from tracker.core.tables import MAX_BYTES, read_table
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training import actions
from tracker.training.forms import ImportForm
from tracker.training.importing import preview_records
from tracker.training.views.matrix import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_records(request: HttpRequest, slug: str) -> HttpResponse:
    """Without a ticket only a preview: what is new, what is said anew, and each line that is refused."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    if request.method != "POST":
        return _page(request, project, {"form": ImportForm()})
    if "ticket" in request.POST:
        return _apply(request, project)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, {"form": form}, 422)
    upload = form.cleaned_data["file"]
    try:
        held = holding.hold(upload, upload.name, limit=MAX_BYTES)
        shown = _shown(request, project, held)
    except BadInput as refusal:
        form.add_error("file", refusal.sentence)
        return _page(request, project, {"form": form, "problems": refusal.lines}, 422)
    return _page(request, project, {"form": form, **shown}, 422 if shown["problems"] else 200)


def _apply(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        held = holding.redeem(
            request.POST["ticket"], owner=user_of(request).pk, purpose=f"training:{project.pk}"
        )
        with holding.opened(held) as source:
            rows = read_table(source, held.name)
        taken = actions.import_records(
            actor=user_of(request), project=project, rows=rows, previewed=held.mark
        )
    except NotPermitted:
        raise
    except StaleEdit as refusal:
        said = {"form": ImportForm(), "sentence": refusal.sentence, **_shown(request, project, held)}
        return _page(request, project, said, 409)
    except RuleBroken as refusal:
        lines = refusal.lines if isinstance(refusal, BadInput) else []
        said = {"form": ImportForm(), "sentence": refusal.sentence, "problems": lines}
        return _page(request, project, said, 409)
    holding.let_go(held)
    messages.success(request, _("%(n)s records taken in.") % {"n": taken})
    return redirect("training:matrix", project.slug)


def _shown(request: HttpRequest, project: Project, held: holding.Held) -> dict[str, Any]:
    with holding.opened(held) as source:
        preview = preview_records(project, read_table(source, held.name))
    purpose = f"training:{project.pk}"
    ticket = holding.ticket(held, owner=user_of(request).pk, purpose=purpose, mark=preview.mark)
    refused = preview.problems
    return {
        "preview": preview,
        "ticket": "" if refused else ticket,
        "name": held.name,
        "problems": refused,
    }


def _page(request: HttpRequest, project: Project, said: dict[str, Any], status: int = 200) -> HttpResponse:
    usual: dict[str, Any] = {"preview": None, "ticket": "", "name": "", "problems": [], "sentence": ""}
    return render(
        request, "training/import.html", {**frame(project, "setup"), **usual, **said}, status=status
    )
