"""The clause page: what must be shown, the evidence, who answers for it, and what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker.checklist.actions import assign_checkpoints, link_evidence
from tracker.checklist.forms import ClauseEvidenceForm, OwnerForm
from tracker.checklist.models import Checkpoint
from tracker.checklist.policies import TALKS
from tracker.checklist.queries import (
    CheckpointRow,
    Tally,
    checklist_rows,
    comment_counts,
    corresponding,
    register,
    total_tally,
)
from tracker.checklist.queries.trail import trail
from tracker.checklist.views.context import TreeItem, rows_under, tree_context
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.evidence.actions import attach_evidence
from tracker.evidence.icons import icon_of
from tracker.evidence.queries import damaged_files, evidence_rows
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.choices import Relation
from tracker.standard.models import Clause, Edition


@login_required
@require_safe
def clause(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    project = project_for(request, slug, Permission.CHECKLIST_VIEW)
    return render_clause(request, project, clause_of(project, number))


@login_required
@require_POST
def clause_owner(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Give the checkpoints of a clause an owner and a date."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSIGN)
    found = clause_of(project, number)
    form = OwnerForm(project, found, request.POST, auto_id="f-%s")
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return render_clause(
            request,
            project,
            found,
            {"owner_errors": errors, "typed": request.POST, "owner_form": form},
            status=422,
        )
    chosen = form.cleaned_data["checkpoint"]
    checkpoints = [chosen] if chosen else list(Checkpoint.objects.of(project).in_clause(found))
    changed = assign_checkpoints(
        actor=user_of(request),
        project=project,
        checkpoints=checkpoints,
        owner=form.cleaned_data["owner"],
        target_on=form.cleaned_data["target_on"],
    )
    said = ngettext("%(n)s checkpoint assigned.", "%(n)s checkpoints assigned.", changed)
    messages.success(request, said % {"n": changed})
    return redirect("checklist:clause", slug, number)


@login_required
@require_POST
def clause_evidence(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Attach files to the clause and let the chosen checkpoints rest on them."""
    project = project_for(request, slug, Permission.EVIDENCE_ADD)
    found = clause_of(project, number)
    form = ClauseEvidenceForm(project, found, request.POST, request.FILES)
    errors: dict[str, str] = {}
    if form.is_valid():
        try:
            attached = attach_evidence(
                actor=user_of(request),
                project=project,
                uploads=form.uploads(),
                clauses=[found],
                information=form.cleaned_data["information"],
                validity=form.validity(),
            )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            lines = getattr(refused, "lines", [])
            errors = {"files": " ".join(line.message for line in lines) or refused.sentence}
        else:
            for each in form.cleaned_data["checkpoints"]:
                link_evidence(actor=user_of(request), checkpoint=each, evidence=attached)
            said = ngettext("%(n)s file attached.", "%(n)s files attached.", len(attached))
            messages.success(request, said % {"n": len(attached)})
            return redirect("checklist:clause", slug, number)
    else:
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
    context = {"attach_errors": errors, "typed": request.POST, "attaching": True}
    return render_clause(request, project, found, context, status=422)


def render_clause(
    request: HttpRequest,
    project: Project,
    found: Clause,
    extra: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "edit": request.GET.get("edit", ""),
        "reopen": request.GET.get("reopen", ""),
        "assigning": "assign" in request.GET,
        "attaching": "attach" in request.GET,
        "relating": "relate" in request.GET,
        "relate_errors": {},
        "errors": {},
        "owner_errors": {},
        "attach_errors": {},
        "typed": None,
        "stale": False,
        "saved": False,
        **clause_context(request, project, found),
        **(extra or {}),
    }
    context |= _crossrefs(project, found, context)
    if context["may_assign"]:
        context.setdefault("owner_form", OwnerForm(project, found, auto_id="f-%s"))
        places = [(row.id, f"{row.position}. {row.text[:70]}") for row in context["rows"]]
        context["row_options"] = [("", _("every checkpoint of this clause")), *places]
    return render(request, "checklist/clause.html", context, status=status)


def _crossrefs(project: Project, found: Clause, context: dict[str, Any]) -> dict[str, Any]:
    """What corresponds in other editions to each checkpoint, and what the form offers where it is open."""
    rows: list[CheckpointRow] = context["rows"] if found.is_leaf else []
    held = corresponding(project, [row.requirement_id for row in rows])
    told = {"crossrefs": [(row, held[row.requirement_id]) for row in rows if row.requirement_id in held]}
    if not (context["relating"] and context["may_assign"]):
        return told
    others = Edition.objects.exclude(pk=project.edition_id)
    editions = [*others.values_list("code", "name"), (project.edition.code, project.edition.name)]
    points = [(row.id, f"{row.code} {row.text[:70]}") for row in rows]
    return told | {"editions": editions, "relations": Relation.choices, "points": points}


