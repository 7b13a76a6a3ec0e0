"""Places in a request: given when it is asked, and the turn that goes from one to the next."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.people.models import User
from tracker.signoffs.choices import Seat, State, Verb
from tracker.signoffs.models import Delegation, Signer, SignOff, SignOffRequest
from tracker.signoffs.rules import APPROVALS, first_states, outcome


def page_of(request: SignOffRequest) -> str:
    return reverse("signoffs:request_detail", args=[request.project.slug, request.pk])


def seat_people(actor: User, request: SignOffRequest, people: Sequence[User]) -> list[Signer]:
    """Give each person asked their place."""
    seats = []
    states = first_states(len(people), in_order=request.in_order)
    for number, (person, state) in enumerate(zip(people, states, strict=True), start=1):
        seat = Signer(project=request.project, request=request, user=person, number=number, state=state)
        seats.append(seat.save_because(_("sign-off asked"), by=actor))
    return seats


def tell_whom_we_ask(request: SignOffRequest, seat: Signer) -> None:
    """The person whose turn it is, and who signs for them now."""
    delegated = Delegation.objects.active().of(request.project).filter(giver=seat.user)
    stand_ins = [row.delegate for row in delegated.select_related("delegate")]
    for person in [seat.user, *(one for one in stand_ins if one.pk != request.requested_by_id)]:
        detail = _("Your decision is asked for.")
        if person.pk != seat.user_id:
            detail = _("You sign for %(name)s.") % {"name": seat.user}
        notifications.post(
            recipient=person,
            kind="signoff_asked",
            subject=request.question,
            context={
                "detail": detail,
                "by": str(request.requested_by),
                "button": _("Read and decide"),
                "status": "waiting",
            },
            link=page_of(request),
            project=request.project,
            about=request,
            due_on=request.due_on,
        )


def take_turn(actor: User, request: SignOffRequest, seat: Signer, signoff: SignOff) -> None:
    """Put the answer at its place, and see what becomes of the request: decided, or the next one's turn.

    The request is locked, so what follows from its decision follows once.
    """
    reason = _("answered with %(receipt)s") % {"receipt": signoff.receipt}
    seat.state, seat.signoff = Seat.ANSWERED, signoff
    seat.save_because(reason, by=actor)
    seats = list(request.signers.select_related("user", "signoff"))
    decisions = [one.signoff.decision for one in seats if one.signoff is not None]
    request.state = outcome(decisions, request.quorum)
    request.approvals = sum(decision in APPROVALS for decision in decisions)
    if request.state == State.WAITING:
        notifications.withdraw_about(request, recipient=seat.user)
        notifications.withdraw_about(request, recipient=actor)
        _next(actor, request, seats)
    else:
        notifications.withdraw_about(request)
        close_places(actor, seats, reason)
    request.save_because(reason, by=actor)


def _next(actor: User, request: SignOffRequest, seats: Sequence[Signer]) -> None:
    open_ = [seat for seat in seats if seat.state in {Seat.ASKED, Seat.LATER}]
    if not any(seat.state == Seat.ASKED for seat in open_):
        seat = open_[0]
        seat.state = Seat.ASKED
        seat.save_because(_("their turn"), by=actor)
        record(actor, Verb.TURN_CAME, request, after={"signer": seat.user_id, "place": seat.number})
        tell_whom_we_ask(request, seat)
    request.asked_of = next(seat.user for seat in open_ if seat.state == Seat.ASKED)


def close_places(actor: User, seats: Sequence[Signer], reason: str) -> None:
    """Nobody else is asked any more."""
    for seat in seats:
        if seat.state in {Seat.ASKED, Seat.LATER}:
            seat.state = Seat.CLOSED
            seat.save_because(reason, by=actor)
