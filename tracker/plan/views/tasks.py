"""One task with all that hangs on it; new tasks; links; clauses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.history.queries import of_subject
from tracker.people.access import user_of
from tracker.plan.actions import (
    add_task,
    edit_task,
    lead_to_clauses,
    link_tasks,
    remove_task,
    unlink_tasks,
)
from tracker.plan.choices import VERB_PHRASES
from tracker.plan.forms import LinkForm, NewTaskForm, NoteForm, TaskForm
from tracker.plan.importing.units import lag_text
from tracker.plan.models import Dependency, Task
from tracker.plan.policies import may_progress
from tracker.plan.queries import standing_of
from tracker.plan.queries.series import series_told
from tracker.plan.scheduling import MINUTES_A_DAY
from tracker.plan.views.doneness import doneness_of
from tracker.plan.views.shared import load_task, put_errors, run, valid
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.queries import people_who_may
from tracker.standard.models import Clause

FIELDS = ("name", "description", "owner", "phase", "starts_on", "due_on", "effort_hours")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a task."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    form = NewTaskForm(project, request.POST or None, initial={"starts_on": project.today()})
    if request.method == "POST" and form.is_valid():
        try:
            task = add_task(actor=user_of(request), project=project, **form.cleaned_data)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("“%(name)s” is in the plan.") % {"name": task.name})
            return redirect("plan:task", slug, task.pk)
    context = {"project": project, "nav": "plan", "form": form}
    return render(request, "plan/task_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One task: read by everyone who sees the plan, changed by who edits it."""
    asked = Permission.PLAN_EDIT if request.method == "POST" else Permission.PLAN_VIEW
    project, found = load_task(request, slug, pk, asked)
    form = TaskForm(project, request.POST or None, initial={name: getattr(found, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            edit_task(
                actor=user_of(request),
                task=found,
                version=_version(request),
                **{name: form.cleaned_data[name] for name in FIELDS},
            )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("plan:task", slug, pk)
    context = _task_context(request, project, found) | {"form": form}
    return render(request, "plan/task.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest) -> int | None:
    """The version that was read; text that is no number is none that could be current."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _task_context(request: HttpRequest, project: Project, found: Task) -> dict[str, Any]:
    links = Dependency.objects.of(project)
    clauses = Clause.objects.filter(task_links__task=found).order_by("sort_key")
    return {
        "project": project,
        "nav": "plan",
        "task": found,
        "today": project.today(),
        "milestone": getattr(found, "milestone", None),
        "before": list(links.filter(successor=found).select_related("predecessor")),
        "after": list(links.filter(predecessor=found).select_related("successor")),
        "lag_text": lag_text,
        "standing": standing_of(found),
        "series_told": series_told(found),
        "clauses": list(clauses),
        "deliverables": list(found.deliverables.all()),
        **doneness_of(found),
        "comments": list(found.comments.select_related("author")),
        "people": people_who_may(project, Permission.PLAN_VIEW),
        "history": [_told(entry) for entry in of_subject(found)[:20]],
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
        "may_progress": may_progress(user_of(request), found),
        "link_form": LinkForm(project),
        "all_clauses": Clause.objects.of(project.edition).auditable()
        if Permission.PLAN_EDIT in project.my_permissions
        else [],
    }


def _told(entry: Any) -> dict[str, Any]:
    words = entry.label.words
    phrase = str(VERB_PHRASES.get(entry.verb, entry.verb))
    return {
        "actor": words.get("actor", _("somebody")),
        "did": phrase.replace("{subject}", _("this")),
        "at": entry.at,
        "reason": words.get("reason", ""),
    }


@login_required
@require_POST
def task_clauses(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say which clauses the task leads to."""
    project, found = load_task(request, slug, pk, Permission.PLAN_EDIT)
    numbers = request.POST.getlist("clauses")
    wanted = list(Clause.objects.of(project.edition).auditable().filter(number__in=numbers))
    return run(
        request,
        slug,
        lambda: lead_to_clauses(actor=user_of(request), task=found, clauses=wanted),
        _("Clauses saved."),
    )


@login_required
@require_POST
def task_link(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let the task hang on another."""
    project, found = load_task(request, slug, pk, Permission.PLAN_EDIT)

    def verb() -> Any:
        said = valid(LinkForm(project, request.POST))
        return link_tasks(
            actor=user_of(request),
            predecessor=said["predecessor"],
            successor=found,
            kind=said["kind"],
            lag_minutes=(said["lag_days"] or 0) * MINUTES_A_DAY,
        )

    return run(request, slug, verb, _("Linked."))


@login_required
@require_POST
def link_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let the task no longer hang on the other."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    link = get_object_or_404(Dependency.objects.of(project), pk=pk)
    return run(request, slug, lambda: unlink_tasks(actor=user_of(request), link=link), _("Unlinked."))


@login_required
@require_POST
def task_removal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take the task out of the plan."""
    _project, found = load_task(request, slug, pk, Permission.PLAN_EDIT)

    def verb() -> Any:
        return remove_task(actor=user_of(request), task=found, reason=valid(NoteForm(request.POST))["reason"])

    return run(request, slug, verb, _("“%(name)s” has left the plan.") % {"name": found.name})
