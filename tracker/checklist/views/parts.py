"""Who is accountable for which clause: the whole, one clause, the proposal, the table that leaves the house."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.checklist.actions import give_parts, propose_accountable
from tracker.checklist.choices import Part
from tracker.checklist.forms import PartsForm
from tracker.checklist.models import ClausePart
from tracker.checklist.queries import parts_seen, who
from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.core.tables import write_xlsx
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def parts(request: HttpRequest, slug: str) -> HttpResponse:
    """Every clause with its people, those without an accountable one first on wish; and the departments."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    found = who(project, project.today())
    show = "gaps" if request.GET.get("show") == "gaps" else ""
    context = {
        "project": project,
        "nav": "checklist",
        "found": found,
        "rows": found.gaps if show else found.rows,
        "show": show,
        "letters": Part.choices,
        "may_assign": Permission.CHECKPOINT_ASSIGN in project.my_permissions,
    }
    return render(request, "checklist/parts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_parts(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Say who is accountable for one clause, and who takes part."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    clauses = Clause.objects.of(project.edition).auditable().leaves()
    clause = get_object_or_404(clauses, number=number)
    held = list(ClausePart.objects.of(project).filter(clause=clause))
    form = PartsForm(project, request.POST or None, initial=_now(held))
    if request.method == "POST" and carry_out(form, lambda values: _give(request, project, clause, values)):
        messages.success(request, _("Saved."))
        return redirect("checklist:parts", slug)
    context = {"project": project, "nav": "checklist", "clause": clause, "form": form}
    return render(request, "checklist/clause_parts.html", context, status=422 if form.errors else 200)


def _now(held: list[ClausePart]) -> dict[str, Any]:
    of = {part: [row.person_id for row in held if row.part == part] for part in Part.values}
    return {
        "accountable": next(iter(of[Part.ACCOUNTABLE]), None),
        "responsible": of[Part.RESPONSIBLE],
        "consulted": of[Part.CONSULTED],
        "informed": of[Part.INFORMED],
        "seen": parts_seen(held),
    }


def _give(request: HttpRequest, project: Project, clause: Clause, values: dict[str, Any]) -> None:
    others: dict[str, Any] = {
        Part.RESPONSIBLE: values["responsible"],
        Part.CONSULTED: values["consulted"],
        Part.INFORMED: values["informed"],
    }
    give_parts(
        actor=user_of(request),
        project=project,
        clause=clause,
        accountable=values["accountable"],
        others=others,
        seen=values["seen"],
    )


@login_required
@require_POST
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Make who owns every checkpoint of a clause accountable for it, where nobody is."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    count = propose_accountable(actor=user_of(request), project=project)
    said = ngettext(
        "%(n)s clause has somebody accountable now.", "%(n)s clauses have somebody accountable now.", count
    )
    messages.success(
        request, said % {"n": count} if count else _("No clause has one owner for all of its checkpoints.")
    )
    return redirect("checklist:parts", slug)


@login_required
@require_safe
def parts_table(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    found = who(project, project.today())
    heading = [_("Clause"), _("Title"), *(str(label) for label in Part.labels)]
    rows = [
        [row.number, row.title, *(", ".join(map(str, row.people.get(part, []))) for part in Part.values)]
        for row in found.rows
    ]
    answer = HttpResponse(write_xlsx(heading, rows, _("Who")), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{project.slug}-clauses-who.xlsx"'
    return answer
