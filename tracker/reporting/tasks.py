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


@shared_task(name="reporting.make_due_reports")
def make_due_reports() -> None:
    """Ask for the scheduled reports that are due. The beat knocks every minute."""
    actions.make_due_reports()


@shared_task(name="reporting.mail_heads")
def mail_heads() -> None:
    """Mail where the logs end, each week. The beat knocks every hour."""
    actions.mail_heads()


@shared_task(name="reporting.look_after")
def look_after() -> None:
    """Find documents whose worker died, or that no worker has heard of. The beat knocks every minute."""
    actions.look_after()


@shared_task(name="reporting.expire_packs")
def expire_packs() -> None:
    """Remove the files of packs whose time is over."""
    actions.expire_packs()
