"""Sessions: planning, seats, and who was there."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training import actions, outlook, queries
from tracker.training.choices import Result
from tracker.training.forms import EffectForm, EnrolForm, FeedbackForm, SessionForm
from tracker.training.models import Enrolment, Session
from tracker.training.views.matrix import frame


@login_required
@require_safe
def session_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    rows = list(queries.sessions(project))
    now = clock.now()
    context = {
        **frame(project, "sessions"),
        "ahead": [row for row in rows if row.starts_at > now],
        "held": [row for row in reversed(rows) if row.starts_at <= now],
    }
    return render(request, "training/session_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    with timezone.override(ZoneInfo(project.zone)):
        form = SessionForm(project, request.POST or None, initial={"course": request.GET.get("course")})
        if request.method == "POST" and form.is_valid():
            try:
                made = actions.plan_session(actor=user_of(request), **form.cleaned_data)
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            else:
                return redirect("training:session", project.slug, made.pk)
        status = 422 if request.method == "POST" else 200
        context = {**frame(project, "sessions"), "form": form}
        return render(request, "training/session_new.html", context, status=status)


@login_required
@require_safe
def session(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    return session_page(request, project, session_of(project, pk))


@login_required
@require_POST
def enrolment(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = session_of(project, pk)
    form = EnrolForm(project, request.POST)
    if form.is_valid():
        try:
            new = actions.enrol(
                actor=user_of(request), session=found, people=list(form.cleaned_data["people"])
            )
        except RuleBroken as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _tell_enrolled(request, found, new)
            return redirect("training:session", project.slug, pk)
    return session_page(request, project, found, form)


def _tell_enrolled(request: HttpRequest, session: Session, new: list[Enrolment]) -> None:
    waiting = sum(row.waiting for row in new)
    if len(new) - waiting or not new:
        messages.success(request, _("%(n)s enrolled.") % {"n": len(new) - waiting})
    if waiting:
        messages.info(request, _("No seat is left: %(n)s on the waiting list.") % {"n": waiting})
    skipped = outlook.skipped_before(session, [row.person for row in new])
    if skipped:
        names = ", ".join(row.person.name for row in skipped[:5])
        words = _("Without “%(course)s” first: %(names)s. They may come, but they skip the introduction.")
        messages.warning(request, words % {"course": skipped[0].lacks, "names": names})


@login_required
@require_POST
def attendance(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One choice for each seat, named by the person; what is not a result counts as absent."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = session_of(project, pk)
    seats = {seat.person_id for seat in queries.enrolments(found)}
    results = {
        person: value
        for person in seats
        if (value := request.POST.get(f"result-{person}", "")) in Result.values
    }
    version = request.POST.get("version", "")
    try:
        actions.record_attendance(
            actor=user_of(request),
            session=found,
            results=results,
            version=int(version) if version.isdecimal() and len(version) < 9 else None,
        )
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Attendance recorded: %(n)s were there.") % {"n": len(results)})
    return redirect("training:session", project.slug, pk)


@login_required
@require_safe
def attendance_list(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The list to print, sign and keep as evidence."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = session_of(project, pk)
    response = HttpResponse(queries.attendance_table(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="attendance.csv"'
    return response


@login_required
@require_POST
def attendance_evidence(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = session_of(project, pk)
    try:
        kept = actions.keep_attendance(actor=user_of(request), session=found)
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Kept as evidence: %(name)s.") % {"name": kept.name})
    return redirect("training:session", project.slug, pk)


def session_of(project: Project, pk: UUID) -> Session:
    found: Session = get_object_or_404(queries.sessions(project).select_related("project"), pk=pk)
    return found


def session_page(
    request: HttpRequest,
    project: Project,
    found: Session,
    form: EnrolForm | None = None,
    feedback: FeedbackForm | None = None,
    effect: EffectForm | None = None,
) -> HttpResponse:
    seats = queries.enrolments(found)
    records = list(found.records.all())
    waiting = outlook.waiting_list(found)
    people = [] if found.attendance_at else [seat.person for seat in (*seats, *waiting)]
    mine = next((seat for seat in seats if seat.person_id == user_of(request).person_id), None)
    context = {
        **frame(project, "sessions"),
        "session": found,
        "seats": seats,
        "waiting": waiting,
        "arrived": any(seat.arrived_at for seat in seats),
        "skipped": outlook.skipped_before(found, people),
        "heard": outlook.feedback_on(found),
        "mine": mine if mine and mine.attended else None,
        "results": {row.person_id: row.result for row in records},
        "evidence": next((row.evidence_id for row in records if row.evidence_id), None),
        "choices": [("", _("Absent")), *Result.choices],
        "begun": found.starts_at <= clock.now(),
        "form": form or EnrolForm(project),
        "feedback": feedback or FeedbackForm(initial=_said(mine)),
        "effect": effect or EffectForm(initial={"version": found.version, "effect": found.effect}),
    }
    status = 422 if form or feedback or effect else 200
    return render(request, "training/session.html", context, status=status)


def _said(seat: Enrolment | None) -> dict[str, object]:
    return {"rating": seat.rating, "remark": seat.remark} if seat and seat.rating else {}
