"""A plan from another program: upload, see what would be made, then make it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.drafts import keep_draft, open_draft
from tracker.core.errors import BadInput, NotPermitted
from tracker.core.files import FileDamaged
from tracker.core.render import render
from tracker.plan.actions import import_plan, strangers
from tracker.plan.forms import ImportForm
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.importing.units import lag_text
from tracker.plan.importing.xmlrecords import MAX_BYTES
from tracker.plan.views.shared import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/import.html"
SHOWN = 1000


@login_required
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file and show line by line what it would make; nothing is written to the plan yet."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    if request.method == "GET":
        return render(request, PAGE, _context(project))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _context(project, refused=_("Choose a file first.")), status=422)
    upload = form.cleaned_data["file"]
    try:
        digest = keep_draft(upload, limit=MAX_BYTES)
        with open_draft(digest) as source:
            plan = read_plan(source, upload.name)
    except BadInput as refused:
        return _refused(request, project, refused)
    request.session[_place(project)] = {"digest": digest, "name": upload.name}
    return render(request, PAGE, _context(project, **_preview(project, plan, upload.name, digest)))


@login_required
@require_POST
def plan_import_confirmation(request: HttpRequest, slug: str) -> HttpResponse:
    """Make what the preview showed."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    waiting = request.session.get(_place(project))
    if waiting is None or waiting["digest"] != request.POST.get("digest"):
        messages.error(request, _("This preview is no longer current. Choose the file again."))
        return redirect("plan:plan_import", slug)
    try:
        with open_draft(waiting["digest"]) as source:
            plan = read_plan(source, waiting["name"])
        made = import_plan(actor=user_of(request), project=project, plan=plan, source=waiting["name"])
    except NotPermitted:
        raise
    except BadInput as refused:
        return _refused(request, project, refused)
    except FileDamaged:
        messages.error(request, _("The uploaded file is gone. Choose it again."))
        return redirect("plan:plan_import", slug)
    del request.session[_place(project)]
    said = ngettext("%(n)s line imported.", "%(n)s lines imported.", made.tasks) % {"n": made.tasks}
    messages.success(request, said)
    return redirect("plan:task_list", slug)


def _place(project: Project) -> str:
    return f"plan_import:{project.pk}"


def _refused(request: HttpRequest, project: Project, refused: BadInput) -> HttpResponse:
    context = _context(project, refused=refused.sentence, problems=refused.lines)
    return render(request, PAGE, context, status=422)


def _context(project: Project, **more: Any) -> dict[str, Any]:
    return {"project": project, "nav": "plan", "refused": "", "problems": [], "plan": None, **more}


def _preview(project: Project, plan: ImportedPlan, name: str, digest: str) -> dict[str, Any]:
    unknown = strangers(project, plan)
    blocked = bool(unknown) and (plan.strict_people or any(task.clauses for task in plan.lines))
    return {
        "plan": plan,
        "name": name,
        "digest": digest,
        "rows": [_row(task) for task in plan.lines[:SHOWN]],
        "more": max(len(plan.lines) - SHOWN, 0),
        "milestones": sum(task.milestone for task in plan.lines),
        "links": sum(len(task.links) for task in plan.lines),
        "unread": plan.unread[:SHOWN],
        "unknown": unknown[:SHOWN],
        "blocked": blocked,
    }


def _row(task: Any) -> dict[str, Any]:
    return {
        "line": task.line,
        "uid": task.uid,
        "name": task.name,
        "indent": " " * 3 * (task.level - 1),
        "summary": task.summary,
        "milestone": task.milestone,
        "start": task.start.date(),
        "finish": task.finish.date(),
        "owners": ", ".join(task.owners),
        "hangs": ", ".join(_said(link) for link in task.links),
    }


def _said(link: Any) -> str:
    """A link as spreadsheets write it: 3FS+2d."""
    if link.lag_percent is not None:
        return f"{link.predecessor}{link.kind}{link.lag_percent:+d}{link.lag_unit}"
    return f"{link.predecessor}{link.kind}{lag_text(link.lag_minutes, link.lag_unit)}"
