"""Who is competent: role by course, by department, by person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.people.models import Person
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training import queries
from tracker.training.forms import JudgeForm, ResultForm
from tracker.training.outlook import newest_judgements

A_MONTH = timedelta(days=30)


@login_required
@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    facts = queries.facts_on(project)
    before = facts.day - A_MONTH
    departments = queries.coverage_by_department(project, before=before, facts=facts)
    context = {
        **frame(project, "matrix"),
        "matrix": queries.matrix(project, facts=facts),
        "coverage": queries.coverage(project, facts=facts),
        "departments": departments,
        "behind": sorted(departments, key=lambda row: row.covered - row.people)[:2],
        "before": before,
        "expiring": queries.expiring_next(project, facts=facts),
        "today": facts.day,
    }
    return render(request, "training/matrix.html", context)


@login_required
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody with a job role; one role, course or department where the address says so."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    facts = queries.facts_on(project)
    rows = queries.people_rows(project, facts=facts)
    wanted = {name: _uuid(request.GET.get(name, "")) for name in ("role", "course", "department")}
    title = ""
    if wanted["role"] in facts.roles:
        holders = facts.holders.get(wanted["role"], frozenset())
        rows = [row for row in rows if row.pk in holders]
        title = facts.roles[wanted["role"]]
    if wanted["department"] in facts.departments:
        rows = [row for row in rows if row.department_id == wanted["department"]]
        title = facts.departments[wanted["department"]]
    if wanted["course"] in facts.courses:
        rows = [row for row in rows if any(need.course == wanted["course"] for need in row.needs)]
        title = " · ".join(filter(None, [title, facts.courses[wanted["course"]]["name"]]))
    context = {**frame(project, "people"), "rows": rows, "title": title, "course": wanted["course"]}
    return render(request, "training/people.html", context)


@login_required
@require_safe
def person(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    return person_page(request, project, pk, None)


def person_page(
    request: HttpRequest,
    project: Project,
    pk: UUID,
    form: ResultForm | None,
    judge: JudgeForm | None = None,
) -> HttpResponse:
    rows = Person.objects.filter(organization_id=project.organization_id)
    found = get_object_or_404(rows.select_related("department"), pk=pk)
    context = {
        **frame(project, "people"),
        "person": found,
        "row": queries.person_row(project, found),
        "records": queries.records_of(project, found),
        "form": form or ResultForm(project, initial={"achieved_on": project.today()}),
        "judge": judge or JudgeForm(project),
        "judgements": newest_judgements(project, found),
    }
    return render(request, "training/person.html", context, status=422 if form or judge else 200)


def frame(project: Project, view: str) -> dict[str, Any]:
    may_manage = Permission.TRAINING_MANAGE in project.my_permissions
    return {"project": project, "nav": "training", "view": view, "may_manage": may_manage}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
