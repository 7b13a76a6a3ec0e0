"""Doors for the worker."""

from celery import shared_task

from tracker.history import actions


@shared_task(name="history.sign_heads")
def sign_heads() -> None:
    actions.sign_heads()
