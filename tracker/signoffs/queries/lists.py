"""Requests and sign-offs, as pages and the rooms above ask for them."""

from django.db import models
from django.db.models import Case, IntegerField, Value, When

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.choices import State
from tracker.signoffs.models import SignOff, SignOffQuerySet, SignOffRequest, SignOffRequestQuerySet


def requests_of(project: Project) -> SignOffRequestQuerySet:
    """All decisions of an implementation: those that wait first, by their day; then the newest."""
    waits_first = Case(
        When(state=State.WAITING, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows: SignOffRequestQuerySet = (
        SignOffRequest.objects.of(project)
        .with_people()
        .prefetch_related("signoffs")
        .annotate(place=waits_first)
        .order_by("place", Case(When(state=State.WAITING, then="due_on")), "-changed_at")
    )
    return rows


def waiting_in(project: Project) -> SignOffRequestQuerySet:
    """Decisions that the implementation waits for, the earliest due first."""
    rows: SignOffRequestQuerySet = SignOffRequest.objects.of(project).waiting().with_people()
    return rows


def waiting_on(user: User) -> SignOffRequestQuerySet:
    """Decisions that one person is asked for, in all implementations they can see."""
    rows: SignOffRequestQuerySet = SignOffRequest.objects.visible_to(user).waiting_for(user).with_people()
    return rows


def signoffs_of(project: Project) -> SignOffQuerySet:
    """Every sign-off of an implementation with its request, the newest first."""
    return SignOff.objects.of(project).select_related("request", "withdraws", "withdrawn_by")


def current_signoff(subject: models.Model) -> SignOff | None:
    """The last approval of a subject that has not been withdrawn."""
    given = SignOff.objects.about(subject).decisions().filter(withdrawn_by=None)
    given = given.filter(decision__in=[State.APPROVED, State.APPROVED_WITH_CONDITIONS])
    return given.select_related("request__project").order_by("-at", "-number").first()


def latest_request_about(subject: models.Model) -> SignOffRequest | None:
    """The last question asked about a subject, answered or not."""
    rows = SignOffRequest.objects.about(subject).with_people().order_by("-created_at")
    found: SignOffRequest | None = rows.first()
    return found


def signoff_before(request: SignOffRequest) -> SignOff | None:
    """What the same person answered last about the same subject, before this question."""
    rows = SignOff.objects.decisions().filter(
        request__subject_type=request.subject_type,
        request__subject_id=request.subject_id,
        request__asked_of=request.asked_of_id,
        request__created_at__lt=request.created_at,
    )
    return rows.select_related("request").order_by("-at", "-number").first()
