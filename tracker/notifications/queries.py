"""Questions about messages: what one person has not read, what waits, and whether mail works at all."""

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db.models import Case, Count, IntegerField, Max, Min, Q, Value, When
from kombu.exceptions import OperationalError

from tracker.core import clock
from tracker.notifications import letterboxes, pulse
from tracker.notifications.choices import Fate, Outcome, Status
from tracker.notifications.models import (
    DeliveryAttempt,
    DeliveryReport,
    FailingAddress,
    Mute,
    Notification,
    NotificationQuerySet,
    Preference,
)
from tracker.notifications.post_office import SMTP_BACKEND, PostOffice, Unreachable
from tracker.notifications.windows import Window
from tracker.people.models import User


def unread(user: User) -> NotificationQuerySet:
    """What the bell counts."""
    return Notification.objects.of(user).shown(now=clock.now()).unread()


def unread_count(user: User) -> int:
    """What the bell shows."""
    return unread(user).count()


def inbox(user: User) -> NotificationQuerySet:
    """One person's messages, the unread and the newest first."""
    rows = Notification.objects.of(user).shown(now=clock.now())
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(unread_first, "-shown_from", "-id")


def preference_of(user: User) -> Preference:
    """What somebody said about their mail, or what holds while they said nothing."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def window_of(preference: Preference) -> Window:
    """When that person may be written to."""
    return Window(
        zone=preference.user.time_zone,
        rhythm=preference.rhythm,
        digest_at=preference.digest_at,
        digest_day=preference.digest_day,
        quiet_from=preference.quiet_from,
        quiet_to=preference.quiet_to,
        days=tuple(preference.days),
    )


def muted_by(user: User) -> set[str]:
    """The kinds of message that somebody does not want."""
    return set(Mute.objects.filter(user=user).values_list("kind", flat=True))


def deliveries(*, project_id: UUID | None = None) -> NotificationQuerySet:
    """The outbox with its attempts: what failed first, then what is unsure, then what waits, then the rest."""
    rows = (
        Notification.objects.all()
        if project_id is None
        else Notification.objects.filter(project_id=project_id)
    )
    order = [Status.FAILED, Status.UNKNOWN, Status.CLAIMED, Status.QUEUED]
    urgency = Case(
        *(When(status=status, then=Value(place)) for place, status in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return rows.order_by(urgency, "-made_at", "-id").prefetch_related("attempts__reports")


def failing_addresses(*, project_id: UUID | None = None) -> list[FailingAddress]:
    """From where mail came back; of one implementation those to whom it writes."""
    rows = FailingAddress.objects.all()
    if project_id is not None:
        rows = rows.filter(address__in=Notification.objects.filter(project_id=project_id).values("address"))
    return list(rows)


def foreign_reports() -> int:
    """How many reports of the last thirty days speak of no mail of ours."""
    return DeliveryReport.objects.filter(fate=Fate.FOREIGN).count()


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many messages stand where."""

    queued: int
    failed: int
    unknown: int
    sent: int
    oldest_queued: datetime | None
    last_success: datetime | None
    last_problem: str


def outbox(*, project_id: UUID | None = None) -> Outbox:
    rows = (
        Notification.objects.all()
        if project_id is None
        else Notification.objects.filter(project_id=project_id)
    )
    waiting = Q(status__in=[Status.QUEUED, Status.CLAIMED])
    found = rows.aggregate(
        queued=Count("pk", filter=waiting),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        unknown=Count("pk", filter=Q(status=Status.UNKNOWN)),
        sent=Count("pk", filter=Q(status=Status.SENT)),
        oldest_queued=Min("made_at", filter=waiting),
        last_success=Max("sent_at"),
    )
    troubled = rows.exclude(problem="").exclude(status__in=[Status.SENT, Status.WITHDRAWN])
    last = troubled.order_by("-not_before").values_list("problem", flat=True).first()
    return Outbox(**found, last_problem=last or "")


@dataclass(frozen=True, slots=True)
class Health:
    """What the settings page says about messages. A problem is a sentence of the machine, or nothing."""

    outbox: Outbox
    broker_problem: str
    mail_problem: str
    mail_goes_to: str
    returns_to: str
    returns_problem: str

    @property
    def broker_reachable(self) -> bool:
        return not self.broker_problem

    @property
    def mail_reachable(self) -> bool:
        return not self.mail_problem


def health(*, project_id: UUID | None = None) -> Health:
    """Asks broker and mail server now, both at once, and waits half a second at most."""
    to = mail_goes_to()
    broker, mail, back = f"broker {settings.CELERY_BROKER_URL}", f"mail {to}", returns_to()
    questions = {broker: _broker_problem, mail: _mail_problem}
    if back:
        questions[f"mailbox {back}"] = letterboxes.server_problem
    said = pulse.ask(questions)
    counts = outbox(project_id=project_id)
    return Health(counts, said[broker], said[mail], to, back, said.get(f"mailbox {back}", ""))


def mail_goes_to() -> str:
    if settings.EMAIL_BACKEND == SMTP_BACKEND:
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return str(getattr(settings, "EMAIL_FILE_PATH", "") or settings.EMAIL_BACKEND.rsplit(".", 2)[-2])


def returns_to() -> str:
    """The mailbox from which delivery reports are read; empty where none is named."""
    place = settings.BOUNCES_IMAP
    return f"{place['host']}:{place['port']}" if place else ""


def _broker_problem() -> str:
    connection = current_app.connection_for_write()
    try:
        connection.ensure_connection(max_retries=0, timeout=2)
    except (OperationalError, OSError) as problem:
        return str(problem)[:300] or type(problem).__name__
    finally:
        connection.release()
    return ""


def _mail_problem() -> str:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if settings.EMAIL_BACKEND != SMTP_BACKEND and folder:
        return "" if os.access(folder, os.W_OK) else f"{folder} cannot be written"
    office = PostOffice(timeout=2)
    try:
        office.open()
    except Unreachable as problem:
        return str(problem)
    finally:
        office.close()
    return ""


def recent_attempts(*, limit: int = 20) -> list[DeliveryAttempt]:
    """The last tries that did not clearly succeed."""
    rows = DeliveryAttempt.objects.exclude(outcome=Outcome.SENT).select_related("notification")
    return list(rows[:limit])
