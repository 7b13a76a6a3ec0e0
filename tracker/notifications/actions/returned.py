"""Mail that comes back, read by itself: matched to what we sent, believed only then, and never twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.history.actions import record
from tracker.notifications import letterboxes
from tracker.notifications.choices import Fate, Outcome, Status, Verb
from tracker.notifications.mail import name_of, one_line
from tracker.notifications.models import DeliveryAttempt, DeliveryReport, FailingAddress, Notification
from tracker.notifications.post_office import Unreachable
from tracker.notifications.returned import Report, Returned, report_in
from tracker.people.models import User

log = structlog.get_logger(__name__)

NO_REPORT = "other"
KNOWN = "again"
FOREIGN_KEPT = timedelta(days=30)
MOST_FOREIGN = 1000
MOST_ATTEMPTS = 500


def read_returned(mails: Iterable[bytes]) -> Counter[str]:
    """Take in what came back, and count what it was: a fate, a report known already, or no report at all."""
    _forget_foreign()
    tally: Counter[str] = Counter()
    for raw in mails:
        tally.update(take_report(raw))
    return tally


def read_mailbox() -> Counter[str]:
    """The same from the mailbox that the settings name, if they do; one that does not answer is asked again later."""
    if not settings.BOUNCES_IMAP:
        return Counter()
    try:
        return read_returned(letterboxes.server())
    except Unreachable as problem:
        log.warning("mailbox_unreachable", problem=str(problem))
        return Counter()


@transaction.atomic
def take_report(raw: bytes) -> list[str]:
    """What one mail says of mails of ours. One that gives back none of ours with that recipient changes nothing."""
    report = report_in(raw)
    if report is None:
        return [NO_REPORT]
    if DeliveryReport.objects.filter(digest=report.digest).exists():
        return [KNOWN]
    found = [(attempt, said) for said in report.returned for attempt in _ours(report, said)]
    if not found:
        return [_foreign(report)]
    attempt, worst = min(found, key=lambda pair: list(Fate).index(pair[1].fate))
    _row, made = DeliveryReport.objects.get_or_create(
        digest=report.digest,
        defaults={
            "attempt": attempt,
            "fate": worst.fate,
            "cause": _cause(worst),
            "read_at": clock.now(),
        },
    )
    if not made:
        return [KNOWN]
    for attempt, said in found:
        _believe(attempt, said)
    return [worst.fate.value]


def _ours(report: Report, said: Returned) -> list[DeliveryAttempt]:
    """The last try to send the mail that is given back, if it went to whom the report names."""
    names = {*report.names, *(name_of(key) for key in report.keys)}
    tried = DeliveryAttempt.objects.filter(message_id__in=names, outcome__in=[Outcome.SENT, Outcome.UNKNOWN])
    rows = tried.select_related("notification").order_by("-at", "-id")[:MOST_ATTEMPTS]
    return next(([row] for row in rows if row.notification.address.lower() in said.addresses), [])


def _believe(attempt: DeliveryAttempt, said: Returned) -> None:
    """A mail that is only late may still arrive, so nothing else changes then."""
    if said.fate == Fate.LATE:
        return
    address, cause = attempt.notification.address, _cause(said)
    words = (
        _("Mail to this address came back: %(cause)s")
        if said.fate == Fate.REFUSED
        else _("The mail server gave up: %(cause)s")
    )
    tried = DeliveryAttempt.objects.filter(message_id=attempt.message_id).values("notification")
    gone = Notification.objects.filter(
        pk__in=tried, address=address, status__in=[Status.SENT, Status.UNKNOWN]
    )
    gone.update(status=Status.FAILED, problem=(words % {"cause": cause})[:500])
    if said.fate == Fate.REFUSED:
        facts = {"cause": cause, "reported_at": clock.now()}
        row, _made = FailingAddress.objects.update_or_create(address=address, defaults=facts)
        record(User.objects.system(), Verb.ADDRESS_RETURNED, row)


def _cause(said: Returned) -> str:
    return one_line(said.cause)[:300] or _("the report gives no cause")


def _foreign(report: Report) -> str:
    """Counted, once each; whoever floods us with forged ones fills no disk."""
    if DeliveryReport.objects.filter(fate=Fate.FOREIGN).count() < MOST_FOREIGN:
        DeliveryReport.objects.get_or_create(
            digest=report.digest, defaults={"fate": Fate.FOREIGN, "read_at": clock.now()}
        )
    return Fate.FOREIGN.value


def _forget_foreign() -> None:
    DeliveryReport.objects.filter(fate=Fate.FOREIGN, read_at__lt=clock.now() - FOREIGN_KEPT).delete()
