"""Putting messages into the outbox, and taking them back when they are moot."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tracker.core import clock
from tracker.core.canonical import plain
from tracker.core.queue import enqueue_after_commit
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import Person, User

DELIVER = "notifications.deliver_pending"
NO_LONGER_NEEDED = "no longer needed"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person, as the room that has something to tell hands it over.

    `context` may hold `detail` (one more sentence), `by` (who asks), `button` (the word on the link)
    and `also` (a second link: its `word`, and its `link`, a path on this site);
    `link` is a path on this site; `about` lets the message be taken back when it becomes moot.
    """

    recipient: User | Person
    kind: str
    subject: str
    context: dict[str, Any] = field(default_factory=dict)
    link: str = ""
    project: models.Model | None = None
    about: models.Model | None = None
    about_key: tuple[str, str] = ("", "")
    due_on: date | None = None
    not_before: datetime | None = None


def post(
    *,
    recipient: User | Person,
    kind: str,
    subject: str,
    context: dict[str, Any] | None = None,
    link: str = "",
    project: models.Model | None = None,
    about: models.Model | None = None,
    due_on: date | None = None,
    not_before: datetime | None = None,
) -> Notification | None:
    """Put one message into the outbox, in the transaction of the change that it tells about.

    Returns None for who cannot be reached: no address, a closed login, the program itself.
    """
    message = Message(
        recipient=recipient,
        kind=kind,
        subject=subject,
        context=context or {},
        link=link,
        project=project,
        about=about,
        due_on=due_on,
        not_before=not_before,
    )
    return next(iter(post_many([message])), None)


def post_many(messages: Iterable[Message]) -> list[Notification]:
    """Put many messages into the outbox at once; who cannot be reached is left out."""
    moment = clock.now()
    rows = [_row(message, moment) for message in messages if can_be_reached(message.recipient)]
    if rows:
        Notification.objects.bulk_create(rows, batch_size=500)
        enqueue_after_commit(DELIVER)
    return rows


def can_be_reached(recipient: User | Person) -> bool:
    if isinstance(recipient, User):
        return recipient.is_active and not recipient.is_system
    return bool(recipient.email) and recipient.left_on is None


def _row(message: Message, moment: datetime) -> Notification:
    if message.link and (not message.link.startswith("/") or message.link.startswith("//")):
        raise ValueError(f"a message leads to a path on this site, not to {message.link!r}")
    about_type, about_id = message.about_key
    if message.about is not None:
        about_type, about_id = message.about._meta.label_lower, str(message.about.pk)
    user = (
        message.recipient if isinstance(message.recipient, User) else getattr(message.recipient, "user", None)
    )
    return Notification(
        recipient=user,
        name=message.recipient.name,
        address=message.recipient.email.lower(),
        kind=message.kind,
        subject=" ".join(str(message.subject).split())[:300],
        context=plain(message.context),
        link=message.link,
        project_id=message.project.pk if message.project is not None else None,
        project_name=str(message.project)[:200] if message.project is not None else "",
        about_type=about_type,
        about_id=about_id,
        due_on=message.due_on,
        made_at=moment,
        shown_from=message.not_before or moment,
        not_before=message.not_before or moment,
    )


def withdraw_about(subject: models.Model, *, recipient: User | None = None) -> int:
    """Take back what waits about a subject that needs nobody any more, from inboxes too.

    What has been sent stays sent; it only leaves the unread ones.
    """
    rows = Notification.objects.about(subject)
    if recipient is not None:
        rows = rows.of(recipient)
    return _take_back(rows)


def withdraw_about_all(kind: type[models.Model], pks: Collection[Any]) -> int:
    """The same about many subjects of one kind."""
    return _take_back(Notification.objects.about_any(kind, pks)) if pks else 0


def _take_back(rows: models.QuerySet[Notification]) -> int:
    rows.filter(read_at=None).exclude(status=Status.QUEUED).update(read_at=clock.now())
    return rows.filter(status=Status.QUEUED).update(status=Status.WITHDRAWN, problem=NO_LONGER_NEEDED)


def withdraw_kind(kind: str, *, recipient: User) -> int:
    """Take back what waits of one kind for one person: a newer one comes, or none is wanted any more."""
    rows = Notification.objects.of(recipient).filter(kind=kind, status=Status.QUEUED)
    return rows.update(status=Status.WITHDRAWN, problem=NO_LONGER_NEEDED)


@transaction.atomic
def withdraw(notification: Notification) -> bool:
    """Take one message back; False where it is already on its way."""
    rows = Notification.objects.filter(pk=notification.pk, status=Status.QUEUED)
    return bool(rows.update(status=Status.WITHDRAWN, problem=NO_LONGER_NEEDED))


def withdraw_kind_in(kind: str, *, project: models.Model) -> int:
    """Take back all that waits of one kind in an implementation."""
    rows = Notification.objects.filter(kind=kind, project_id=project.pk, status=Status.QUEUED)
    return rows.update(status=Status.WITHDRAWN, problem=NO_LONGER_NEEDED)


def withdraw_all(ids: Sequence[UUID]) -> int:
    """Take many messages back at once; those already on their way stay."""
    taken = 0
    for start in range(0, len(ids), 500):
        rows = Notification.objects.filter(pk__in=ids[start : start + 500], status=Status.QUEUED)
        taken += rows.update(status=Status.WITHDRAWN, problem=NO_LONGER_NEEDED)
    return taken
