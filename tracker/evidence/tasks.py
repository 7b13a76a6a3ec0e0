"""Doors for the worker."""

from celery import shared_task

from tracker.evidence import actions


@shared_task(name="evidence.scrub_nightly")
def scrub_nightly() -> None:
    actions.scrub_nightly()


@shared_task(name="evidence.read_text")
def read_text(digest: str, media_type: str) -> None:
    actions.read_text(digest, media_type)


@shared_task(name="evidence.read_waiting")
def read_waiting() -> None:
    for _read in actions.read_waiting():
        pass


@shared_task(name="evidence.forget_uploads")
def forget_uploads() -> None:
    actions.forget_uploads()
