"""The list of implementations, and the settings of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.core import keys
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.notifications.queries import health
from tracker.people.mail import deliver_invitation
from tracker.people.models import User
from tracker.projects import actions, queries
from tracker.projects.access import project_for
from tracker.projects.choices import Role
from tracker.projects.forms import MemberForm, ObjectiveForm, ProjectForm, ScopeForm
from tracker.projects.models import Membership, Objective, Project, Scope
from tracker.projects.permissions import ROLE_GRANTS, Permission


@login_required
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """The implementations in which one holds a role."""
    user = _who(request)
    context = {"nav": "projects", "rows": queries.mine(user), "may_begin": user.is_admin}
    return render(request, "projects/project_list.html", context)


@login_required
@require_GET
def settings_page(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug)
    return _page(request, project)


@login_required
@require_GET
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
        lambda values: actions.change_project(actor=_who(request), project=project, **values),
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
            actor=_who(request),
            project=project,
            statement=values["statement"],
            people_in_scope=values["people_in_scope"],
            lines=form.lines(),
            version=values["version"],
        ),
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
        lambda values: actions.set_objective(actor=_who(request), project=project, **values),
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
        lambda: actions.remove_objective(actor=_who(request), objective=objective, reason=reason),
    )


@login_required
@require_POST
def give_role(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a role; who has no login yet is invited by mail."""
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)

    def invite(values: dict[str, Any]) -> None:
        given = actions.invite_member(actor=_who(request), project=project, **values)
        if given.code:
            path = reverse("people:invitation", args=[given.code])
            if not deliver_invitation(given.membership.user, path, by=_who(request).name):
                messages.warning(
                    request, _("The invitation could not be mailed. Send it again when mail works.")
                )

    return _do(request, project, "member", MemberForm(request.POST), invite)


@login_required
@require_POST
def end_role(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.MEMBERS_MANAGE)
    membership = get_object_or_404(Membership.objects.of(project), pk=pk)
    return _try(request, project, lambda: actions.end_role(actor=_who(request), membership=membership))


def _who(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  (login_required stands before every view)
    return user


def _do(
    request: HttpRequest,
    project: Project,
    section: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("projects:settings", args=[project.slug]) + f"#{section}")
    return _page(request, project, {section: form}, status=422)


def _try(request: HttpRequest, project: Project, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Saved."))
    return redirect("projects:settings", project.slug)


def _page(
    request: HttpRequest, project: Project, sent: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    may_edit = Permission.PROJECT_EDIT in project.my_permissions
    scope = Scope.objects.of(project).get()
    items = queries.scope_items(project)
    texts = ScopeForm.texts([item for kind in items.values() for item in kind])
    context = {
        "project": project,
        "nav": "settings",
        "scope": scope,
        "items": items,
        "objectives": queries.objectives(project),
        "members": list(queries.members(project)),
        "today": project.today(),
        "may_edit": may_edit,
        "may_manage": Permission.MEMBERS_MANAGE in project.my_permissions,
        "fingerprint": keys.fingerprint(),
        "health": health(project_id=project.pk) if may_edit else None,
        "forms": {
            "project": ProjectForm(
                initial={name: getattr(project, name) for name in ProjectForm.base_fields}
            ),
            "scope": ScopeForm(
                initial={
                    "version": scope.version,
                    "statement": scope.statement,
                    "people_in_scope": scope.people_in_scope,
                    **texts,
                }
            ),
            "objective": ObjectiveForm(project),
            "member": MemberForm(),
            **(sent or {}),
        },
    }
    return render(request, "projects/settings.html", context, status=status)
