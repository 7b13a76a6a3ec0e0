"""Doors for the browser: what became of the messages of an implementation, and what will be sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.notifications import queries as notifications
from tracker.notifications.models import Notification
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.reminders import actions, queries

PER_PAGE = 50


@login_required
@require_safe
def deliveries(request: HttpRequest, slug: str) -> HttpResponse:
    """Every message of this implementation with what became of it."""
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    rows = notifications.deliveries(project_id=project.pk)
    context = {
        "project": project,
        "nav": "settings",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "health": notifications.health(project_id=project.pk),
        "failing": notifications.failing_addresses(project_id=project.pk),
    }
    return render(request, "reminders/deliveries.html", context)


@login_required
@require_POST
def send_again(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    message = get_object_or_404(Notification, pk=pk, project_id=project.pk)
    try:
        actions.send_again(actor=user_of(request), project=project, notification=message)
        messages.success(request, _("The message to %(name)s goes out again.") % {"name": message.name})
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("reminders:deliveries", slug)


@login_required
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What will be sent in the next seven days, to whom, and by which rule."""
    project = project_for(request, slug, Permission.REMINDERS_MANAGE)
    days = queries.coming_week(project)
    context = {
        "project": project,
        "nav": "settings",
        "days": days,
        "count": sum(len(day.calls) for day in days),
    }
    return render(request, "reminders/preview.html", context)
