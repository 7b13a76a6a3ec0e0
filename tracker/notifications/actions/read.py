"""What people do with messages: read them, and send a failed one again."""

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.queue import enqueue_after_commit
from tracker.history.actions import record
from tracker.notifications.actions.post import DELIVER
from tracker.notifications.choices import Status, Verb
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.people.policies import require_admin


def mark_read(*, actor: User, notification: Notification) -> None:
    """The first reading counts."""
    Notification.objects.of(actor).filter(pk=notification.pk, read_at=None).update(read_at=clock.now())


def mark_all_read(*, actor: User) -> int:
    now = clock.now()
    return Notification.objects.of(actor).shown(now=now).unread().update(read_at=now)


@transaction.atomic
def send_again(*, actor: User, notification: Notification) -> None:
    """An administrator sends a message again that failed, or of which nobody knows whether it arrived."""
    require_admin(actor)
    queue_again(actor=actor, notification=notification)


@transaction.atomic
def queue_again(*, actor: User, notification: Notification) -> None:
    """Put a message back into the outbox. The room that calls this has asked whether the actor may."""
    rows = Notification.objects.filter(pk=notification.pk, status__in=[Status.FAILED, Status.UNKNOWN])
    again = rows.update(
        status=Status.QUEUED, not_before=clock.now(), refusals=0, claim=None, claimed_at=None, problem=""
    )
    if not again:
        raise RuleBroken(_("This message is not waiting for anybody's decision."))
    record(actor, Verb.DELIVERY_RETRIED, notification, project_id=notification.project_id)
    enqueue_after_commit(DELIVER)
