"""Requests and sign-offs, as pages and the rooms above ask for them."""

from django.db import models
from django.db.models import Case, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.choices import State
from tracker.signoffs.models import (
    Delegation,
    DelegationQuerySet,
    Signer,
    SignOff,
    SignOffQuerySet,
    SignOffRequest,
    SignOffRequestQuerySet,
)


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


def places_of(request: SignOffRequest) -> list[Signer]:
    """Everyone asked, in their order, each with what they answered."""
    return list(request.signers.select_related("user", "signoff__withdrawn_by"))


def delegations_of(project: Project) -> DelegationQuerySet:
    """Who signs for whom, the latest first, those that are over too."""
    rows: DelegationQuerySet = Delegation.objects.of(project).with_people()
    return rows


def delegation_now(user: User, project: Project) -> Delegation | None:
    """Who signs for this person today."""
    rows = Delegation.objects.active().of(project).filter(giver=user)
    found: Delegation | None = rows.select_related("delegate").first()
    return found


def acting_now() -> DelegationQuerySet:
    """Inside a query over requests joined with their places: who may sign at each for the person asked there."""
    places = Signer.objects.filter(request=OuterRef(OuterRef("pk")))
    rows: DelegationQuerySet = (
        Delegation.objects.active()
        .filter(project=OuterRef("project"), giver=OuterRef("signers__user"), delegate__is_active=True)
        .exclude(delegate=OuterRef("requested_by"))
        .exclude(delegate__in=places.values("user"))
        .exclude(delegate__in=places.exclude(signoff=None).values("signoff__signer_id"))
    )
    return rows


def waits_for(request: SignOffRequest) -> str:
    """Whose answer it waits for, and of several how many have given theirs."""
    if not request.several:
        return str(request.asked_of)
    words = {"name": request.asked_of, "n": request.approvals, "all": request.asked_count}
    return _("%(name)s (signed by %(n)s of %(all)s)") % words


def conditions_of(request: SignOffRequest) -> str:
    """The conditions of everyone who approved with some, one after the other as they were given."""
    given = SignOff.objects.decisions().filter(request=request).exclude(conditions="")
    return "\n".join(given.order_by("at", "number").values_list("conditions", flat=True))


def waiting_on(user: User) -> SignOffRequestQuerySet:
    """Decisions that one person is asked for, in all implementations they can see."""
    seen = SignOffRequest.objects.visible_to(user)
    rows: SignOffRequestQuerySet = seen.waiting_for(user).marking(user).with_people()
    return rows


def signoffs_of(project: Project) -> SignOffQuerySet:
    """Every sign-off of an implementation with its request, the newest first."""
    return SignOff.objects.of(project).select_related("request", "withdraws", "withdrawn_by")


def current_signoff(subject: models.Model) -> SignOff | None:
    """The last approval of a subject whose question is approved and that has not been withdrawn.

    Where several signed, it is the one that made the number full; its `request` knows the whole.
    """
    given = SignOff.objects.about(subject).decisions().filter(withdrawn_by=None)
    approved = [State.APPROVED, State.APPROVED_WITH_CONDITIONS]
    given = given.filter(decision__in=approved, request__state__in=approved)
    return given.select_related("request__project").order_by("-at", "-number").first()


def latest_request_about(subject: models.Model) -> SignOffRequest | None:
    """The last question asked about a subject, answered or not."""
    rows = SignOffRequest.objects.about(subject).with_people().order_by("-created_at")
    found: SignOffRequest | None = rows.first()
    return found


def has_declined(user: User, request: SignOffRequest) -> bool:
    """Who said no: in their own name, for another, or through who signs for them."""
    no = SignOff.objects.decisions().filter(request=request, decision=State.DECLINED)
    return bool(no.filter(Q(signer_id=user.pk) | Q(for_id=user.pk)).exists())


def signoff_before(request: SignOffRequest) -> SignOff | None:
    """What the same person answered last about the same subject, before this question."""
    rows = SignOff.objects.decisions().filter(
        request__subject_type=request.subject_type,
        request__subject_id=request.subject_id,
        signer_id=request.asked_of_id,
        request__created_at__lt=request.created_at,
    )
    return rows.select_related("request").order_by("-at", "-number").first()
