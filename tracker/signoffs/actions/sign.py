"""Signing, declining, and taking a sign-off back; each is one row that is written once."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock, keys
from tracker.core.canonical import canonical_bytes, digest_of
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import ChainHead
from tracker.notifications import actions as notifications
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.actions.prove import Proof
from tracker.signoffs.actions.turns import close_places, page_of, take_turn
from tracker.signoffs.choices import Decision, Seat, State, Verb
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.policies import Place, require_second_factor, require_signer, require_withdrawer
from tracker.signoffs.queries import FIRST, frozen, role_in_words

VERBS = {
    Decision.APPROVED: Verb.APPROVED,
    Decision.APPROVED_WITH_CONDITIONS: Verb.APPROVED_WITH_CONDITIONS,
    Decision.DECLINED: Verb.DECLINED,
}


@transaction.atomic
def sign(
    *,
    actor: User,
    request: SignOffRequest,
    proof: Proof,
    decision: Decision = Decision.APPROVED,
    conditions: str = "",
    comment: str = "",
    read_to_end: bool = False,
    digest: str | None = None,
) -> SignOff:
    """Answer a request: approve, approve with conditions, or decline.

    `digest` is that of the content which the signer had before them; `read_to_end` is their word that they
    read it, where the page could not see it. What the whole request has come to is in the sign-off's
    `request.state`: of several, only the last answer that is needed makes it approved.
    """
    require_signer(actor, request)
    request = lock(SignOffRequest.objects.with_people(), request.pk)
    # Asked again under the lock: a delegation may have ended, a turn may have come or gone.
    place = require_signer(actor, request)
    _guard_request(request, digest)
    _guard_turn(request, place)
    require_second_factor(actor, request)
    _guard_answer(decision, conditions, comment)
    _guard_proof(proof)
    seat = place.seat
    seen = seat.viewed_to_end_at if seat.viewed_by_id == actor.pk else None
    if seen is None and not read_to_end:
        raise RuleBroken(_("Read the content to its end first, and say that you did."), field="read_to_end")
    seat.viewed_to_end_at, seat.viewed_by = seen or clock.now(), actor
    request.viewed_to_end_at = request.viewed_to_end_at or seat.viewed_to_end_at
    signoff = _seal(
        SignOff(
            request=request,
            decision=decision,
            conditions=conditions.strip() if decision == Decision.APPROVED_WITH_CONDITIONS else "",
            comment=comment.strip(),
            viewed_to_end_at=seat.viewed_to_end_at,
            **_for_another(place),
        ),
        actor,
        proof,
    )
    take_turn(actor, request, seat, signoff)
    _tell_who_asked(request, signoff)
    record(
        actor, VERBS[decision], request, after=_logged(signoff), reason=signoff.conditions or signoff.comment
    )
    return signoff


def decline(
    *,
    actor: User,
    request: SignOffRequest,
    proof: Proof,
    reason: str,
    read_to_end: bool = False,
    digest: str | None = None,
) -> SignOff:
    """Say no, with a reason."""
    return sign(
        actor=actor,
        request=request,
        proof=proof,
        decision=Decision.DECLINED,
        comment=reason,
        read_to_end=read_to_end,
        digest=digest,
    )


@transaction.atomic
def withdraw_signoff(*, actor: User, signoff: SignOff, proof: Proof, reason: str) -> SignOff:
    """Take one's own sign-off back with a reason: a new row beside the old one, and both stay.

    Of several it ends the whole question, decided or not: whoever still wants it asks anew.
    """
    request = lock(SignOffRequest.objects.with_people(), signoff.request_id)
    require_withdrawer(actor, signoff)
    if signoff.decision == Decision.WITHDRAWN or SignOff.objects.filter(withdraws=signoff).exists():
        raise RuleBroken(_("This sign-off has been withdrawn already."))
    if not reason.strip():
        raise RuleBroken(_("Say why you withdraw your sign-off."), field="reason")
    _guard_proof(proof)
    taken_back = _seal(
        SignOff(
            request=request,
            decision=Decision.WITHDRAWN,
            withdraws=signoff,
            comment=reason.strip(),
            for_id=signoff.for_id,
            for_name=signoff.for_name,
            delegation_id=signoff.delegation_id,
            delegated_until=signoff.delegated_until,
        ),
        actor,
        proof,
    )
    request.state = State.WITHDRAWN
    notifications.withdraw_about(request)
    close_places(actor, list(request.signers.select_related("user")), reason.strip())
    request.save_because(reason.strip(), by=actor)
    _tell_who_asked(request, taken_back)
    record(actor, Verb.SIGNOFF_WITHDRAWN, request, after=_logged(taken_back), reason=reason.strip())
    return taken_back


def _guard_request(request: SignOffRequest, digest: str | None) -> None:
    if not request.is_waiting:
        raise RuleBroken(
            _("This no longer waits for you: it is %(state)s.")
            % {"state": request.get_state_display().lower()}
        )
    if digest_of(frozen(request)) != request.digest:
        raise RuleBroken(_("The content no longer fits its digest. Do not sign it; tell your administrator."))
    if digest is not None and digest != request.digest:
        raise RuleBroken(_("This is not the content you had before you. Load the page again and read it."))


def _guard_turn(request: SignOffRequest, place: Place) -> None:
    seat = place.seat
    if seat.state == Seat.LATER:
        raise RuleBroken(
            _("It is %(name)s's turn; yours comes after it.") % {"name": request.asked_of},
        )
    if seat.state != Seat.ASKED:
        raise RuleBroken(_("This place has been answered already; an answer is given once."))
    # The digest is over who must sign, so a place put in behind our back is not signed.
    if request.panel and str(seat.user_id) not in request.panel["of"]:
        raise RuleBroken(_("The content no longer fits its digest. Do not sign it; tell your administrator."))


def _for_another(place: Place) -> dict[str, Any]:
    """Who signs for whom, where somebody does; it goes under the seal."""
    given = place.delegation
    if given is None:
        return {}
    return {
        "for_id": given.giver_id,
        "for_name": str(given.giver),
        "delegation_id": given.pk,
        "delegated_until": given.ends_on,
    }


def _guard_answer(decision: Decision, conditions: str, comment: str) -> None:
    if decision not in VERBS:
        raise RuleBroken(
            _("Choose whether you approve, approve with conditions, or decline."), field="decision"
        )
    if decision == Decision.APPROVED_WITH_CONDITIONS and not conditions.strip():
        raise RuleBroken(_("Name the conditions under which you approve."), field="conditions")
    if decision == Decision.DECLINED and not comment.strip():
        raise RuleBroken(_("Say why you decline, so that it can be put right."), field="comment")


def _guard_proof(proof: Proof) -> None:
    if not proof.is_fresh(now=clock.now()):
        raise RuleBroken(_("Confirm once more that it is you."), field="password")


def _seal(signoff: SignOff, actor: User, proof: Proof) -> SignOff:
    """Give it its number, bind everything into one digest, sign that, and write it."""
    request = signoff.request
    # Signers of one implementation queue here: numbers and the chain of sign-offs have no gaps.
    project = Project.objects.select_for_update(of=("self",)).get(pk=request.project_id)
    head = ChainHead.objects.filter(pk=str(project.pk)).first()
    latest = SignOff.objects.of(project).order_by("-at", "-year", "-number").first()
    # Sign-offs never go back in time, even when a clock does.
    signoff.at = max(clock.now(), latest.at) if latest else clock.now()
    signoff.project = project
    signoff.year = clock.on_day(signoff.at, project.zone).year
    numbers = SignOff.objects.of(project).filter(year=signoff.year)
    signoff.number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1
    signoff.signer_id, signoff.signer_name = actor.pk, str(actor)
    signoff.role = role_in_words(actor, project)
    signoff.meaning, signoff.digest = request.meaning, request.digest
    signoff.schema_version = request.schema_version
    signoff.proved_with, signoff.proved_at = proof.method, proof.at
    signoff.log_position = head.position if head else 0
    signoff.log_digest = head.digest if head else FIRST
    signoff.previous_digest = latest.own_digest if latest else FIRST
    bound = signoff.bound()
    signoff.own_digest = digest_of(bound)
    signoff.key_fingerprint = keys.fingerprint()
    signoff.signature = keys.sign(canonical_bytes(bound)).hex()
    signoff.save(force_insert=True)
    return signoff


def _logged(signoff: SignOff) -> dict[str, str]:
    facts = {
        "receipt": signoff.receipt,
        "decision": signoff.decision,
        "digest": signoff.digest,
        "own_digest": signoff.own_digest,
    }
    return facts | ({"for": str(signoff.for_id)} if signoff.for_id else {})


def _tell_who_asked(request: SignOffRequest, signoff: SignOff) -> None:
    sentences = {
        Decision.APPROVED: _("%(name)s approved %(title)s"),
        Decision.APPROVED_WITH_CONDITIONS: _("%(name)s approved %(title)s with conditions"),
        Decision.DECLINED: _("%(name)s declined %(title)s"),
        Decision.WITHDRAWN: _("%(name)s withdrew the sign-off of %(title)s"),
    }
    notifications.post(
        recipient=request.requested_by,
        kind="signoff_answered",
        subject=sentences[Decision(signoff.decision)] % {"name": signoff.signer_name, "title": request.title},
        context={
            "detail": signoff.conditions or signoff.comment,
            "status": signoff.decision,
            "also": {"word": _("Receipt as PDF"), "link": _paper(request)},
        },
        link=page_of(request),
        project=request.project,
        about=request,
    )


def _paper(request: SignOffRequest) -> str:
    return reverse("signoffs:receipt_pdf", args=[request.project.slug, request.pk])
