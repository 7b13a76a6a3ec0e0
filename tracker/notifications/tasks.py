"""Doors for the worker."""

from celery import shared_task

from tracker.notifications import actions


@shared_task(name="notifications.deliver_pending")
def deliver_pending() -> None:
    """Send what waits. The beat knocks every minute, and each verb that posted a message does too."""
    actions.deliver_pending()


@shared_task(name="notifications.read_bounces")
def read_bounces() -> None:
    """Read the mailbox to which mail comes back, where the settings name one."""
    actions.read_mailbox()
