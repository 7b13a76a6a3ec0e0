"""The list of implementations, and the settings of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core import keys, pdf_signing
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.notifications.queries import health
from tracker.people.access import user_of
from tracker.people.wellknown import well_known_logins
from tracker.projects import actions, queries
from tracker.projects.access import project_for
from tracker.projects.choices import Role
from tracker.projects.forms import MemberForm, ObjectiveForm, ProjectForm, ScopeForm
from tracker.projects.models import Objective, Project, Scope
from tracker.projects.permissions import ROLE_GRANTS, Permission


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """The implementations in which one holds a role."""
    user = user_of(request)
    context = {
        "nav": "projects",
        "rows": queries.mine(user),
        "may_begin": user.is_admin,
        "well_known": well_known_logins() if user.is_admin else [],
        "exposed": settings.EXPOSED,
    }
    return render(request, "projects/project_list.html", context)


@login_required
@require_safe
def settings_page(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug)
    return _page(request, project)


@login_required
@require_safe
def grants(request: HttpRequest, slug: str) -> HttpResponse:
    """The grants table: which role may do what."""
    project = project_for(request, slug)
    context = {"project": project, "nav": "settings", "roles": list(Role), "permissions": list(Permission)}
    return render(request, "projects/grants.html", {**context, "table": ROLE_GRANTS})


@login_required
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    form = ProjectForm(request.POST)
    return _do(
        request,
        project,
        "project",
        form,
        lambda values: actions.change_project(actor=user_of(request), project=project, **values),
        now=lambda: _dates(Project.objects.get(pk=project.pk)),
    )


@login_required
@require_POST
def change_scope(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    form = ScopeForm(request.POST)
    return _do(
        request,
        project,
        "scope",
        form,
        lambda values: actions.change_scope(
            actor=user_of(request),
            project=project,
            statement=values["statement"],
            people_in_scope=values["people_in_scope"],
            lines=form.lines(),
            version=values["version"],
            reason=values["reason"],
        ),
        now=lambda: _scope(Scope.objects.of(project).get()),
    )


@login_required
@require_POST
def set_objective(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    return _do(
        request,
        project,
        "objective",
        ObjectiveForm(project, request.POST),
        lambda values: actions.set_objective(actor=user_of(request), project=project, **values),
    )


@login_required
@require_POST
def remove_objective(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.PROJECT_EDIT)
    objective = get_object_or_404(Objective.objects.of(project), pk=pk)
    reason = request.POST.get("reason", "")
    return _try(
        request,
        project,
        lambda: actions.remove_objective(actor=user_of(request), objective=objective, reason=reason),
    )


@login_required
@require_POST
def give_role(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a role; who has no login yet is invited by mail."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)

    def invite(values: dict[str, Any]) -> None:
        given = actions.invite_member(actor=user_of(request), project=project, **values)
        if given.by_letter:
            email = given.membership.user.email
            messages.info(request, _("An invitation to %(email)s is on its way.") % {"email": email})

    return _do(request, project, "member", MemberForm(request.POST), invite)


def _do(
    request: HttpRequest,
    project: Project,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
    now: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    if carry_out(form, verb, now=now):
        messages.success(request, _("Saved."))
        return redirect(reverse("projects:settings", args=[project.slug]) + f"#{section}")
    return _page(request, project, {section: form}, status=422)


def _dates(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in ProjectForm.base_fields if name != "reason"}


def _scope(scope: Scope) -> dict[str, Any]:
    """What the form says of the scope: the statement, and its lines as they are written there."""
    items = [item for kind in queries.scope_items(scope.project).values() for item in kind]
    facts = {"version": scope.version, "statement": scope.statement, "people_in_scope": scope.people_in_scope}
    lines = {name: "" for name in ScopeForm().fields if name.endswith(("_in", "_out"))}
    return {**facts, **lines, **ScopeForm.texts(items)}


def _try(request: HttpRequest, project: Project, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Saved."))
    return redirect("projects:settings", project.slug)


def _page(
    request: HttpRequest, project: Project, sent: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    may_edit = Permission.PROJECT_EDIT in project.my_permissions
    scope = Scope.objects.of(project).select_related("project").get()
    items = queries.scope_items(project)
    members = list(queries.members(project))
    may_manage = Permission.MEMBERS_MANAGE in project.my_permissions
    context = {
        "project": project,
        "nav": "settings",
        "scope": scope,
        "items": items,
        "objectives": queries.objectives(project),
        "members": members,
        "letters": queries.open_invitations([row.user_id for row in members]) if may_manage else {},
        "today": project.today(),
        "may_edit": may_edit,
        "may_manage": may_manage,
        "fingerprint": keys.fingerprint(),
        "certificate": _certificate(),
        "health": health(project_id=project.pk) if may_edit else None,
        "forms": {
            "project": ProjectForm(initial=_dates(project)),
            "scope": ScopeForm(initial=_scope(scope)),
            "objective": ObjectiveForm(project),
            "member": MemberForm(),
            **(sent or {}),
        },
    }
    return render(request, "projects/settings.html", context, status=status)


def _certificate() -> pdf_signing.Certificate | str:
    """Its facts, or why there are none."""
    try:
        return pdf_signing.certificate()
    except RuleBroken as refusal:
        return refusal.sentence
