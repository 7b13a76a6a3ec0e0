"""Doors for the worker."""

from celery import shared_task

from tracker.reminders import actions


@shared_task(name="reminders.raise_due")
def raise_due() -> None:
    """Every minute; each run asks what is due by now and not yet sent."""
    actions.raise_due()
    actions.call_programs()


@shared_task(name="reminders.call_programs")
def call_programs() -> None:
    """Tell other programs what was raised; the minute's tick knocks too."""
    actions.call_programs()
