"""Who may put their name to what. A requester never answers their own question."""

from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.projects.permissions import Permission, granted
from tracker.projects.policies import may, require, roles_of
from tracker.signoffs.choices import Seat
from tracker.signoffs.models import Delegation, Signer, SignOff, SignOffRequest


class SecondFactorMissing(RuleBroken):
    """The implementation asks signers for a second factor, and this one has none yet."""


def can_be_asked(user: User, project: Project) -> bool:
    """Whose role lets them sign here."""
    return user.is_active and not user.is_system and may(user, Permission.SIGNOFF_GIVE, project)


def can_stand_in(user: User, project: Project) -> bool:
    """Who may sign for another: works in the implementation, and audits nothing in it."""
    roles = roles_of(user, project)
    audits = {Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR} & set(roles)
    return not user.is_system and not audits and Permission.SIGNOFF_VIEW in granted(roles)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person answers: at their own place, or at that of who delegated to them."""

    seat: Signer
    delegation: Delegation | None = None


def place_for(actor: User, request: SignOffRequest) -> Place | None:
    """One's own place comes first and is the only one: nobody signs twice, so nobody there signs for another.

    Of several who delegated to the same person, the first whose turn it is; then that one is theirs.
    """
    if actor.pk == request.requested_by_id:
        return None
    seats = list(request.signers.select_related("user__person", "signoff"))
    own = next((seat for seat in seats if seat.user_id == actor.pk), None)
    if own is not None:
        return Place(own)
    rows = Delegation.objects.active().of(request.project).filter(delegate=actor)
    given = {row.giver_id: row for row in rows.select_related("giver")}
    done = next((seat for seat in seats if _answered(seat, actor)), None)
    if done is not None:
        return Place(done, given.get(done.user_id))
    theirs = [seat for seat in seats if seat.user_id in given]
    theirs.sort(key=lambda seat: (seat.state != Seat.ASKED, seat.number))
    return Place(theirs[0], given[theirs[0].user_id]) if theirs else None


def _answered(seat: Signer, actor: User) -> bool:
    return seat.signoff is not None and seat.signoff.signer_id == actor.pk


def require_signer(actor: User, request: SignOffRequest) -> Place:
    """The actor's place. `NotPermitted` for everybody who has none, as long as the role lets them sign."""
    if actor.pk == request.requested_by_id:
        raise NotPermitted(_("You asked for this sign-off, so somebody else has to give it."))
    place = place_for(actor, request)
    if place is None:
        raise NotPermitted(
            _("%(name)s was asked to sign this; nobody else can.") % {"name": request.asked_of}
        )
    if place.delegation is None:
        require(actor, Permission.SIGNOFF_GIVE, request)
        return place
    require(actor, Permission.SIGNOFF_VIEW, request)
    if not can_stand_in(actor, request.project):
        raise NotPermitted(_("Who audits here signs for nobody."))
    if not can_be_asked(place.seat.user, request.project):
        sentence = _("%(name)s may not sign here any more, so nobody signs for them.")
        raise NotPermitted(sentence % {"name": place.seat.user})
    return place


def my_turn(actor: User, request: SignOffRequest) -> Place | None:
    """The place at which this person may answer now."""
    if not request.is_waiting:
        return None
    try:
        place = require_signer(actor, request)
    except NotPermitted:
        return None
    return place if place.seat.state == Seat.ASKED else None


def may_sign(actor: User, request: SignOffRequest) -> bool:
    return my_turn(actor, request) is not None


def require_withdrawer(actor: User, signoff: SignOff) -> None:
    """A sign-off is taken back by who gave it, as long as they may see it."""
    if signoff.signer_id != actor.pk:
        raise NotPermitted(_("Only who signed can take the sign-off back."))
    delegated = signoff.for_id is not None
    require(actor, Permission.SIGNOFF_VIEW if delegated else Permission.SIGNOFF_GIVE, signoff)


def lacks_second_factor(user: User, project: Project) -> bool:
    return bool(project.mfa_for_signers and not is_mfa_enabled(user))


def require_second_factor(actor: User, request: SignOffRequest) -> None:
    if lacks_second_factor(actor, request.project):
        raise SecondFactorMissing(
            _("Who signs here needs a second factor. Set up an authenticator or a passkey first, then sign.")
        )


def may_withdraw_request(actor: User, request: SignOffRequest) -> bool:
    return request.is_waiting and actor.pk == request.requested_by_id


def may_withdraw_signoff(actor: User, signoff: SignOff) -> bool:
    return signoff.signer_id == actor.pk and not hasattr(signoff, "withdrawn_by")


def may_end_delegation(actor: User, delegation: Delegation) -> bool:
    return actor.pk in {delegation.giver_id, delegation.delegate_id}
