"""When work is done: the plan's calendars and the time of its people; the effect on dates is shown first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import day
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import Person
from tracker.plan.actions.worktime import exceptions_of, remove_calendar, save_calendar, set_time_of
from tracker.plan.holidays import public_holidays
from tracker.plan.models import ScheduleBasis, WorkingCalendar
from tracker.plan.queries import Effect, effect_between, outlook
from tracker.plan.queries.worktime import PLAIN_WEEK, working_time
from tracker.plan.views.shared import put_errors
from tracker.plan.views.worktime_forms import (
    DAYS,
    CalendarForm,
    ExceptionRows,
    WeekForm,
    exceptions_in,
    initial_rows,
    said,
)
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

SHOWN = 9


@login_required
@require_safe
def calendar_list(request: HttpRequest, slug: str) -> HttpResponse:
    """By which calendar the plan works, and when its people do."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    context = {
        "project": project,
        "nav": "plan",
        "found": working_time(project),
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
    }
    return render(request, "plan/calendars.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Another calendar for the plan."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    return _calendar(request, project, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One calendar of the plan: its week, its exceptions, and whether the plan works by it."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    found = get_object_or_404(WorkingCalendar.objects.of(project).filter(person=None), pk=pk)
    return _calendar(request, project, found)


def _calendar(request: HttpRequest, project: Project, found: WorkingCalendar | None) -> HttpResponse:
    inherits = bool(found and found.base_id)
    plans = found is None or ScheduleBasis.objects.of(project).filter(calendar=found).exists()
    given = request.POST if request.method == "POST" else None
    initial = _week(found, inherits) | {"name": found.name if found else _("Working week"), "plans": plans}
    form = CalendarForm(given, initial=initial)
    rows = ExceptionRows(given, initial=initial_rows(exceptions_of(found)) if found else [])

    def verb() -> Any:
        values = form.cleaned_data
        exceptions = exceptions_in(rows)
        if values["country"]:
            region = values["region"].strip()
            exceptions += public_holidays(project, values["country"], region, exceptions)
        return save_calendar(
            actor=user_of(request),
            project=project,
            calendar=found,
            version=values["version"],
            name=values["name"],
            week=form.week(inherits=inherits),
            exceptions=exceptions,
            plans=values["plans"],
            reason=values["reason"],
        )

    context = {
        "kept": found,
        "title": found.name if found else _("New calendar"),
        "empty_day": _("Empty: as in “%(name)s”.") % {"name": found.base} if inherits and found else "",
    }
    return _edited(request, project, (form, rows), verb, context)


@login_required
@require_POST
def calendar_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let a calendar go; a person whose own it was works as the plan does again."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    found = get_object_or_404(WorkingCalendar.objects.of(project), pk=pk)
    try:
        remove_calendar(actor=user_of(request), calendar=found)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("“%(name)s” is let go.") % {"name": found.name})
    return redirect("plan:calendar_list", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_time(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """When somebody works for this plan: part time and absences."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    person = get_object_or_404(Person.objects.filter(organization_id=project.organization_id), pk=pk)
    found = WorkingCalendar.objects.of(project).filter(person=person).first()
    given = request.POST if request.method == "POST" else None
    form = WeekForm(given, initial=_week(found, inherits=True) if found else {"version": 0})
    rows = ExceptionRows(given, initial=initial_rows(exceptions_of(found)) if found else [])

    def verb() -> Any:
        return set_time_of(
            actor=user_of(request),
            project=project,
            person=person,
            version=form.cleaned_data["version"],
            week=form.week(inherits=True),
            absences=exceptions_in(rows),
            reason=form.cleaned_data["reason"],
        )

    context = {
        "kept": found,
        "title": _("Working time of %(name)s") % {"name": person.name},
        "empty_day": _("An empty day is as in the plan's calendar; a day without work is “free”."),
    }
    return _edited(request, project, (form, rows), verb, context)


def _week(found: WorkingCalendar | None, inherits: bool) -> dict[str, Any]:
    week = [*(found.week if found else PLAIN_WEEK), *[None] * 7][:7]
    free = _("free")
    initial: dict[str, Any] = {
        name: said(shifts if shifts is not None or inherits else [], free=free)
        for name, shifts in zip(DAYS, week, strict=True)
    }
    return initial | {"version": found.version if found else 0}


def _edited(
    request: HttpRequest,
    project: Project,
    parts: tuple[Any, Any],
    verb: Callable[[], Any],
    context: dict[str, Any],
) -> HttpResponse:
    """Show what it would move; save it where that was confirmed."""
    form, rows = parts
    effect = None
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            if "save" in request.POST:
                verb()
                messages.success(request, _("Saved."))
                return redirect("plan:calendar_list", project.slug)
            effect = effect_of_verb(project, verb)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
    wrong = bool(request.method == "POST" and (form.errors or rows.total_error_count()))
    whole = context | {"shared": isinstance(form, CalendarForm)}
    whole |= {"project": project, "nav": "plan", "form": form, "rows": rows, "effect": effect}
    whole |= {"effect_rows": effect_lines(effect) if effect else [], "wrong": wrong}
    return render(request, "plan/calendar.html", whole, status=422 if wrong else 200)


def effect_of_verb(project: Project, verb: Callable[[], Any]) -> Effect:
    """Let the verb do it, look, and undo it: what is shown is what saving does."""
    was = outlook(project)
    with transaction.atomic():
        verb()
        effect = effect_between(project, was, outlook(project))
        transaction.set_rollback(True)
    return effect


def effect_lines(effect: Effect) -> list[tuple[str, str, str]]:
    moved = [*effect.moved, *effect.tasks, *effect.clauses]
    return [(one.name, day(one.before), day(one.after)) for one in moved[:SHOWN]]
