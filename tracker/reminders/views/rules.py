"""Doors for the browser: the rules of an implementation, and what became of its messages."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.notifications import queries as notifications
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reminders import actions, queries
from tracker.reminders.choices import Recipient, Source
from tracker.reminders.forms import LEVELS, RuleForm
from tracker.reminders.models import ReminderRule

PER_PAGE = 50


@login_required
@require_safe
def rule_list(request: HttpRequest, slug: str) -> HttpResponse:
    """When and whom this implementation reminds."""
    return _page(request, project_for(request, slug))


def _page(
    request: HttpRequest,
    project: Project,
    *,
    bad: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    rules = queries.rules_of(project)
    context: dict[str, Any] = {
        "project": project,
        "nav": "settings",
        "rules": rules,
        "recipients": Recipient.choices,
        "levels": [(key, word) for key, word in Recipient.choices if key in LEVELS],
        "missing": len(Source) - len(rules),
        "may_change": Permission.REMINDERS_MANAGE in project.my_permissions,
        "outbox": notifications.outbox(project_id=project.pk),
        "bad": bad,
        "errors": errors or {},
        "typed": request.POST,
        "typed_recipients": request.POST.getlist("recipients"),
    }
    return render(request, "reminders/rule_list.html", context, status=status)


@login_required
@require_POST
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the implementation the usual rules."""
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    new = actions.open_rules(actor=user_of(request), project=project)
    if new:
        messages.success(request, _("The usual reminders are set up; change what you like."))
    return redirect("reminders:rule_list", slug)


@login_required
@require_POST
def rule_change(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    rule = get_object_or_404(ReminderRule.objects.of(project), pk=pk)
    form = RuleForm(request.POST)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _page(request, project, bad=str(pk), errors=errors, status=422)
    try:
        actions.change_rule(actor=user_of(request), rule=rule, **form.values())
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        errors = {refusal.field or "all": refusal.sentence}
        return _page(request, project, bad=str(pk), errors=errors, status=refusal.status)
    messages.success(request, _("Saved. What has been sent is not sent again."))
    return redirect("reminders:rule_list", slug)
