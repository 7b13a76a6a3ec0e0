"""A plan from another program: upload, see what would be made, then make it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core import holding
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions import import_plan, mark_of, strangers
from tracker.plan.forms import ImportForm
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.importing.units import lag_text
from tracker.plan.importing.xmlrecords import MAX_BYTES
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/import.html"
SHOWN = 1000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file and show line by line what it would make; nothing is written to the plan yet."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    if request.method != "POST":
        return render(request, PAGE, _context(project))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _context(project, refused=_("Choose a file first.")), status=422)
    upload = form.cleaned_data["file"]
    try:
        held = holding.hold(upload, upload.name, limit=MAX_BYTES)
        shown = _preview(project, held, user_of(request).pk)
        return render(request, PAGE, _context(project, **shown))
    except BadInput as refused:
        return _refused(request, project, refused)


@login_required
@require_POST
def plan_import_confirmation(request: HttpRequest, slug: str) -> HttpResponse:
    """Make what the preview showed, and nothing else."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    user = user_of(request)
    try:
        held = holding.redeem(request.POST.get("ticket", ""), owner=user.pk, purpose=_purpose(project))
        plan = _read(held)
        made = import_plan(actor=user, project=project, plan=plan, source=held.name, previewed=held.mark)
    except NotPermitted:
        raise
    except BadInput as refused:
        return _refused(request, project, refused)
    except StaleEdit as refused:
        shown = _preview(project, held, user.pk)
        return render(request, PAGE, _context(project, **shown, changed=refused.sentence), status=409)
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("plan:plan_import", slug)
    holding.let_go(held)
    said = ngettext("%(n)s line imported.", "%(n)s lines imported.", made.tasks) % {"n": made.tasks}
    messages.success(request, said)
    return redirect("plan:task_list", slug)


def _purpose(project: Project) -> str:
    return f"plan:{project.pk}"


def _read(held: holding.Held) -> ImportedPlan:
    with holding.opened(held) as source:
        return read_plan(source, held.name)


def _refused(request: HttpRequest, project: Project, refused: BadInput) -> HttpResponse:
    context = _context(project, refused=refused.sentence, problems=refused.lines)
    return render(request, PAGE, context, status=422)


def _context(project: Project, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"refused": "", "problems": [], "plan": None, "changed": ""}
    return {"project": project, "nav": "plan", **empty, **more}


def _preview(project: Project, held: holding.Held, owner: UUID) -> dict[str, Any]:
    plan = _read(held)
    unknown = strangers(project, plan)
    blocked = bool(unknown) and (plan.strict_people or any(task.clauses for task in plan.lines))
    return {
        "plan": plan,
        "name": held.name,
        "ticket": holding.ticket(held, owner=owner, purpose=_purpose(project), mark=mark_of(project, plan)),
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
