"""What corresponds in other editions: said on the page of a clause, looked at on the page of a checkpoint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.checklist.actions import drop_crossref, relate_checkpoint, take_over_evidence
from tracker.checklist.forms import CrossrefForm
from tracker.checklist.models import Checkpoint
from tracker.checklist.views.clause import clause_of, render_clause
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.evidence.models import EvidenceRevision
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.queries import projects_where
from tracker.standard.models import Crossref


@login_required
@require_POST
def crossrefs(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Say what corresponds to a checkpoint of the clause."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    clause = clause_of(project, number)
    form = CrossrefForm(project, clause, request.POST)
    errors = {name: str(lines[0]) for name, lines in form.errors.items()}
    if not errors:
        try:
            relate_checkpoint(actor=user_of(request), **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = {refused.field or "number": refused.sentence}
        else:
            messages.success(request, _("Cross reference kept."))
            return redirect("checklist:clause", slug, number)
    extra: dict[str, Any] = {"relating": True, "relate_errors": errors, "typed": request.POST}
    return render_clause(request, project, clause, extra, status=422)


@login_required
@require_POST
def crossref_removal(request: HttpRequest, slug: str, pk: UUID, crossref: UUID) -> HttpResponse:
    """What was said to correspond to a checkpoint no longer does."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    checkpoint = _checkpoint(project, pk)
    touching = Crossref.objects.known_to(project.organization_id).touching([checkpoint.requirement_id])
    found = get_object_or_404(touching, pk=crossref)
    drop_crossref(actor=user_of(request), checkpoint=checkpoint, crossref=found)
    messages.success(request, _("Cross reference taken back."))
    return redirect("checklist:clause", slug, checkpoint.requirement.clause.number)


@login_required
@require_POST
def taking_over(request: HttpRequest, slug: str, pk: UUID, revision: UUID) -> HttpResponse:
    """Rest on evidence of a corresponding checkpoint."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    checkpoint = _checkpoint(project, pk)
    seen = projects_where(user_of(request), Permission.EVIDENCE_VIEW)
    rows = EvidenceRevision.objects.filter(project__in=seen.filter(organization=project.organization_id))
    rows = rows.select_related("project", "evidence__project", "evidence__custodian")
    found = get_object_or_404(rows, pk=revision)
    evidence = take_over_evidence(actor=user_of(request), checkpoint=checkpoint, revision=found)
    messages.success(request, _("The checkpoint now rests on %(name)s.") % {"name": evidence.name})
    return redirect("checklist:checkpoint", slug, pk)


def _checkpoint(project: Project, pk: UUID) -> Checkpoint:
    rows = Checkpoint.objects.of(project).select_related("project", "requirement__clause")
    return get_object_or_404(rows, pk=pk)
