"""The register of documented information: the list, and one entry with its owner, stage and reviews."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checklist.actions import keep_entry, review_entry
from tracker.checklist.choices import Documented, Stage
from tracker.checklist.forms import EntryForm, ReviewForm
from tracker.checklist.models import RegisterItem
from tracker.checklist.queries import RegisterLine, register_lines
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.models import DocumentedInformation

GAPS = "gaps"


@login_required
@require_safe
def register_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What must be in writing, who owns it, whether it is there and when it is looked at again."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    lines = register_lines(project)
    show = request.GET.get("show", "")
    kept = [line for line in lines if _kept(line, show)]
    counts = {state: sum(line.state == state for line in lines) for state in Documented}
    must = [line for line in lines if line.row.required]
    context = {
        "project": project,
        "nav": "checklist",
        "lines": kept,
        "show": show,
        "gaps": sum(line.is_gap for line in lines),
        "total": len(lines),
        "required": len(must),
        "approved": sum(not line.is_gap for line in must),
        "ways": [
            (f"?show={state.value}", f"{state.label} {counts[state]}", show == state) for state in Documented
        ],
        "may_see_evidence": Permission.EVIDENCE_VIEW in project.my_permissions,
        "may_assess": Permission.CHECKPOINT_ASSESS in project.my_permissions,
    }
    return render(request, "checklist/register.html", context)


def _kept(line: RegisterLine, show: str) -> bool:
    return line.is_gap if show == GAPS else not show or line.state == show


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One entry; a post keeps its owner, stage and how often it is reviewed."""
    wanted = Permission.CHECKLIST_VIEW if request.method != "POST" else Permission.CHECKPOINT_ASSESS
    project = project_for(request, slug, wanted)
    information = _information(project, code)
    if request.method != "POST":
        return _entry_page(request, project, information)
    kept = RegisterItem.objects.of(project).filter(information=information)
    form = EntryForm(project, request.POST, keep=kept.values_list("owner_id", flat=True).first())
    if not form.is_valid():
        return _entry_page(request, project, information, _errors(form))
    given = form.cleaned_data
    try:
        keep_entry(
            actor=user_of(request),
            project=project,
            information=information,
            owner=given["owner"],
            stage=given["stage"],
            review_months=given["review_months"],
            version=given["version"],
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _entry_page(request, project, information, {refused.field or "form": refused.sentence})
    messages.success(request, _("Saved."))
    return redirect("checklist:entry", slug, code)


@login_required
@require_POST
def entry_review(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write down that somebody looked at it again."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    information = _information(project, code)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, project, information, _errors(form))
    given = form.cleaned_data
    try:
        review_entry(
            actor=user_of(request),
            project=project,
            information=information,
            on=given["on"],
            note=given["note"],
            version=given["version"],
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _entry_page(request, project, information, {refused.field or "form": refused.sentence})
    messages.success(request, _("Review written down; the next one counts from that day."))
    return redirect("checklist:entry", slug, code)


def _information(project: Project, code: str) -> DocumentedInformation:
    found = DocumentedInformation.objects.of(project.edition).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _entry_page(
    request: HttpRequest,
    project: Project,
    information: DocumentedInformation,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    line = next(line for line in register_lines(project) if line.row.id == information.pk)
    may = project.my_permissions
    context: dict[str, Any] = {
        "project": project,
        "nav": "checklist",
        "line": line,
        "row": line.row,
        "errors": errors or {},
        "typed": request.POST if errors else None,
        "stages": [
            ("", _("as its evidence says")),
            *((each.value, each.label) for each in Stage if each.value),
        ],
        "owner_form": _owner_form(request, project, line),
        "today": project.today(),
        "may_keep": Permission.CHECKPOINT_ASSESS in may,
        "may_assign": Permission.CHECKPOINT_ASSIGN in may,
        "may_attach": Permission.EVIDENCE_ADD in may,
        "may_see_evidence": Permission.EVIDENCE_VIEW in may,
    }
    return render(request, "checklist/entry.html", context, status=422 if errors else 200)


def _owner_form(request: HttpRequest, project: Project, line: RegisterLine) -> EntryForm:
    """Who owns it now stays choosable, or saving would take them out silently."""
    typed = request.POST if request.POST.get("stage") is not None else None
    return EntryForm(project, typed, keep=line.owner_id, initial={"owner": line.owner_id}, auto_id="f-%s")


def _errors(form: Any) -> dict[str, str]:
    return {name: str(lines[0]) for name, lines in form.errors.items()}
