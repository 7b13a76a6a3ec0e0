"""Project reviews: the calendar, one review, the series it belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reviews import actions, policies, queries
from tracker.reviews.choices import Rhythm
from tracker.reviews.forms import (
    DeviationForm,
    HoldForm,
    MoveForm,
    ReasonForm,
    ReviewsEditForm,
    ReviewsNewForm,
)
from tracker.reviews.models import ProjectReview, ReviewSeries
from tracker.reviews.views.shared import frame

SHOWN = 8


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What was missed, what is next, how those held came out; whoever keeps the plan adds some."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.GOVERNANCE_VIEW
    project = project_for(request, slug, needed)
    form = ReviewsNewForm(project, request.POST or None, initial={"rhythm": Rhythm.FORTNIGHT})
    if request.method == "POST" and carry_out(
        form, lambda values: actions.plan_reviews(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("The reviews stand in the calendar."))
        return redirect("reviews:review_list", slug)
    found = queries.calendar_of(project, project.today())
    whole = "all" in request.GET
    context = {
        **frame(project, "reviews"),
        "found": found,
        "ahead": found.ahead if whole else found.ahead[:SHOWN],
        "past": found.past if whole else found.past[:SHOWN],
        "hidden": 0 if whole else sum(max(0, len(rows) - SHOWN) for rows in (found.ahead, found.past)),
        "form": form,
    }
    return render(request, "reviews/reviews.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def review(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One review: who sits in it, what is looked at, how it came out."""
    project, found = _load(request, slug, pk)
    return _page(request, project, found)


def _load(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, ProjectReview]:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found: ProjectReview = get_object_or_404(queries.project_reviews(project), pk=pk)
    found.project = found.series.project = project
    return project, found


def _page(request: HttpRequest, project: Project, found: ProjectReview, **forms: Any) -> HttpResponse:
    seats = [seat.person for seat in found.series.seats.select_related("person")]
    seats = [found.series.chair, *(one for one in seats if one.pk != found.series.chair_id)]
    there = [row.person for row in found.presences.select_related("person")]
    may_record = policies.may_record(user_of(request), found)
    start = {
        "held_on": found.held_on or min(found.planned_on, project.today()),
        "result": found.result,
        "note": found.note,
        "present": [one.pk for one in there or seats],
        "version": found.version,
    }
    context = {
        **frame(project, "reviews"),
        "review": found,
        "seats": seats,
        "deviations": queries.deviations_found_in(found, project.today()),
        "deviation_form": DeviationForm(project, initial={"review": found.pk}, auto_id="dev-%s"),
        "there": there,
        "missed": found.is_missed(project.today()),
        "standing": found.standing(project.today()),
        "may_record": may_record,
        **(_forms(project, found, start) if may_record else {}),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "reviews/review.html", context, status=422 if wrong else 200)


def _forms(project: Project, found: ProjectReview, start: dict[str, Any]) -> dict[str, Any]:
    return {
        "hold_form": HoldForm(project, initial=start),
        "move_form": MoveForm(initial={"version": found.version}, auto_id="move-%s"),
        "reason_form": ReasonForm(auto_id="off-%s"),
    }


def _load_to_record(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, ProjectReview]:
    project, found = _load(request, slug, pk)
    if not policies.may_record(user_of(request), found):
        raise NotPermitted(_("Only who leads the review, or who keeps the plan, does this."))
    return project, found


@login_required
@require_POST
def review_result(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say how it came out, or correct what was said."""
    project, found = _load_to_record(request, slug, pk)
    form = HoldForm(project, request.POST)

    def now() -> dict[str, Any]:
        row = ProjectReview.objects.get(pk=found.pk)
        return {"held_on": row.held_on, "result": row.result, "note": row.note, "version": row.version}

    if carry_out(
        form, lambda values: actions.hold_review(actor=user_of(request), review=found, **values), now
    ):
        messages.success(request, _("Recorded."))
        return redirect("reviews:review", slug, pk)
    return _page(request, project, found, hold_form=form)


@login_required
@require_POST
def review_moving(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Hold it on another day."""
    project, found = _load_to_record(request, slug, pk)
    form = MoveForm(request.POST, auto_id="move-%s")
    if carry_out(form, lambda values: actions.move_review(actor=user_of(request), review=found, **values)):
        messages.success(request, _("Moved."))
        return redirect("reviews:review", slug, pk)
    return _page(request, project, found, move_form=form)


@login_required
@require_POST
def review_calling_off(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is not held."""
    project, found = _load_to_record(request, slug, pk)
    form = ReasonForm(request.POST, auto_id="off-%s")
    if carry_out(
        form, lambda values: actions.call_off_review(actor=user_of(request), review=found, **values)
    ):
        return redirect("reviews:review", slug, pk)
    return _page(request, project, found, reason_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Other people, another end."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    found = get_object_or_404(ReviewSeries.objects.of(project).select_related("chair"), pk=pk)
    found.project = project
    names = ("title", "ends_on", "agenda", "version")
    seats = list(found.seats.values_list("person_id", flat=True))
    start = {**{name: getattr(found, name) for name in names}, "chair": found.chair_id, "attendees": seats}
    form = ReviewsEditForm(project, request.POST or None, initial=start)
    if found.rhythm == Rhythm.ONCE:
        del form.fields["ends_on"]
    if request.method == "POST" and carry_out(
        form, lambda values: actions.change_reviews(actor=user_of(request), series=found, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("reviews:review_list", slug)
    context = {**frame(project, "reviews"), "series": found, "form": form}
    return render(request, "reviews/series.html", context, status=422 if form.errors else 200)
