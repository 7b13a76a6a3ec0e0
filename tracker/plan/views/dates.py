"""Moving and stretching a task on the time line: its effect first, then the decision."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.core.formats import day
from tracker.core.render import render, wants_block
from tracker.people.access import user_of
from tracker.plan.actions import edit_task, link_tasks
from tracker.plan.forms import DateForm, LinkForm
from tracker.plan.models import Task
from tracker.plan.queries import effect_of
from tracker.plan.scheduling import MINUTES_A_DAY
from tracker.plan.views.shared import load_task, valid
from tracker.plan.views.table import plan_answer
from tracker.plan.views.undo import offer_undo
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/dates.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_dates(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Show what other dates would do; save them where they are confirmed."""
    project, task = load_task(request, slug, pk, Permission.PLAN_EDIT)
    said = request.POST if request.method == "POST" else request.GET
    problem, stale, version = "", False, _number(said, task.version)
    if request.method == "POST":
        before = task.starts_on, task.due_on
        try:
            values = valid(DateForm(request.POST))
            starts_on = values["due_on"] if task.is_milestone else values["starts_on"] or task.starts_on
            task = edit_task(
                actor=user_of(request),
                task=task,
                version=values["version"],
                reason=values["reason"],
                starts_on=starts_on,
                due_on=values["due_on"],
            )
        except NotPermitted:
            raise
        except StaleEdit as refused:
            # The first change stands and is told; whether the second follows is for its author to say.
            problem, stale, version = refused.sentence, True, Task.objects.get(pk=pk).version
        except RuleBroken as refused:
            problem = refused.sentence
        else:
            if before != (task.starts_on, task.due_on):
                messages.success(request, _told(task, *before), extra_tags=offer_undo(project, task))
            return plan_answer(request, project, task)
    context = _context(project, task, said) | {"problem": problem, "stale": stale, "version": version}
    return _panel(request, PAGE, context, problem)


def _number(said: QueryDict, default: int) -> int:
    """The version that the person looked at: older than now where somebody was faster."""
    given = said.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else default


def _told(task: Task, starts_on: date, due_on: date) -> str:
    """“Moved by 3 days”, or “made longer by 3 days”, in words."""
    days, late = (task.starts_on - starts_on).days, (task.due_on - due_on).days
    count = abs(late or days)
    by = ngettext("%(n)s day", "%(n)s days", count) % {"n": count}
    words = {"name": task.name, "by": by}
    if (days and days == late) or task.is_milestone:
        told = _("Moved “%(name)s” by %(by)s.") if late > 0 else _("Moved “%(name)s” %(by)s earlier.")
        return told % words
    longer = (late - days) > 0
    return (
        _("Made “%(name)s” longer by %(by)s.") if longer else _("Made “%(name)s” shorter by %(by)s.")
    ) % words


def _context(project: Project, task: Task, said: QueryDict) -> dict[str, Any]:
    form = DateForm(said)
    effect, starts_on, due_on = None, task.starts_on, task.due_on
    if form.is_valid():
        due_on = form.cleaned_data["due_on"]
        starts_on = due_on if task.is_milestone else form.cleaned_data["starts_on"] or min(starts_on, due_on)
        if starts_on <= due_on:
            effect = effect_of(task, starts_on, due_on)
    moved = [*effect.moved, *effect.clauses] if effect else []
    return {
        "project": project,
        "nav": "plan",
        "task": task,
        "effect": effect,
        "starts_on": starts_on,
        "due_on": due_on,
        "reason": said.get("reason", "")[:500],
        "effect_rows": [(one.name, day(one.before), day(one.after)) for one in moved[:9]],
        "effect_more": max(len(moved) - 9, 0),
    }


def _panel(request: HttpRequest, page: str, context: dict[str, Any], problem: str) -> HttpResponse:
    """The little window beside the time line; without script a page of its own."""
    block = wants_block(request)
    answer = render(
        request, page, context, block="panel" if block else None, status=422 if problem and not block else 200
    )
    if block:
        answer.headers["HX-Retarget"] = "#g-panel"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_joining(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let this task hang on another, as drawn on the time line; kind and lag can still be said."""
    project, task = load_task(request, slug, pk, Permission.PLAN_EDIT)
    problem = ""
    form = LinkForm(project, request.POST if request.method == "POST" else None, initial=_drawn(request))
    if request.method == "POST":
        try:
            said = valid(form)
            link = link_tasks(
                actor=user_of(request),
                predecessor=said["predecessor"],
                successor=task,
                kind=said["kind"],
                lag_minutes=(said["lag_days"] or 0) * MINUTES_A_DAY,
            )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            problem = refused.sentence
        else:
            words = {"after": task.name, "before": said["predecessor"].name}
            messages.success(
                request,
                _("“%(after)s” now hangs on “%(before)s”.") % words,
                extra_tags=offer_undo(project, link),
            )
            return plan_answer(request, project, task)
    context = {"project": project, "nav": "plan", "task": task, "form": form, "problem": problem}
    return _panel(request, "plan/joining.html", context, problem)


def _drawn(request: HttpRequest) -> dict[str, Any]:
    """From which bar the line was drawn."""
    return {"predecessor": request.GET.get("predecessor", "")[:40], "kind": "FS", "lag_days": 0}
