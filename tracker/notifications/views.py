"""Doors for the browser: the inbox of who is logged in, and the outbox for the administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.notifications import actions, queries
from tracker.notifications.models import FailingAddress, Notification
from tracker.people.access import user_of
from tracker.people.policies import require_admin

PER_PAGE = 50
MOST_REPORT = 100_000


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What the product has told me, on the site as well as by mail."""
    user = user_of(request)
    page = Paginator(queries.inbox(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "inbox",
        "page": page,
        "unread": queries.unread_count(user),
        "today": clock.today(user.time_zone),
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_safe
def open_message(request: HttpRequest, pk: str) -> HttpResponse:
    """Go where a message leads; that reads it."""
    user = user_of(request)
    message = get_object_or_404(Notification.objects.of(user), pk=pk)
    actions.mark_read(actor=user, notification=message)
    return redirect(message.link or reverse("notifications:inbox"))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    number = actions.mark_all_read(actor=user_of(request))
    messages.success(
        request,
        ngettext("%(n)s reminder marked as read.", "%(n)s reminders marked as read.", number) % {"n": number},
    )
    return redirect("notifications:inbox")


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Every message of the installation with what became of it; for the administrator."""
    require_admin(user_of(request))
    page = Paginator(queries.deliveries(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "deliveries",
        "page": page,
        "health": queries.health(),
        "send_again": "notifications:send_again",
        "failing": queries.failing_addresses(),
        "foreign": queries.foreign_reports(),
    }
    return render(request, "notifications/deliveries.html", context)


@login_required
@require_POST
def send_again(request: HttpRequest, pk: str) -> HttpResponse:
    user = user_of(request)
    require_admin(user)
    message = get_object_or_404(Notification, pk=pk)
    try:
        actions.send_again(actor=user, notification=message)
        messages.success(request, _("The message to %(name)s goes out again.") % {"name": message.name})
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    return redirect("notifications:deliveries")


@login_required
@require_POST
def report_bounce(request: HttpRequest) -> HttpResponse:
    """A delivery report as it came back, or the address alone."""
    user = user_of(request)
    require_admin(user)
    try:
        found = actions.report_bounce(actor=user, report=request.POST.get("report", "")[:MOST_REPORT])
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = ngettext(
            "%(n)s address is noted as failing.", "%(n)s addresses are noted as failing.", len(found)
        )
        messages.success(request, said % {"n": len(found)})
    return redirect("notifications:deliveries")


@login_required
@require_POST
def clear_address(request: HttpRequest, pk: str) -> HttpResponse:
    user = user_of(request)
    require_admin(user)
    row = get_object_or_404(FailingAddress, pk=pk)
    actions.clear_address(actor=user, failing=row)
    messages.success(request, _("Mail goes to %(address)s again.") % {"address": row.address})
    return redirect("notifications:deliveries")
