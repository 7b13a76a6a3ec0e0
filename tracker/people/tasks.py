"""Doors for the worker."""

from celery import shared_task

from tracker.people import actions


@shared_task(name="people.take_staff_list")
def take_staff_list(pk: str) -> None:
    """Take one long staff list in."""
    actions.take_list(pk)


@shared_task(name="people.look_after_lists")
def look_after_lists() -> None:
    """Find lists whose worker died, or that no worker has heard of. The beat knocks every minute."""
    actions.look_after_lists()
