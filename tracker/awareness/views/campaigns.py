"""Campaigns: all of them, one of them, and the page that a personal link opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.awareness import actions, queries
from tracker.awareness.choices import How
from tracker.awareness.forms import CampaignForm, VersionForm
from tracker.awareness.links import behind
from tracker.awareness.models import Attestation, Campaign, Version
from tracker.checks.queries import asked_now, passed_by_department
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.people.throttle import throttled
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


def frame(project: Project, view: str) -> dict[str, Any]:
    may_manage = Permission.TRAINING_MANAGE in project.my_permissions
    return {"project": project, "nav": "awareness", "view": view, "may_manage": may_manage}


def attempt(request: HttpRequest, verb: Callable[[], object], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)


@login_required
@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    departments = queries.by_department(project)
    context = {
        **frame(project, "home"),
        "campaigns": queries.campaign_rows(project),
        "departments": departments,
        "without": [row for row in departments if not row.ambassadors],
    }
    return render(request, "awareness/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    form = CampaignForm(project, request.POST or None)
    made: list[Campaign] = []
    if request.method == "POST" and carry_out(
        form,
        lambda values: made.append(actions.begin_campaign(actor=user_of(request), project=project, **values)),
    ):
        return redirect("awareness:campaign", slug, made[0].pk)
    context = {**frame(project, "home"), "form": form}
    return render(request, "awareness/campaign_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def campaign(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    return _page(request, project, campaign_of(project, pk), None)


@login_required
@require_POST
def attestation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """I have read and understood what was shown to me."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = campaign_of(project, pk)
    user = user_of(request)
    person = user.person
    if person is None:
        messages.error(request, _("Your login is not tied to anybody in the staff register."))
        return redirect("awareness:campaign", slug, pk)
    read = _shown(request, found)
    attempt(
        request,
        lambda: actions.attest(actor=user, read=read, digest=request.POST.get("digest", ""), person=person),
        _("Thank you. It is kept that you have read this version."),
    )
    return redirect("awareness:campaign", slug, pk)


@login_required
@require_POST
def version(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = campaign_of(project, pk)
    form = VersionForm(project, request.POST)
    if carry_out(
        form, lambda values: actions.publish_version(actor=user_of(request), campaign=found, **values)
    ):
        messages.success(request, _("Published. Who had read the version before is asked again."))
        return redirect("awareness:campaign", slug, pk)
    return _page(request, project, found, form)


@login_required
@require_POST
def links(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = campaign_of(project, pk)
    said = _("Each who has not read it yet and has an address is written to.")
    attempt(request, lambda: actions.send_links(actor=user_of(request), campaign=found), said)
    return redirect("awareness:campaign", slug, pk)


@login_required
@require_POST
def closing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = campaign_of(project, pk)
    attempt(
        request,
        lambda: actions.close_campaign(actor=user_of(request), campaign=found),
        _("The campaign is closed."),
    )
    return redirect("awareness:campaign", slug, pk)


@login_required
@require_POST
def repeating(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """How often it comes again; an empty field ends that."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = campaign_of(project, pk)
    said = request.POST.get("months", "").strip()
    months = int(said) if said.isdecimal() and len(said) < 4 else None if not said else 0
    attempt(
        request,
        lambda: actions.repeat_campaign(actor=user_of(request), campaign=found, months=months),
        _("Saved."),
    )
    return redirect("awareness:campaign", slug, pk)


@throttled("check_in")
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, token: str) -> HttpResponse:
    """What a personal link opens. Looking changes nothing; the button attests, once."""
    found = behind(token)
    if found is None:
        raise Http404
    read, person = found
    newest = queries.newest_version(read.campaign)
    done = Attestation.objects.filter(read=read, person=person).exists()
    void = read.campaign.closed_at is not None or newest is None or newest.pk != read.pk
    sentence = ""
    if request.method == "POST" and not done:
        try:
            actions.attest(
                actor=User.objects.system(),
                read=read,
                digest=request.POST.get("digest", ""),
                person=person,
                how=How.LINK,
            )
            done = True
        except RuleBroken as refusal:
            sentence = refusal.sentence
    context = {"read": read, "person": person, "done": done, "void": void, "sentence": sentence, "door": True}
    check = read.campaign.short_check if done and not void else None
    context["check"] = reverse("awareness:check_door", args=[token]) if check and asked_now(check) else ""
    return render(request, "awareness/reading.html", context, status=409 if sentence else 200)


def campaign_of(project: Project, pk: UUID) -> Campaign:
    rows = Campaign.objects.of(project).select_related(
        "project", "department", "owner", "clause", "evidence", "short_check__project", "follows", "next_time"
    )
    found: Campaign = get_object_or_404(rows, pk=pk)
    return found


def _shown(request: HttpRequest, campaign: Campaign) -> Version:
    number = request.POST.get("number", "")
    wanted = int(number) if number.isdecimal() and len(number) < 5 else 0
    found: Version = get_object_or_404(Version.objects.filter(campaign=campaign), number=wanted)
    return found


def _page(request: HttpRequest, project: Project, found: Campaign, form: VersionForm | None) -> HttpResponse:
    newest = queries.newest_version(found)
    person = user_of(request).person
    meant = person is not None and queries.audience(found).filter(pk=person.pk).exists()
    mine = Attestation.objects.filter(read=newest, person=person).first() if meant else None
    rows = queries.read_by_department(found)
    context = {
        **frame(project, "home"),
        "campaign": found,
        "newest": newest,
        "older": list(found.versions.all())[1:],
        "meant": meant,
        "mine": mine,
        "rows": rows,
        "read": sum(row[1] for row in rows),
        "asked": sum(row[2] for row in rows),
        "fewest": queries.FEWEST,
        "may_write_checks": Permission.CHECK_MANAGE in project.my_permissions,
        "passed": sum(passed_by_department(found.short_check).values()) if found.short_check else 0,
        "form": form or VersionForm(project, initial={"message": newest.message if newest else ""}),
    }
    return render(request, "awareness/campaign.html", context, status=422 if form else 200)
