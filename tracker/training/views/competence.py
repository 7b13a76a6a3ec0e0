"""Competence beyond attendance: judgements, a department, what happens if nobody renews."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import Department, Person
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.training import actions, outlook, queries
from tracker.training.forms import JudgeForm
from tracker.training.views.matrix import frame, person_page


@login_required
@require_POST
def judgement(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """An assessor says whether somebody can do what a role asks."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    person = get_object_or_404(Person, pk=pk, organization_id=project.organization_id)
    form = JudgeForm(project, request.POST)
    if carry_out(
        form, lambda values: actions.judge_competence(actor=user_of(request), person=person, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("training:person", slug, pk)
    return person_page(request, project, pk, None, judge=form)


@login_required
@require_safe
def department(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One department: who is covered, who is not, and what was judged."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = get_object_or_404(Department, pk=pk, organization_id=project.organization_id)
    room = outlook.department_room(project, found)
    context = {**frame(project, "people"), "department": found, "room": room}
    return render(request, "training/department.html", context)


@login_required
@require_safe
def ahead(request: HttpRequest, slug: str) -> HttpResponse:
    """What coverage becomes if nobody renews, and who owns a process without a detailed course."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    facts = queries.facts_on(project)
    context = {
        **frame(project, "ahead"),
        "rows": outlook.if_nobody_renews(project, facts),
        "owners": outlook.owners_without_detail(project, facts),
        "bare": outlook.roles_without_needs(project),
    }
    return render(request, "training/ahead.html", context)


@login_required
@require_POST
def coverage_evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """File the coverage of today as evidence for clause 7.2."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    kept = actions.keep_coverage(actor=user_of(request), project=project)
    if kept is None:
        messages.info(request, _("Nothing has changed since it was kept last."))
    else:
        messages.success(request, _("Kept as evidence: %(name)s.") % {"name": kept.name})
    return redirect("training:ahead", slug)
