"""Peer sessions and mentoring: offered, come to, asked afterwards; pairs seen by the two alone."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.awareness import actions, learning
from tracker.awareness.forms import MentoringForm, PeerSessionForm
from tracker.awareness.models import Mentoring, PeerSession
from tracker.awareness.views.campaigns import attempt, frame
from tracker.core import clock
from tracker.core.edits import carry_out
from tracker.core.ical import MEDIA_TYPE, Hours, write_event
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def peers(request: HttpRequest, slug: str) -> HttpResponse:
    """What colleagues offer, and a form to offer something oneself."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    user = user_of(request)
    made: list[PeerSession] = []
    with timezone.override(ZoneInfo(project.zone)):
        form = PeerSessionForm(project, request.POST or None)
        if request.method == "POST" and carry_out(
            form, lambda values: made.append(actions.offer_session(actor=user, project=project, **values))
        ):
            return redirect("awareness:peer_session", slug, made[0].pk)
        ahead, held = learning.sessions(project, user)
        context = {**frame(project, "peers"), "ahead": ahead, "held": held, "form": form}
        return render(request, "awareness/peers.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def peer_session(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One session: what it is about, a seat in it, and afterwards what came of it."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _session(project, pk)
    user, facts = user_of(request), frame(project, "peers")
    holds = facts["may_manage"] or user.person_id == found.host_id
    context = {
        **facts,
        "row": learning.session_row(found, user),
        "holds": holds,
        "hosts": user.person_id == found.host_id,
        "seats": learning.seats(found) if holds else [],
        "begun": found.starts_at <= clock.now(),
    }
    return render(request, "awareness/peer_session.html", context)


@login_required
@require_safe
def peer_calendar(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The session as an entry for any calendar; one that is cancelled takes the entry away."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _session(project, pk)
    entry = Hours(
        key=f"{found.pk}@peers.iso20k",
        sequence=found.version,
        label=found.topic,
        starts_at=found.starts_at,
        minutes=found.minutes,
        place=found.place,
        detail="\n".join(filter(None, [found.about, found.host.name])),
        link=request.build_absolute_uri(reverse("awareness:peer_session", args=[slug, pk])),
        cancelled=found.cancelled_at is not None,
    )
    response = HttpResponse(write_event(entry), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@login_required
@require_POST
def peer_seat(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """I come, or I do not after all."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found, user = _session(project, pk), user_of(request)
    if request.POST.get("come") == "no":
        attempt(
            request, lambda: actions.stay_away(actor=user, session=found), _("Your seat is free for another.")
        )
    else:
        attempt(request, lambda: actions.come_to_session(actor=user, session=found), _("You have a seat."))
    return redirect("awareness:peer_session", slug, pk)


@login_required
@require_POST
def peer_attendance(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who was there, said by who held it."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _session(project, pk)
    came = {
        seat.person_id
        for seat in learning.seats(found)
        if str(seat.person_id) in request.POST.getlist("came")
    }
    attempt(
        request,
        lambda: actions.say_who_came(actor=user_of(request), session=found, came=came),
        _("Saved."),
    )
    return redirect("awareness:peer_session", slug, pk)


@login_required
@require_POST
def peer_feedback(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One click: it helped, or it did not."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _session(project, pk)
    helped = request.POST.get("helped") == "yes"
    attempt(
        request,
        lambda: actions.say_session_helped(actor=user_of(request), session=found, helped=helped),
        _("Thank you."),
    )
    return redirect("awareness:peer_session", slug, pk)


@login_required
@require_POST
def peer_cancelling(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _session(project, pk)
    reason = request.POST.get("reason", "")[:500]
    attempt(
        request,
        lambda: actions.cancel_session(actor=user_of(request), session=found, reason=reason),
        _("Cancelled; who wanted to come is told."),
    )
    return redirect("awareness:peer_session", slug, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mentoring(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own pairs, and a form to propose one. Who manages the implementation sees all of them."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    user = user_of(request)
    form = MentoringForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.propose_pair(actor=user, project=project, **values)
    ):
        return redirect("awareness:mentoring", slug)
    today = project.today()
    context = {
        **frame(project, "mentoring"),
        "rows": [(row, row.state(today)) for row in learning.pairs(project, user)],
        "me": user.person_id,
        "manages": Permission.MEMBERS_MANAGE in project.my_permissions,
        "form": form,
    }
    return render(request, "awareness/mentoring.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def pair_answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Agree, say no, or end it; for anybody else the pair is not there."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    user = user_of(request)
    found = get_object_or_404(Mentoring.objects.of(project).visible_to(user).select_related("project"), pk=pk)
    verb = actions.agree_to_pair if request.POST.get("answer") == "agree" else actions.end_pair
    attempt(request, lambda: verb(actor=user, pair=found), _("Saved."))
    return redirect("awareness:mentoring", slug)


def _session(project: Project, pk: UUID) -> PeerSession:
    rows = PeerSession.objects.of(project).select_related("project", "host", "department", "clause")
    return get_object_or_404(rows, pk=pk)
