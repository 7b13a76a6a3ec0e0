"""The checklist as a whole: its front page, all checkpoints at a moment, the export."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker.checklist.actions import assign_checkpoints
from tracker.checklist.export import checklist_workbook
from tracker.checklist.forms import ManyForm
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import (
    CheckpointRow,
    ClauseReadiness,
    Tally,
    checklist_rows,
    kept_filters,
    readiness,
    register,
    tallies,
    total_tally,
)
from tracker.checklist.views.context import tree_context
from tracker.checklist.views.sieve import Sieve, sieve_of, state_options
from tracker.core import charts, clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.moments import moment_asked
from tracker.projects.permissions import Permission


@login_required
@require_safe
def clause_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The tree, and beside it how far each of the clauses 4 to 10 is."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    rows = checklist_rows(project)
    month_ago = readiness(project, clock.now() - timedelta(days=30))
    context = tree_context(request, project, rows)
    counted = tallies(rows)
    bars = [_bar(slug, before, counted.get(before.clause, Tally())) for before in month_ago]
    context |= {
        "bars": bars,
        "kept": [row for row in rows if _kept(row, context["show"], request)],
    }
    return render(request, "checklist/clause_list.html", context)


@login_required
@require_safe
def all_checkpoints(request: HttpRequest, slug: str) -> HttpResponse:
    """Every checkpoint on one page, today or as of the end of a past day."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    return all_page(request, project)


def all_page(request: HttpRequest, project: Project, errors: dict[str, str] | None = None) -> HttpResponse:
    moment, said, error = moment_asked(request, project)
    sieve = sieve_of(request.GET)
    everything = checklist_rows(project, moment)
    rows = kept_by(sieve, everything, request, project)
    may_assign = Permission.CHECKPOINT_ASSIGN in project.my_permissions and moment is None
    filters = kept_filters(project, user_of(request))
    context = {
        "project": project,
        "nav": "checklist",
        "sieve": sieve,
        "state_options": state_options(),
        "kept": len(rows),
        "filters": filters,
        "droppable": [row for row in filters if row.owner_id or may_assign],
        "may_assign": may_assign,
        "many": _many_form(request, project, errors) if may_assign else None,
        "errors": errors or {},
        "typed": request.POST if errors else None,
        "groups": _by_clause(rows),
        "standings": {row.standing for row in rows},
        "shown": {row.shown for row in rows},
        "total": total_tally(everything),
        "at": moment,
        "said": said,
        "error": error,
    }
    return render(request, "checklist/all.html", context, status=422 if errors else 200)


def _many_form(request: HttpRequest, project: Project, errors: dict[str, str] | None) -> ManyForm:
    """For the ticked lines; after a refusal with what was typed."""
    form = ManyForm(project, request.POST if errors else None, auto_id="many-%s")
    owner = (errors or {}).get("owner")
    if owner and "owner" not in form.errors:
        form.add_error("owner", owner)
    return form


@login_required
@require_POST
def assigning(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the chosen checkpoints, or all that the address lets through, an owner, a date or both."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    form = ManyForm(project, request.POST)
    if not form.is_valid():
        return all_page(request, project, {name: str(lines[0]) for name, lines in form.errors.items()})
    given = form.cleaned_data
    chosen = list(given["checkpoint"])
    if given["every"]:
        kept = kept_by(sieve_of(request.GET), checklist_rows(project), request, project)
        chosen = list(Checkpoint.objects.of(project).filter(pk__in=[row.id for row in kept]))
    owner, day, nobody = given["owner"], given["target_on"], given["nobody"]
    if not chosen or not (owner or nobody or day):
        return all_page(request, project, {"form": _("Choose checkpoints, and an owner or a date for them.")})
    try:
        changed = assign_checkpoints(
            actor=user_of(request),
            project=project,
            checkpoints=chosen,
            owner=owner,
            target_on=day,
            keep_owner=owner is None and not nobody,
            keep_date=day is None,
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return all_page(request, project, {refused.field or "form": refused.sentence})
    said = ngettext("%(n)s checkpoint assigned.", "%(n)s checkpoints assigned.", changed)
    messages.success(request, said % {"n": changed})
    return redirect(f"{reverse('checklist:all', args=[slug])}?{sieve_of(request.GET).query}")


def kept_by(
    sieve: Sieve, rows: list[CheckpointRow], request: HttpRequest, project: Project
) -> list[CheckpointRow]:
    user, day = user_of(request), project.today()
    return [row for row in rows if sieve.keeps(row, user, day)] if sieve else rows


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole checklist as a workbook."""
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    moment, _said, _error = moment_asked(request, project)
    content = checklist_workbook(project, checklist_rows(project, moment), register(project, moment))
    day = clock.on_day(moment or clock.now(), project.zone)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="checklist-{slug}-{day.isoformat()}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bar(slug: str, before: ClauseReadiness, now: Tally) -> charts.ClauseTally:
    """One of the clauses 4 to 10 as a bar, with where it stood a month ago."""
    return charts.ClauseTally(
        clause=before.clause,
        title=before.title,
        ready=now.ready,
        total=now.total,
        partly=now.met - now.ready,
        before=before.ready,
        href=reverse("checklist:clause", args=[slug, before.clause]),
    )


def _kept(row: CheckpointRow, show: str, request: HttpRequest) -> bool:
    if show == "gaps":
        return not row.met
    if show == "waiting":
        return row.waits
    person = getattr(request.user, "person_id", None)
    return show == "mine" and person is not None and row.owner_id == person


def _by_clause(rows: list[CheckpointRow]) -> list[tuple[str, str, list[CheckpointRow], str]]:
    """Clause number, title, its rows, and how many are ready in words."""
    grouped: dict[str, list[CheckpointRow]] = {}
    for row in rows:
        grouped.setdefault(row.clause, []).append(row)
    return [
        (
            number,
            of_clause[0].clause_title,
            of_clause,
            ngettext("%(n)s of %(total)s ready", "%(n)s of %(total)s ready", len(of_clause))
            % {"n": sum(row.ready for row in of_clause), "total": len(of_clause)},
        )
        for number, of_clause in grouped.items()
    ]
