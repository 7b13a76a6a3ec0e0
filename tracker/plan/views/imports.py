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
from tracker.plan.actions import Against, held_against, import_plan, mark_of, reimport_plan, strangers
from tracker.plan.forms import ImportForm
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.importing.units import lag_text
from tracker.plan.importing.xmlrecords import MAX_BYTES
from tracker.plan.models import Task
from tracker.plan.views.differences import chosen, differences, ticks
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/import.html"
SHOWN = 1000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file and show line by line what it would make or change; nothing is written to the plan yet."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    if request.method != "POST":
        return render(request, PAGE, _context(project))
    owner = user_of(request).pk
    form = ImportForm(request.POST, request.FILES)
    ticket = request.POST.get("ticket", "")
    try:
        if ticket:
            held = holding.redeem(ticket, owner=owner, purpose=_purpose(project))
        elif form.is_valid():
            upload = form.cleaned_data["file"]
            held = holding.hold(upload, upload.name, limit=MAX_BYTES)
        else:
            return render(request, PAGE, _context(project, refused=_("Choose a file first.")), status=422)
        return render(request, PAGE, _context(project, **_shown(request, project, held)))
    except BadInput as refused:
        return _refused(request, project, refused)
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("plan:plan_import", slug)


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
        shown = _preview(project, _read(held), held, user.pk)
        return render(request, PAGE, _context(project, **shown, changed=refused.sentence), status=409)
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("plan:plan_import", slug)
    holding.let_go(held)
    said = ngettext("%(n)s line imported.", "%(n)s lines imported.", made.tasks) % {"n": made.tasks}
    messages.success(request, said)
    return redirect("plan:task_list", slug)


@login_required
@require_POST
def plan_import_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the ticked lines of what differs, and nothing else."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    user = user_of(request)
    try:
        held = holding.redeem(request.POST.get("ticket", ""), owner=user.pk, purpose=_purpose(project))
        plan = _read(held)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("plan:plan_import", slug)
    against = held_against(project, plan)
    choice = chosen(request.POST, against, SHOWN)
    try:
        taken = reimport_plan(
            actor=user, project=project, plan=plan, source=held.name, choice=choice, previewed=held.mark
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        stale = isinstance(refused, StaleEdit)
        said = {"changed": refused.sentence} if stale else {"refused": refused.sentence}
        problems = refused.lines if isinstance(refused, BadInput) else []
        shown = _differences(project, against, plan, held, user.pk) | {
            "ticked": ticks(None if stale else choice, against)
        }
        context = _context(project, **shown, **said, problems=problems)
        return render(request, PAGE, context, status=409 if stale else 422)
    holding.let_go(held)
    words = {"added": taken.added, "changed": taken.changed, "gone": taken.gone}
    messages.success(
        request, _("Taken from the file: %(added)s new, %(changed)s changed, %(gone)s removed.") % words
    )
    return redirect("plan:task_list", slug)


def _shown(request: HttpRequest, project: Project, held: holding.Held) -> dict[str, Any]:
    """Held against the plan where the file is one of it, or as somebody asks; else as a plan beside it."""
    plan, owner = _read(held), user_of(request).pk
    how = request.POST.get("how", "")
    if how != "beside" and Task.objects.of(project).exists():
        against = held_against(project, plan)
        if how == "change" or against.is_kin:
            return _differences(project, against, plan, held, owner)
    return _preview(project, plan, held, owner)


def _differences(
    project: Project, against: Against, plan: ImportedPlan, held: holding.Held, owner: UUID
) -> dict[str, Any]:
    ticket = holding.ticket(held, owner=owner, purpose=_purpose(project), mark=against.mark)
    shown = {"name": held.name, "ticket": ticket, "unread": plan.unread[:SHOWN], "how": "change"}
    return {**shown, **differences(against, SHOWN)}


def _purpose(project: Project) -> str:
    return f"plan:{project.pk}"


def _read(held: holding.Held) -> ImportedPlan:
    with holding.opened(held) as source:
        return read_plan(source, held.name)


def _refused(request: HttpRequest, project: Project, refused: BadInput) -> HttpResponse:
    context = _context(project, refused=refused.sentence, problems=refused.lines)
    return render(request, PAGE, context, status=422)


def _context(project: Project, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"refused": "", "problems": [], "plan": None, "groups": None, "changed": ""}
    return {"project": project, "nav": "plan", **empty, **more}


def _preview(project: Project, plan: ImportedPlan, held: holding.Held, owner: UUID) -> dict[str, Any]:
    unknown = strangers(project, plan)
    blocked = bool(unknown) and (plan.strict_people or any(task.clauses for task in plan.lines))
    return {
        "plan": plan,
        "how": "beside" if Task.objects.of(project).exists() else "",
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
