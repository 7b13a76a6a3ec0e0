"""Doors for the worker."""

from celery import shared_task

from tracker.reporting import actions


@shared_task(name="reporting.build_report")
def build_report(pk: str) -> None:
    """Build one readiness report."""
    actions.build_report(pk)


@shared_task(name="reporting.build_pack")
def build_pack(pk: str) -> None:
    """Build one evidence pack."""
    actions.build_pack(pk)
