"""Doors for the worker."""

from celery import shared_task

from tracker.awareness import actions


@shared_task(name="awareness.publish_evidence")
def publish_evidence() -> None:
    actions.publish_evidence()
