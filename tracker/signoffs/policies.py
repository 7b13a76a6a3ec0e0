"""Who may put their name to what. A requester never answers their own question."""

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require
from tracker.signoffs.models import SignOff, SignOffRequest


class SecondFactorMissing(RuleBroken):
    """The implementation asks signers for a second factor, and this one has none yet."""


def can_be_asked(user: User, project: Project) -> bool:
    """Whose role lets them sign here."""
    return user.is_active and not user.is_system and may(user, Permission.SIGNOFF_GIVE, project)


def require_signer(actor: User, request: SignOffRequest) -> None:
    """Raises `NotPermitted` for everybody but the person asked, as long as their role lets them sign."""
    if actor.pk == request.requested_by_id:
        raise NotPermitted(_("You asked for this sign-off, so somebody else has to give it."))
    if actor.pk != request.asked_of_id:
        raise NotPermitted(
            _("%(name)s was asked to sign this; nobody else can.") % {"name": request.asked_of}
        )
    require(actor, Permission.SIGNOFF_GIVE, request)


def may_sign(actor: User, request: SignOffRequest) -> bool:
    return (
        request.is_waiting
        and actor.pk == request.asked_of_id != request.requested_by_id
        and may(actor, Permission.SIGNOFF_GIVE, request)
    )


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
