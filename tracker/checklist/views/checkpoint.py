"""One checkpoint: read it, assess it in place, confirm or reopen it, unlink evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checklist.actions import (
    assess_checkpoint,
    confirm_assessment,
    reopen_checkpoint,
    unlink_evidence,
)
from tracker.checklist.forms import AssessmentForm, ReasonForm
from tracker.checklist.models import Checkpoint
from tracker.checklist.policies import TALKS
from tracker.checklist.queries import comments_of, corresponding, elsewhere
from tracker.checklist.queries.trail import trail
from tracker.checklist.views.clause import answer_context, clause_context, render_clause
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.core.render import render, wants_block
from tracker.evidence.models import Evidence
from tracker.evidence.queries import samplings_of
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.queries import people_who_may

ROW = "checklist/checkpoint_answer.html"


@login_required
@require_safe
def checkpoint(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Its page, or in the clause the row; with `edit` there open for assessment, with `reopen` for a reason."""
    project, found = _load(request, slug, pk)
    mode = next((mode for mode in ("edit", "reopen") if mode in request.GET), "")
    if wants_block(request):
        return _answer(request, project, found, mode=mode)
    if mode:
        return redirect(_address(found) + f"?{mode}={pk}#cp-{pk}")
    return _page(request, project, found)


@login_required
@require_POST
def assessment(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Save an assessment with the files that came along."""
    project, found = _load(request, slug, pk, Permission.CHECKPOINT_ASSESS)
    form = AssessmentForm(project, request.POST, request.FILES)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _refused(request, project, found, errors)
    values = form.cleaned_data
    try:
        assess_checkpoint(
            actor=user_of(request),
            checkpoint=found,
            state=values["state"],
            note=values["note"],
            party=values["party"],
            party_control=values["party_control"],
            lived=form.lived(),
            version=values["version"],
            uploads=form.uploads(),
            evidence=values["evidence"],
            validity=form.validity(),
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _refused(request, project, found, _errors_of(refused), stale=isinstance(refused, StaleEdit))
    moved = bool(request.FILES or values["evidence"])
    return _done(request, project, found, _("Assessment saved."), moved=moved)


@login_required
@require_POST
def confirmation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A second person agrees."""
    project, found = _load(request, slug, pk)
    form = ReasonForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    confirm_assessment(actor=user_of(request), checkpoint=found, version=version)
    return _done(request, project, found, _("Assessment confirmed."))


@login_required
@require_http_methods(["POST"])
def reopening(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take an assessment back, with a reason."""
    project, found = _load(request, slug, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refused(request, project, found, {"reason": _("Say why it is reopened.")}, mode="reopen")
    try:
        reopen_checkpoint(
            actor=user_of(request),
            checkpoint=found,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _refused(request, project, found, _errors_of(refused), mode="reopen")
    return _done(request, project, found, _("Reopened."))


@login_required
@require_POST
def unlinking(request: HttpRequest, slug: str, pk: UUID, evidence: UUID) -> HttpResponse:
    """The checkpoint no longer rests on this evidence."""
    project, found = _load(request, slug, pk, Permission.CHECKPOINT_ASSESS)
    linked = get_object_or_404(Evidence.objects.of(project), pk=evidence)
    reason = request.POST.get("reason", "").strip() or _("unlinked on the clause page")
    unlink_evidence(actor=user_of(request), checkpoint=found, evidence=linked, reason=reason)
    return _done(request, project, found, _("Evidence unlinked; it stays in the library."))


def _page(request: HttpRequest, project: Project, found: Checkpoint) -> HttpResponse:
    """All that is known of one checkpoint: how it stands, what leads to it, what is said; fixed queries."""
    context = answer_context(request, project, found.requirement.clause)
    row = next(row for row in context["rows"] if row.id == found.pk)
    talks = TALKS in project.my_permissions
    sees = Permission.EVIDENCE_VIEW in project.my_permissions
    context |= {
        "row": row,
        "place": _address(found) + f"#cp-{found.pk}",
        "assess_at": f"{_address(found)}?edit={found.pk}#cp-{found.pk}",
        "comments": comments_of(found) if talks else [],
        "people": people_who_may(project, TALKS) if talks else [],
        "trail": trail(project, [row], limit=20) if talks else [],
        "samplings": samplings_of(project, [proof.evidence_id for proof in row.proofs]) if sees else {},
    }
    crossrefs = corresponding(project, [row.requirement_id]).get(row.requirement_id, [])
    standings = elsewhere(project, user_of(request), [each.other_id for each in crossrefs])
    context |= {"crossrefs": [(each, standings.get(each.other_id, [])) for each in crossrefs]}
    context["rests_on"] = {proof.digest for proof in row.proofs if proof.in_force}
    return render(request, "checklist/checkpoint_page.html", context)


def _load(
    request: HttpRequest, slug: str, pk: UUID, permission: Permission = Permission.CHECKLIST_VIEW
) -> tuple[Project, Checkpoint]:
    project = project_for(request, slug, permission)
    rows = Checkpoint.objects.of(project).select_related("requirement__clause__edition")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.project = project
    return project, found


def _errors_of(refused: RuleBroken) -> dict[str, str]:
    lines = [line.message for line in getattr(refused, "lines", [])]
    sentence = " ".join([refused.sentence, *lines]) if len(lines) > 1 else refused.sentence
    return {refused.field or "form": sentence}


def _address(found: Checkpoint) -> str:
    clause = found.requirement.clause
    return reverse("checklist:clause", args=[found.project.slug, clause.number])


def _done(
    request: HttpRequest, project: Project, found: Checkpoint, said: str, *, moved: bool = False
) -> HttpResponse:
    """Back to the checkpoint; where evidence was `moved`, with what the clause rests on."""
    messages.success(request, said)
    if not wants_block(request):
        return redirect(f"{_address(found)}#cp-{found.pk}")
    return _answer(request, project, found, saved=True, moved=moved)


def _refused(
    request: HttpRequest,
    project: Project,
    found: Checkpoint,
    errors: dict[str, str],
    *,
    mode: str = "edit",
    stale: bool = False,
) -> HttpResponse:
    """The editor again with what was typed; after a stale edit it holds the version that is there now."""
    extra: dict[str, Any] = {"errors": errors, "typed": request.POST, "stale": stale}
    if wants_block(request):
        return _answer(request, project, found, mode=mode, status=422, **extra)
    clause = found.requirement.clause
    return render_clause(request, project, clause, {mode: str(found.pk), **extra}, status=422)


def _answer(
    request: HttpRequest,
    project: Project,
    found: Checkpoint,
    *,
    mode: str = "",
    status: int = 200,
    saved: bool = False,
    moved: bool = False,
    **extra: Any,
) -> HttpResponse:
    clause = found.requirement.clause
    # Only the editor offers the evidence that exists, and only other evidence has to be drawn again.
    whole = mode == "edit" or moved
    context = (clause_context if whole else answer_context)(request, project, clause)
    context |= {"errors": {}, "typed": None, "stale": False, "saved": saved, "moved": moved, **extra}
    context |= {
        "edit": str(found.pk) if mode == "edit" else "",
        "reopen": str(found.pk) if mode == "reopen" else "",
    }
    row = next(row for row in context["rows"] if row.id == found.pk)
    return render(request, ROW, context | {"row": row}, block="answer", status=status)
