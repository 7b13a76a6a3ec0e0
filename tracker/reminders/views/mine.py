"""Doors for the browser: when I am written to, of what not, and my dates as a calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.notifications import actions as notifications
from tracker.notifications import queries as preferences
from tracker.people.access import user_of
from tracker.reminders import actions
from tracker.reminders.calendar import calendar_of, feed_behind, path_of
from tracker.reminders.forms import PreferenceForm, preference_facts
from tracker.reminders.models import CalendarFeed
from tracker.reminders.queries import kinds_to_mute


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """My notifications."""
    user = user_of(request)
    preference = preferences.preference_of(user)
    if request.method != "POST":
        facts = preference_facts(preference, preferences.muted_by(user))
        return _page(request, PreferenceForm(initial=facts, kinds=kinds_to_mute(user)))
    form = PreferenceForm(request.POST, kinds=kinds_to_mute(user))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        notifications.set_preference(
            actor=user,
            window=form.window(),
            muted=form.muted(),
            version=form.cleaned_data["version"] if preference.version else None,
        )
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("Saved. What waits for you keeps to it from now on."))
    return redirect("reminders:mine")


def _page(request: HttpRequest, form: PreferenceForm, *, status: int = 200) -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=user_of(request)).first()
    context: dict[str, Any] = {
        "nav": "inbox",
        "form": form,
        "feed": feed,
        "feed_address": f"{settings.BASE_URL}{path_of(feed)}" if feed else "",
    }
    return render(request, "reminders/mine.html", context, status=status)


@login_required
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Give my calendar an address, a new one, or none."""
    if request.POST.get("close"):
        actions.close_feed(actor=user_of(request))
        messages.success(request, _("The calendar is closed; its address opens nothing any more."))
    else:
        actions.open_feed(actor=user_of(request))
        messages.success(request, _("The calendar has an address; whoever knows it can read your dates."))
    return redirect("reminders:mine")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot log in: the signed address is the key."""
    found = feed_behind(token)
    if found is None:
        raise Http404
    actions.note_reading(found)
    response = HttpResponse(calendar_of(found.user), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = "attachment; filename=iso20k.ics"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
