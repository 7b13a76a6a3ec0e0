"""What belongs to taking part: the invitation, the list on the wall, checking in, the seat given up, feedback."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.people.throttle import throttled
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.training import actions, queries
from tracker.training.forms import CheckInForm, EffectForm, FeedbackForm
from tracker.training.invitation import calendar_entry, picture_of
from tracker.training.models import Enrolment, Session
from tracker.training.outlook import waiting_list
from tracker.training.views.matrix import frame
from tracker.training.views.sessions import session_of, session_page


@login_required
@require_safe
def invitation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The session as an entry for any calendar."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = session_of(project, pk)
    link = request.build_absolute_uri(reverse("training:session", args=[slug, pk]))
    response = HttpResponse(calendar_entry(found, link), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@login_required
@require_safe
def sheet(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The list to print and sign, with the code by which people check themselves in."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = session_of(project, pk)
    address = (
        request.build_absolute_uri(reverse("training:check_in", args=[found.code])) if found.code else ""
    )
    context = {
        **frame(project, "sessions"),
        "session": found,
        "seats": queries.enrolments(found),
        "waiting": waiting_list(found),
        "address": address,
        "picture": picture_of(address, _("Check-in code")) if address else "",
    }
    return render(request, "training/sheet.html", context)


@throttled("check_in")
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody in the room, mostly on a phone and without a login, says that they are here."""
    found = get_object_or_404(Session.objects.exclude(code="").select_related("course", "project"), code=code)
    user = request.user
    known = user if isinstance(user, User) else None
    form = CheckInForm(request.POST or None, initial={"email": known.email if known else ""})
    done: list[Enrolment] = []
    if request.method == "POST":
        carry_out(
            form,
            lambda values: done.append(
                actions.check_in(actor=known or User.objects.system(), session=found, **values)
            ),
        )
    context = {"session": found, "form": form, "done": bool(done), "door": True}
    return render(request, "training/check_in.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def seat_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A seat becomes free; who waits first moves up."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    rows = Enrolment.objects.of(project).select_related("session__project", "person")
    found = get_object_or_404(rows, pk=pk)
    session = found.session_id
    try:
        next_one = actions.release_seat(
            actor=user_of(request), enrolment=found, reason=request.POST.get("reason", "")
        )
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = (
            _("%(name)s moves up from the waiting list.") % {"name": next_one.person.name} if next_one else ""
        )
        messages.success(request, said or _("The seat is free."))
    return redirect("training:session", slug, session)


@login_required
@require_POST
def feedback(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What somebody who was there thought of it."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = session_of(project, pk)
    seat = get_object_or_404(
        Enrolment.objects.of(project).filter(session=found).select_related("project"),
        person__user=user_of(request),
    )
    form = FeedbackForm(request.POST)
    if carry_out(
        form, lambda values: actions.give_feedback(actor=user_of(request), enrolment=seat, **values)
    ):
        messages.success(request, _("Thank you."))
        return redirect("training:session", slug, pk)
    return session_page(request, project, found, feedback=form)


@login_required
@require_POST
def effect(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Whether it changed the work."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = session_of(project, pk)
    form = EffectForm(request.POST)
    if carry_out(form, lambda values: actions.check_effect(actor=user_of(request), session=found, **values)):
        messages.success(request, _("Saved."))
        return redirect("training:session", slug, pk)
    return session_page(request, project, found, effect=form)
