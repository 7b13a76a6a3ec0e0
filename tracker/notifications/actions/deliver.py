"""Sending what waits: claim, bundle, hand over, write down what is known of it.

Nothing here runs inside one long transaction. What a killed worker leaves behind says how far it got: a
claim without an attempt was never handed over and goes out again; one with an attempt may have arrived,
and is called unknown instead of being guessed at.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.notifications import mail, secrets
from tracker.notifications.actions.preferences import hold_back
from tracker.notifications.choices import ALONE, SECRET, Outcome, Status
from tracker.notifications.models import DeliveryAttempt, FailingAddress, Notification
from tracker.notifications.post_office import Answer, PostOffice, Unreachable

log = structlog.get_logger(__name__)

CLAIM_LASTS = timedelta(minutes=15)
SERVER_PAUSE = timedelta(minutes=2)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
PEOPLE_AT_ONCE = 500


@dataclass(slots=True)
class Tally:
    """What one round did; each figure counts mails."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    unreachable: str = ""


def deliver_pending(*, now: datetime | None = None) -> Tally:
    """Send everything that is due by `now`: one mail to each person, however much waits for them."""
    moment = now or clock.now()
    recover_stale_claims()
    hold_back(now=moment)
    tally = Tally()
    _stop_before_failing_addresses(moment, tally)
    office = PostOffice()
    try:
        for address, kind in _letters(moment):
            _deliver_to(address, kind, moment, office, tally)
            if tally.unreachable:
                break
    finally:
        office.close()
    return tally


def _stop_before_failing_addresses(moment: datetime, tally: Tally) -> None:
    """What would only come back is not sent: it stands first among the deliveries, where somebody sees it."""
    due = Notification.objects.due(now=moment).exclude(kind__in=ALONE)
    failing = FailingAddress.objects.filter(Exists(due.filter(address=OuterRef("address"))))
    for address, cause in failing.values_list("address", "cause"):
        problem = _("Mail to this address came back: %(cause)s") % {"cause": cause}
        tally.failed += bool(due.filter(address=address).update(status=Status.FAILED, problem=problem[:500]))


def _letters(moment: datetime) -> list[tuple[str, str]]:
    """To whom a letter goes: one for all that waits, and one of its own for each kind about the account."""
    due = Notification.objects.due(now=moment).order_by("address")
    alone = due.filter(kind__in=ALONE).values_list("address", "kind").distinct()[:PEOPLE_AT_ONCE]
    rest = due.exclude(kind__in=ALONE).values_list("address", flat=True).distinct()[:PEOPLE_AT_ONCE]
    # Whoever waits before a locked door comes first.
    return [*alone, *((address, "") for address in rest)]


def _deliver_to(address: str, kind: str, moment: datetime, office: PostOffice, tally: Tally) -> None:
    claim = uuid.uuid4()
    taken = Notification.objects.due(now=moment).filter(address=address)
    taken = taken.filter(kind=kind) if kind else taken.exclude(kind__in=ALONE)
    if not taken.update(status=Status.CLAIMED, claim=claim, claimed_at=clock.now()):
        return
    bundle = _still_wanted(claim)
    if not bundle:
        return
    message_id = mail.message_id_of(bundle)
    letter = mail.letter(bundle, message_id=message_id)
    try:
        office.open()
    except Unreachable as problem:
        _put_back(claim, moment, str(problem))
        tally.unreachable = str(problem)
        return
    if not _begin_attempt(bundle, claim, message_id):
        return
    answer = office.send(letter)
    _write_down(bundle, claim, answer, moment)
    match answer.outcome:
        case Outcome.SENT:
            tally.sent += 1
        case Outcome.FAILED:
            tally.failed += 1
        case Outcome.UNKNOWN:
            tally.unknown += 1


def _still_wanted(claim: uuid.UUID) -> list[Notification]:
    """The claimed messages, without those of a login that has been closed since."""
    rows = Notification.objects.filter(claim=claim, status=Status.CLAIMED)
    rows.filter(recipient__is_active=False).update(
        status=Status.WITHDRAWN, claim=None, claimed_at=None, problem="the login is closed"
    )
    wanted = list(rows.select_related("recipient").order_by("made_at", "id"))
    moot = [item.pk for item in wanted if item.kind in SECRET and secrets.door_of(item) is None]
    if moot:
        rows.filter(pk__in=moot).update(
            status=Status.WITHDRAWN, claim=None, claimed_at=None, problem="the link opens nothing any more"
        )
    return [item for item in wanted if item.pk not in moot]


@transaction.atomic
def _begin_attempt(bundle: list[Notification], claim: uuid.UUID, message_id: str) -> bool:
    """Write down that we are about to hand over; False where the claim was lost meanwhile."""
    held = Notification.objects.filter(claim=claim, status=Status.CLAIMED)
    if held.update(claimed_at=clock.now()) != len(bundle):
        log.warning("claim_lost", claim=str(claim))
        held.update(status=Status.QUEUED, claim=None, claimed_at=None)
        return False
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(notification=item, claim=claim, message_id=message_id, at=clock.now())
        for item in bundle
    )
    return True


@transaction.atomic
def _write_down(bundle: list[Notification], claim: uuid.UUID, answer: Answer, moment: datetime) -> None:
    DeliveryAttempt.objects.filter(claim=claim).update(outcome=answer.outcome, error=answer.error)
    rows = Notification.objects.filter(claim=claim)
    free = {"claim": None, "claimed_at": None, "problem": answer.error}
    match answer.outcome:
        case Outcome.SENT:
            rows.update(status=Status.SENT, sent_at=clock.now(), **free)
        case Outcome.UNKNOWN:
            rows.update(status=Status.UNKNOWN, **free)
        case Outcome.FAILED:
            log.warning("mail_refused", address=bundle[0].address, problem=answer.error)
            for item in bundle:
                _wait_or_give_up(item, answer, moment)


def _wait_or_give_up(item: Notification, answer: Answer, moment: datetime) -> None:
    row = Notification.objects.filter(pk=item.pk)
    refusals = item.refusals + 1
    facts = {"refusals": refusals, "claim": None, "claimed_at": None, "problem": answer.error}
    if answer.final or refusals > len(WAITS):
        row.update(status=Status.FAILED, **facts)
    else:
        row.update(status=Status.QUEUED, not_before=moment + WAITS[refusals - 1], **facts)


@transaction.atomic
def _put_back(claim: uuid.UUID, moment: datetime, problem: str) -> None:
    """The server does not answer: nobody is to blame, so everything waits a little and nothing fails."""
    log.warning("mail_server_unreachable", problem=problem)
    Notification.objects.filter(claim=claim).update(status=Status.QUEUED, claim=None, claimed_at=None)
    due = Notification.objects.due(now=moment)
    due.update(not_before=moment + SERVER_PAUSE, problem=problem)


@transaction.atomic
def recover_stale_claims() -> int:
    """Free what a dead worker had taken. Measured by the real clock, whatever moment is being delivered."""
    stale = Notification.objects.filter(status=Status.CLAIMED, claimed_at__lt=clock.now() - CLAIM_LASTS)
    begun = Exists(DeliveryAttempt.objects.filter(notification=OuterRef("pk"), claim=OuterRef("claim")))
    unsure = stale.filter(begun).update(
        status=Status.UNKNOWN,
        claim=None,
        claimed_at=None,
        problem="stopped while handing over; it may have arrived",
    )
    again = stale.filter(~begun).update(status=Status.QUEUED, claim=None, claimed_at=None)
    if unsure or again:
        log.warning("stale_claims", unknown=unsure, queued=again)
    return unsure + again