def answer_context(request: HttpRequest, project: Project, found: Clause) -> dict[str, Any]:
    """What a checkpoint of the clause shows, and the figures that its assessment moves."""
    everything = checklist_rows(project)
    rows = rows_under(everything, found.number)
    context = tree_context(request, project, everything, number=found.number)
    items: list[TreeItem] = context["items"]
    may_talk = TALKS in project.my_permissions
    by_number = {item.clause.number: item for item in items}
    tally = by_number[found.number].node.tally if found.number in by_number else total_tally(rows)
    return {
        **context,
        "clause": found,
        "rows": rows,
        "tally": tally,
        "lede": _lede(tally),
        "damaged": damaged_files(project),
        "said": comment_counts(project, [row.id for row in rows]) if found.is_leaf and may_talk else {},
        "may_talk": may_talk,
        "may_attach": Permission.EVIDENCE_ADD in project.my_permissions,
    }


def clause_context(request: HttpRequest, project: Project, found: Clause) -> dict[str, Any]:
    """Everything that the page of a clause and each of its parts show; a fixed number of queries."""
    context = answer_context(request, project, found)
    items: list[TreeItem] = context["items"]
    rows: list[CheckpointRow] = context["rows"]
    by_number = {item.clause.number: item for item in items}
    library = evidence_rows(project)
    here = [each for each in library if any(_within(number, found.number) for number in each.clauses)]
    may_see_log = Permission.ACTIVITY_VIEW in project.my_permissions
    return {
        **context,
        "path": [by_number[number].clause for number in _above(found.number) if number in by_number],
        "children": [item for item in items if item.clause.parent_id == found.pk],
        "evidence": here,
        "linkable": [each for each in library if each.newest.in_force],
        "register": [each for each in register(project) if _concerns(each.clauses, found)],
        "trail": trail(project, rows) if may_see_log and found.is_leaf else [],
        "today": project.today(),
        "icon_of": icon_of,
        "due": min((row.target_on for row in rows if row.target_on and not row.ready), default=None),
        "last": max((row.assessed_at for row in rows if row.assessed_at), default=None),
        "owners": sorted({row.owner for row in rows if row.owner}),
        **dict(zip(("previous", "next"), _beside(found), strict=True)),
    }


def clause_of(project: Project, number: str) -> Clause:
    clauses = Clause.objects.of(project.edition).auditable()
    return get_object_or_404(clauses, number=number)


def _beside(found: Clause) -> tuple[str | None, str | None]:
    """The numbers of the lowest-level clauses before and after; one query."""
    leaves = Clause.objects.filter(edition_id=found.edition_id).auditable().leaves().order_by("sort_key")
    pairs = list(leaves.values_list("sort_key", "number"))
    before = [number for key, number in pairs if key < found.sort_key]
    after = [number for key, number in pairs if key > found.sort_key]
    return (before[-1] if before else None, after[0] if after else None)


def _concerns(numbers: tuple[str, ...], found: Clause) -> bool:
    return any(_within(number, found.number) for number in numbers)


def _within(number: str, clause: str) -> bool:
    return number == clause or number.startswith(f"{clause}.")


def _above(number: str) -> list[str]:
    parts = number.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _lede(tally: Tally) -> str:
    """One sentence in place of a number: how far, and what is in the way."""
    first = ngettext(
        "%(met)s of %(total)s checkpoints is met", "%(met)s of %(total)s checkpoints are met", tally.met
    )
    sentence = first % {"met": tally.met, "total": tally.total}
    if tally.lapsed:
        more = ngettext(
            "%(n)s was met, but its evidence no longer counts",
            "%(n)s were met, but their evidence no longer counts",
            tally.lapsed,
        )
        return f"{sentence}; {more % {'n': tally.lapsed}}."
    if tally.waits:
        more = ngettext("%(n)s waits for a second person", "%(n)s wait for a second person", tally.waits)
        return f"{sentence}; {more % {'n': tally.waits}}."
    if tally.total and tally.ready == tally.total:
        return _("All of it is ready: met, and confirmed by a second person.")
    return f"{sentence}."
