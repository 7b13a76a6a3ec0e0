"""The short check of a campaign: made, and answered with a login or behind a personal link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.awareness import actions
from tracker.awareness.links import behind
from tracker.awareness.views.campaigns import campaign_of, frame
from tracker.checks.choices import How
from tracker.checks.views.taking import sheet
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.people.throttle import throttled
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_POST
def check_new(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Make the check of a campaign; its questions are written on its own page."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    try:
        made = actions.give_campaign_check(actor=user_of(request), campaign=campaign_of(project, pk))
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("awareness:campaign", slug, pk)
    return redirect("checks:check", slug, made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Answer the check of a campaign, logged in."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found, user = campaign_of(project, pk), user_of(request)
    if found.short_check is None:
        raise Http404
    if user.person is None:
        messages.error(request, _("Your login is not tied to anybody in the staff register."))
        return redirect("awareness:campaign", slug, pk)
    person = user.person
    facts = sheet(
        request,
        found.short_check,
        person,
        lambda answers: actions.take_campaign_check(
            actor=user, campaign=found, person=person, answers=answers
        ),
    )
    context = {**frame(project, "home"), "campaign": found, **facts}
    return render(request, "awareness/check.html", context, status=409 if facts["sentence"] else 200)


@throttled("check_in")
@require_http_methods(["GET", "HEAD", "POST"])
def check_door(request: HttpRequest, token: str) -> HttpResponse:
    """The link by which somebody reads leads on to the questions. Looking changes nothing."""
    found = behind(token)
    if found is None or found[0].campaign.short_check is None:
        raise Http404
    campaign, person = found[0].campaign, found[1]
    facts = sheet(
        request,
        found[0].campaign.short_check,
        person,
        lambda answers: actions.take_campaign_check(
            actor=User.objects.system(), campaign=campaign, person=person, answers=answers, how=How.LINK
        ),
    )
    context = {"campaign": campaign, "door": True, **facts}
    return render(request, "awareness/check.html", context, status=409 if facts["sentence"] else 200)
