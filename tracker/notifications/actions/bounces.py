"""Mail that comes back: read from a delivery report or entered by hand, and taken back once it arrives again."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.notifications.choices import Status, Verb
from tracker.notifications.models import DeliveryAttempt, FailingAddress, Notification
from tracker.people.models import Person, User
from tracker.people.policies import require_admin

# RFC 3464: one block for each recipient, with a blank line between.
RECIPIENT = re.compile(r"^final-recipient:[ \t]*rfc822;[ \t]*<?([^\s<>]{3,254})>?", re.I | re.M)
ACTION = re.compile(r"^action:[ \t]*(\w+)", re.I | re.M)
CAUSE = re.compile(r"^diagnostic-code:[ \t]*(.+(?:\n[ \t]+.+)*)", re.I | re.M)
STATUS = re.compile(r"^status:[ \t]*([\d.]+)", re.I | re.M)
MESSAGE_ID = re.compile(r"^message-id:[ \t]*(<[^<>\s]{3,200}>)", re.I | re.M)


@transaction.atomic
def report_bounce(*, actor: User, report: str) -> list[FailingAddress]:
    """Note from where mail came back: nothing more is sent there, and what is due there is shown as failed."""
    require_admin(actor)
    text = report.replace("\r\n", "\n").strip()
    causes = failed_in(text) or _typed(text)
    if not causes:
        raise RuleBroken(
            _("No address that failed stands in this. Paste the whole delivery report, or type the address."),
            field="report",
        )
    unknown = sorted(set(causes) - _ours(set(causes)))
    if unknown:
        raise RuleBroken(
            _("Nobody here has the address %(address)s.") % {"address": unknown[0]}, field="report"
        )
    now = clock.now()
    found = []
    for address, cause in causes.items():
        facts = {"cause": cause, "reported_at": now}
        row, _made = FailingAddress.objects.update_or_create(address=address, defaults=facts)
        _came_back(text, row)
        record(actor, Verb.ADDRESS_FAILED, row)
        found.append(row)
    return found


@transaction.atomic
def clear_address(*, actor: User, failing: FailingAddress) -> None:
    """Write there again; what failed meanwhile is sent again by hand, one by one."""
    require_admin(actor)
    record(actor, Verb.ADDRESS_CLEARED, failing)
    failing.delete()


def failed_in(report: str) -> dict[str, str]:
    """The addresses that failed for good, with the cause; what is only late stands in a report too."""
    found = {}
    for block in re.split(r"\n[ \t]*\n", report):
        recipient, action = RECIPIENT.search(block), ACTION.search(block)
        if recipient and action and action[1].lower() == "failed":
            cause, status = CAUSE.search(block), STATUS.search(block)
            said = cause[1] if cause else status[1] if status else _("the report gives no cause")
            found[recipient[1].lower()] = " ".join(said.split())[:300]
    return found


def _typed(text: str) -> dict[str, str]:
    try:
        validate_email(text)
    except ValidationError:
        return {}
    return {text.lower(): _("entered by hand")}


def _ours(addresses: set[str]) -> set[str]:
    """Those that belong to somebody, or to whom something was sent."""
    known = set(Notification.objects.filter(address__in=addresses).values_list("address", flat=True))
    for address in addresses - known:
        if (
            Person.objects.filter(email__iexact=address).exists()
            or User.objects.filter(email__iexact=address).exists()
        ):
            known.add(address)
    return known


def _came_back(report: str, row: FailingAddress) -> None:
    """What the report returns to us did not arrive, although the server had taken it."""
    ids = MESSAGE_ID.findall(report)
    tried = DeliveryAttempt.objects.filter(message_id__in=ids).values("notification")
    problem = _("Mail to this address came back: %(cause)s") % {"cause": row.cause}
    sent = Notification.objects.filter(pk__in=tried, address=row.address, status=Status.SENT)
    sent.update(status=Status.FAILED, problem=problem[:500])
