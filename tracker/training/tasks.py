"""Doors for the worker."""

from celery import shared_task

from tracker.training import actions


@shared_task(name="training.publish_evidence")
def publish_evidence() -> None:
    actions.publish_evidence()
