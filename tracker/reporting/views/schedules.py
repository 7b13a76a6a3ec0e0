"""Reports that come again: the page of one, and the form behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core import clock
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reporting import actions, schedules
from tracker.reporting.forms import ScheduleForm, as_typed
from tracker.reporting.models import ReportSchedule


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a report made again and again."""
    project = project_for(request, slug, Permission.REPORT_MAKE)
    first = {
        "starts_on": project.today(),
        "hour": 7,
        "rhythm": "month_weekday",
        "day": 1,
        "roles": ["sponsor"],
    }
    form = _form(project, request.POST or None, first)
    made: list[ReportSchedule] = []
    if request.method == "POST" and carry_out(
        form,
        lambda _values: made.append(
            actions.add_schedule(actor=user_of(request), project=project, wanted=form.timetable)
        ),
    ):
        return redirect("reporting:schedule", slug, made[0].pk)
    return _form_page(request, project, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Another rhythm, or other people."""
    project = project_for(request, slug, Permission.REPORT_MAKE)
    found = _found(project, pk)
    form = _form(project, request.POST or None, as_typed(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: actions.change_schedule(
            actor=user_of(request), schedule=found, wanted=form.timetable, version=values["version"]
        ),
        now=lambda: as_typed(_found(project, pk)),
    ):
        return redirect("reporting:schedule", slug, pk)
    return _form_page(request, project, form, found)


@login_required
@require_safe
def schedule(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """When it comes, what was made of it, to whom it went and who has taken it."""
    project = project_for(request, slug, Permission.REPORT_VIEW)
    found = _found(project, pk)
    (row,) = (each for each in _rows(project) if each.schedule.pk == found.pk)
    context = {
        "project": project,
        "nav": "reports",
        "row": row,
        "issues": schedules.issue_rows(found),
        "may_report": Permission.REPORT_MAKE in project.my_permissions,
        "now": clock.now(),
    }
    return render(request, "reporting/schedule.html", context)


@login_required
@require_POST
def schedule_pausing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let it rest."""
    return _done(request, slug, pk, lambda me, row: actions.pause_schedule(actor=me, schedule=row))


@login_required
@require_POST
def schedule_resuming(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Go on."""
    return _done(request, slug, pk, lambda me, row: actions.resume_schedule(actor=me, schedule=row))


@login_required
@require_POST
def schedule_ending(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """No further report."""
    return _done(request, slug, pk, lambda me, row: actions.end_schedule(actor=me, schedule=row))


def _done(
    request: HttpRequest, slug: str, pk: UUID, verb: Callable[[User, ReportSchedule], None]
) -> HttpResponse:
    project = project_for(request, slug, Permission.REPORT_MAKE)
    try:
        verb(user_of(request), _found(project, pk))
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("reporting:schedule", slug, pk)


def _rows(project: Project) -> list[schedules.ScheduleRow]:
    return schedules.schedule_rows(project, governance=Permission.GOVERNANCE_VIEW in project.my_permissions)


def _found(project: Project, pk: UUID) -> ReportSchedule:
    governs = Permission.GOVERNANCE_VIEW in project.my_permissions
    rows = schedules.readable_schedules(project, governance=governs)
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _form(project: Project, sent: Any, first: dict[str, Any]) -> ScheduleForm:
    governs = Permission.GOVERNANCE_VIEW in project.my_permissions
    return ScheduleForm(project, sent, initial=first, governance=governs)


def _form_page(
    request: HttpRequest, project: Project, form: ScheduleForm, found: ReportSchedule | None
) -> HttpResponse:
    context = {"project": project, "nav": "reports", "form": form, "schedule": found}
    title = _("Schedule a report") if found is None else _("Change “%(name)s”") % {"name": found.name}
    status = 422 if form.errors else 200
    return render(request, "reporting/schedule_form.html", {**context, "title": title}, status=status)
