"""Doors for the worker."""

from celery import shared_task

from tracker.evidence import actions


@shared_task(name="evidence.scrub_nightly")
def scrub_nightly() -> None:
    actions.scrub_nightly()
