"""Doors for the worker."""

from celery import shared_task

from tracker.progress import actions


@shared_task(name="progress.take_snapshots")
def take_snapshots() -> None:
    actions.take_snapshots()


@shared_task(name="progress.raise_exceptions")
def raise_exceptions() -> None:
    actions.raise_exceptions()
