"""Doors for the browser: the programs that are told, and how each call went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reminders import actions, queries
from tracker.reminders.choices import Shape
from tracker.reminders.models import Webhook, WebhookCall


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Which programs are told; a form that is sent adds one."""
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    if request.method != "POST":
        return _page(request, project)
    address, shape = request.POST.get("address", "")[:500], request.POST.get("shape", Shape.OWN)
    try:
        webhook = actions.add_webhook(actor=user_of(request), project=project, address=address, shape=shape)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        return _page(request, project, error=refusal, status=refusal.status)
    return _page(request, project, fresh=webhook)


def _page(
    request: HttpRequest,
    project: Project,
    *,
    error: RuleBroken | None = None,
    fresh: Webhook | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "nav": "settings",
        "hooks": queries.webhooks_of(project),
        "calls": queries.calls_of(project),
        "errors": {error.field or "address": error.sentence} if error else {},
        "typed": request.POST if error else {},
        "shapes": Shape.choices,
        "fresh": fresh,
    }
    return render(request, "reminders/webhooks.html", context, status=status)


@login_required
@require_POST
def webhook_state(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Pause a program, or go on telling it."""
    wanted = request.POST.get("state") == "active"
    return _do(
        request,
        slug,
        pk,
        lambda webhook: actions.switch_webhook(actor=user_of(request), webhook=webhook, is_active=wanted),
        _("It is told again.") if wanted else _("It is told nothing until you go on."),
    )


@login_required
@require_POST
def webhook_removal(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    return _do(
        request,
        slug,
        pk,
        lambda webhook: actions.remove_webhook(actor=user_of(request), webhook=webhook),
        _("Removed."),
    )


@login_required
@require_POST
def webhook_test(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Send it something now."""
    return _do(
        request,
        slug,
        pk,
        lambda webhook: actions.try_webhook(actor=user_of(request), webhook=webhook),
        _("A test is on its way; the log below says how it went."),
    )


@login_required
@require_POST
def webhook_call_again(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    call = get_object_or_404(WebhookCall.objects.select_related("webhook"), pk=pk, webhook__project=project)
    return _told(
        request, slug, lambda: actions.call_again(actor=user_of(request), call=call), _("It goes out again.")
    )


def _do(
    request: HttpRequest, slug: str, pk: str, verb: Callable[[Webhook], object], said: str
) -> HttpResponse:
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    webhook = get_object_or_404(Webhook.objects.of(project), pk=pk)
    return _told(request, slug, lambda: verb(webhook), said)


def _told(request: HttpRequest, slug: str, verb: Callable[[], object], said: str) -> HttpResponse:
    try:
        verb()
        messages.success(request, said)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("reminders:webhook_list", slug)
