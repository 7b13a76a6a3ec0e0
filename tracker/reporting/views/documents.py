"""The reports page: what there is, what is being built, and the way to take it away."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core import clock, keys
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import moment
from tracker.core.render import render, wants_block
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reporting import actions, queries
from tracker.reporting.choices import Purpose
from tracker.reporting.forms import PackForm, ReportForm
from tracker.reporting.models import DocumentQuerySet, EvidencePack
from tracker.reporting.schedules import schedule_rows
from tracker.standard.models import Clause, ClauseQuerySet

PACK_READERS = {Permission.PACK_MAKE, Permission.PACK_DOWNLOAD}


@login_required
@require_safe
def report_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Kinds of documents, and every run with its state; while one is being built the rows come again."""
    project = project_for(request, slug, Permission.REPORT_VIEW)
    return _page(request, project, block="runs" if wants_block(request) else None)


def _page(
    request: HttpRequest,
    project: Project,
    *,
    block: str | None = None,
    asked: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`asked` is the kind of report that was asked for and refused; without it the errors are of a pack."""
    may = project.my_permissions
    governs = Permission.GOVERNANCE_VIEW in may
    runs = queries.runs(project, packs=bool(PACK_READERS & may), governance=governs)
    may_report = Permission.REPORT_MAKE in may
    context = {
        "project": project,
        "nav": "reports",
        "runs": runs,
        "polled": block is not None,
        "underway": any(run.document.is_underway for run in runs),
        "now": clock.now(),
        "tops": list(_tops(project).values_list("number", "title")),
        "damaged": queries.damaged_evidence(project),
        "may_report": may_report,
        "subjects": queries.subjects(project) if block is None and may_report and governs else None,
        "last_highlight": queries.last_highlight_on(project) if block is None else None,
        "schedules": schedule_rows(project, governance=governs) if block is None else [],
        "purposes": [("", _("No audit in particular")), *Purpose.choices],
        "asked": asked,
        "may_pack": Permission.PACK_MAKE in may,
        "may_take": Permission.PACK_DOWNLOAD in may,
        "fingerprint": keys.fingerprint(),
        "errors": errors or {},
        "today": project.today(),
    }
    return render(request, "reporting/report_list.html", context, block=block, status=status)


def readable(project: Project) -> DocumentQuerySet:
    governs = Permission.GOVERNANCE_VIEW in project.my_permissions
    return queries.readable_reports(project, governance=governs)


def _tops(project: Project) -> ClauseQuerySet:
    return Clause.objects.of(project.edition).auditable().top().order_by("sort_key")


@login_required
@require_POST
def report_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a report of some kind; a readiness report where none is named."""
    project = project_for(request, slug, Permission.REPORT_MAKE)
    form = ReportForm(request.POST)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _page(request, project, asked=request.POST.get("kind", ""), errors=errors, status=422)
    try:
        actions.request_report(actor=user_of(request), project=project, **form.facts())
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        errors = {refusal.field or "all": refusal.sentence}
        return _page(request, project, asked=form.facts()["kind"], errors=errors, status=refusal.status)
    messages.success(request, _("The report is being built; it stands below as soon as it is ready."))
    return redirect("reporting:report_list", slug)


@login_required
@require_POST
def pack_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an evidence pack."""
    project = project_for(request, slug, Permission.PACK_MAKE)
    form = PackForm(request.POST, numbers=list(_tops(project).values_list("number", flat=True)))
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _page(request, project, errors=errors, status=422)
    day = form.cleaned_data["as_of"]
    until = None
    if day is not None and day != project.today():
        until = datetime.combine(day, time.max, ZoneInfo(project.zone))
    try:
        actions.request_pack(
            actor=user_of(request),
            project=project,
            as_of=until,
            **{name: form.cleaned_data[name] for name in ("clauses", "purpose", "since", "withheld_because")},
        )
    except RuleBroken as refusal:
        return _page(
            request, project, errors={refusal.field or "all": refusal.sentence}, status=refusal.status
        )
    messages.success(request, _("The pack is being built; it stands below as soon as it is ready."))
    return redirect("reporting:report_list", slug)


@login_required
@require_POST
def report_retry(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Build a report once more."""
    project = project_for(request, slug, Permission.REPORT_MAKE)
    report = get_object_or_404(readable(project), pk=pk)
    return _retried(request, slug, lambda me: actions.retry_report(actor=me, report=report))


@login_required
@require_POST
def pack_retry(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Build a pack once more."""
    project = project_for(request, slug, Permission.PACK_MAKE)
    pack = get_object_or_404(EvidencePack.objects.of(project), pk=pk)
    return _retried(request, slug, lambda me: actions.retry_pack(actor=me, pack=pack))


def _retried(request: HttpRequest, slug: str, verb: object) -> HttpResponse:
    try:
        verb(user_of(request))  # type: ignore[operator]
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("reporting:report_list", slug)


@login_required
@require_safe
def pack(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """What a pack was asked for, what it holds, and how it differs from an earlier one."""
    project = project_for(request, slug, Permission.PACK_DOWNLOAD)
    found = get_object_or_404(EvidencePack.objects.of(project).select_related("requested_by"), pk=pk)
    found.project = project
    earlier = queries.earlier_packs(found)
    wanted = request.GET.get("against", "")
    against = next((row for row in earlier if str(row.pk) == wanted), earlier[0] if earlier else None)
    context = {
        "project": project,
        "nav": "reports",
        "pack": found,
        "earlier": [
            (str(row.pk), f"{moment(row.as_of)} {row.get_purpose_display()}".strip()) for row in earlier
        ],
        "against": against,
        "difference": queries.difference_of(against, found) if against else None,
        "may_take": Permission.PACK_DOWNLOAD in project.my_permissions,
    }
    return render(request, "reporting/pack.html", context)
