"""A gap sheet from elsewhere: upload, say what its columns and words mean, see what it changes, then take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.checklist.actions import GapTaken, take_gap_sheet
from tracker.checklist.actions.gapsheet import ASSIGNING
from tracker.checklist.exchange.gapsheet import rows_of, sheets_of, to_mend, words_of
from tracker.checklist.exchange.gapwords import FIELDS, guess, plain
from tracker.checklist.forms import TableForm
from tracker.checklist.views.gapshown import changes_shown, mapping_shown
from tracker.core import holding
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.core.render import render
from tracker.core.tables import MAX_BYTES, Row, write_xlsx
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "checklist/gap_sheet.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Asked:
    """A sheet that waits, with what was said of its columns and words."""

    held: holding.Held
    sheets: list[str]
    sheet: str
    rows: list[Row]
    mapping: dict[str, str]
    words: dict[str, str]
    anew: bool = False  # Another sheet was chosen, so its columns are asked for first.


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gap_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file and ask what its sheet and columns mean; sent again with that, show what it would change."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    if request.method != "POST":
        return _page(request, project)
    user = user_of(request)
    try:
        if "ticket" not in request.POST:
            return _uploaded(request, project, user)
        asked = _asked(request.POST, project, user)
    except BadInput as refused:
        return _page(request, project, {"refused": refused.sentence, "problems": refused.lines}, status=422)
    except RuleBroken as refused:
        return _page(request, project, {"refused": refused.sentence}, status=409)
    if asked.anew:
        return _page(request, project, _mapping(project, user, asked))
    return _previewed(request, project, user, asked)


@login_required
@require_POST
def gap_sheet_confirmation(request: HttpRequest, slug: str) -> HttpResponse:
    """Do what was shown, and nothing else."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    user = user_of(request)
    try:
        asked = _asked(request.POST, project, user)
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("checklist:gap_sheet", slug)
    leave_out = request.POST.get("leave_out") == "1"
    try:
        done = _take(project, user, asked, previewed=asked.held.mark, leave_out=leave_out)
    except NotPermitted:
        raise
    except StaleEdit as refused:
        return _previewed(request, project, user, asked, changed=refused.sentence)
    except BadInput as refused:
        return _page(request, project, {"refused": refused.sentence, "problems": refused.lines}, status=422)
    if done.problems:
        told = {"done": len(done.changes), "problems": done.problems, "bad_lines": done.bad_lines}
        return _page(request, project, _mapping(project, user, asked) | told)
    holding.let_go(asked.held)
    n = len(done.changes)
    messages.success(
        request, ngettext("%(n)s checkpoint changed.", "%(n)s checkpoints changed.", n) % {"n": n}
    )
    return redirect("checklist:clause_list", slug)


@login_required
@require_POST
def gap_sheet_mending(request: HttpRequest, slug: str) -> HttpResponse:
    """The lines that cannot be taken, as a sheet to mend and bring again."""
    project = project_for(request, slug, Permission.CHECKPOINT_ASSESS)
    user = user_of(request)
    try:
        asked = _asked(request.POST, project, user)
        found = _take(project, user, asked, preview=True)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
        return redirect("checklist:gap_sheet", slug)
    heading, lines = to_mend(asked.rows, asked.mapping, found.problems)
    response = HttpResponse(write_xlsx(heading, lines, _("To mend")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="to-mend-{slug}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _uploaded(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput(_("Choose a file first."))
    upload = form.cleaned_data["file"]
    held = holding.hold(upload, upload.name or "sheet.xlsx", limit=MAX_BYTES)
    with holding.opened(held) as source:
        sheets, best = sheets_of(source, held.name)
    return _page(request, project, _mapping(project, user, _guessed(project, held, sheets, best)))


def _guessed(project: Project, held: holding.Held, sheets: list[str], sheet: str) -> Asked:
    """What the headings of a sheet probably mean; a sheet without a row can be left for another."""
    try:
        rows = _rows(held, sheet)
    except BadInput:
        if len(sheets) < 2:
            raise
        rows = []
    mapping = guess(_headings(rows))
    if Permission.CHECKPOINT_ASSIGN not in project.my_permissions:
        mapping = {name: heading for name, heading in mapping.items() if name not in ASSIGNING}
    return Asked(held, sheets, sheet, rows, mapping, words_of(rows, mapping.get("status", "")), anew=True)


def _asked(said: QueryDict, project: Project, user: User) -> Asked:
    """What the form says; a word that was not asked for yet means what it probably does."""
    held = holding.redeem(said.get("ticket", ""), owner=user.pk, purpose=_purpose(project))
    with holding.opened(held) as source:
        sheets, best = sheets_of(source, held.name)
    sheet = said.get("sheet", best)
    if sheet != said.get("sheet_read", sheet):
        return _guessed(project, held, sheets, sheet)
    try:
        rows = _rows(held, sheet)
    except BadInput:
        if len(sheets) < 2:
            raise
        return _guessed(project, held, sheets, sheet)
    mapping = {name: str(said[f"map_{name}"]) for name in FIELDS if said.get(f"map_{name}")}
    words = words_of(rows, mapping.get("status", ""))
    for word, state in zip(said.getlist("word"), said.getlist("state"), strict=False):
        if plain(word) in words:
            words[plain(word)] = state
    return Asked(held, sheets, sheet, rows, mapping, words)


def _previewed(
    request: HttpRequest, project: Project, user: User, asked: Asked, changed: str = ""
) -> HttpResponse:
    status = 409 if changed else 200
    try:
        found = _take(project, user, asked, preview=True)
    except NotPermitted:
        raise
    except BadInput as refused:
        told = {"refused": refused.sentence, "problems": refused.lines}
        return _page(request, project, _mapping(project, user, asked) | told, status=422)
    context = _mapping(project, user, asked, found.mark) | changes_shown(found) | {"changed": changed}
    return _page(request, project, context, status=status)


def _take(project: Project, user: User, asked: Asked, **how: Any) -> GapTaken:
    return take_gap_sheet(
        actor=user,
        project=project,
        rows=asked.rows,
        mapping=asked.mapping,
        words=asked.words,
        name=asked.held.name,
        **how,
    )


def _mapping(project: Project, user: User, asked: Asked, mark: str = "") -> dict[str, Any]:
    ticket = holding.ticket(asked.held, owner=user.pk, purpose=_purpose(project), mark=mark)
    shown = mapping_shown(asked.rows, _headings(asked.rows), asked.mapping, asked.words)
    sheets = {"sheets": [(each, each) for each in asked.sheets], "sheet": asked.sheet}
    return shown | sheets | {"name": asked.held.name, "ticket": ticket}


def _rows(held: holding.Held, sheet: str) -> list[Row]:
    with holding.opened(held) as source:
        rows = rows_of(source, held.name, sheet)
    if not rows:
        raise BadInput(_("There is no row below the heading."))
    return rows


def _headings(rows: list[Row]) -> list[str]:
    return [*dict.fromkeys(heading for row in rows for heading in row.cells)]


def _purpose(project: Project) -> str:
    return f"gap sheet:{project.pk}"


def _page(
    request: HttpRequest, project: Project, extra: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    empty: dict[str, Any] = {"refused": "", "problems": [], "ticket": "", "found": None, "changed": ""}
    empty |= {"done": None, "bad_lines": 0}
    context = {"project": project, "nav": "checklist", **empty, **(extra or {})}
    return render(request, PAGE, context, status=status)
