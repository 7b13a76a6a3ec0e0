"""Doors for the worker."""

from celery import shared_task

from tracker.awareness import actions


@shared_task(name="awareness.publish_evidence")
def publish_evidence() -> None:
    actions.publish_evidence()


@shared_task(name="awareness.open_next_campaigns")
def open_next_campaigns() -> None:
    """Open the campaigns that come again by today."""
    actions.open_next_campaigns()
