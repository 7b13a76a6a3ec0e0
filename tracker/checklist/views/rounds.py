"""Assessment rounds: freeze one, see clause by clause how they went, compare two."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checklist.actions import set_round_aside, take_round
from tracker.checklist.choices import MATURITY_HINTS, Maturity, RoundKind
from tracker.checklist.forms import ReasonForm, RoundForm
from tracker.checklist.models import AssessmentRound
from tracker.checklist.queries import (
    Cell,
    as_frozen,
    cells_of,
    checklist_rows,
    compare,
    frozen_rows,
    heat_clauses,
    rounds_of,
)
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

TODAY = "today"
COLUMNS = 6  # the newest rounds that the map has room for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """Every round beside today, clause by clause; a post freezes a new one."""
    wanted = Permission.CHECKLIST_VIEW if request.method != "POST" else Permission.ASSESSMENT_CONFIRM
    project = project_for(request, slug, wanted)
    if request.method != "POST":
        return _rounds_page(request, project)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _rounds_page(request, project, _errors(form))
    try:
        taken = take_round(actor=user_of(request), project=project, **form.cleaned_data)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _rounds_page(request, project, {refused.field or "form": refused.sentence})
    messages.success(request, _("Frozen: %(name)s.") % {"name": taken.name})
    return redirect("checklist:rounds", slug)


@login_required
@require_safe
def assessment_round(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One round, and what has become of it: today, or in another round."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    return _round_page(request, project, pk)


@login_required
@require_POST
def round_aside(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Leave a round that was taken by mistake out of comparisons."""
    project = project_for(request, slug, Permission.ASSESSMENT_CONFIRM)
    found = AssessmentRound.objects.of(project).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"reason": "", "version": None}
    try:
        set_round_aside(actor=user_of(request), taken=found, reason=given["reason"], version=given["version"])
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return _round_page(request, project, pk, {refused.field or "form": refused.sentence})
    messages.success(request, _("Set aside; it stays readable."))
    return redirect("checklist:rounds", slug)


def _rounds_page(
    request: HttpRequest, project: Project, errors: dict[str, str] | None = None
) -> HttpResponse:
    taken = rounds_of(project)
    counted = [each for each in taken if not each.set_aside][-COLUMNS:]
    frozen = frozen_rows(project, counted)
    today = as_frozen(checklist_rows(project))
    columns = [(each.name, str(each.pk), cells_of(frozen[each.pk])) for each in counted]
    columns.append((_("Today"), "", cells_of(today)))
    by = "maturity" if request.GET.get("by") == "maturity" else ""
    context: dict[str, Any] = {
        "project": project,
        "nav": "checklist",
        "rounds": list(reversed(taken)),
        "figures": {key: _figures(rows) for key, rows in frozen.items()},
        "columns": columns,
        "clauses": heat_clauses(project),
        "empty": Cell(),
        "heads": [(_("Level %(n)s") % {"n": level}, "r") for level in Maturity.values],
        "hints": MATURITY_HINTS,
        "by": by,
        "total": _figures(today),
        "levels": Maturity.choices,
        "kinds": RoundKind.choices,
        "errors": errors or {},
        "typed": request.POST if errors else None,
        "today": project.today(),
        "may_take": Permission.ASSESSMENT_CONFIRM in project.my_permissions,
    }
    return render(request, "checklist/rounds.html", context, status=422 if errors else 200)


def _figures(rows: list[Any]) -> Cell:
    whole = Cell()
    for row in rows:
        whole.add(row)
    return whole


def _round_page(
    request: HttpRequest, project: Project, pk: UUID, errors: dict[str, str] | None = None
) -> HttpResponse:
    taken = rounds_of(project)
    found = next((each for each in taken if each.pk == pk), None)
    if found is None:
        raise Http404
    rows = checklist_rows(project)
    asked = request.GET.get("with", TODAY)
    other = next((each for each in taken if str(each.pk) == asked and each.pk != pk), None)
    frozen = frozen_rows(project, [each for each in (found, other) if each is not None])
    here, there = frozen[found.pk], as_frozen(rows) if other is None else frozen[other.pk]
    # The older one is what the newer one is measured against, whichever page is open.
    turned = other is not None and other.taken_at < found.taken_at
    compared = compare(there, here) if turned else compare(here, there)
    context = {
        "project": project,
        "nav": "checklist",
        "round": found,
        "other": other,
        "others": [each for each in taken if each.pk != pk and not each.set_aside],
        "turned": turned,
        "compared": compared,
        "changes": sorted(compared.changes, key=lambda change: change.better),
        "clauses": [each for each in heat_clauses(project) if each.number in compared.by_clause],
        "figures": _figures(here),
        "texts": {row.id: (row.code, row.text) for row in rows},
        "errors": errors or {},
        "may_take": Permission.ASSESSMENT_CONFIRM in project.my_permissions,
    }
    return render(request, "checklist/round.html", context, status=422 if errors else 200)


def _errors(form: Any) -> dict[str, str]:
    return {name: str(lines[0]) for name, lines in form.errors.items()}
