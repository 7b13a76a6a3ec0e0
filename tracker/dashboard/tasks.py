"""Doors for the worker."""

from celery import shared_task

from tracker.dashboard import actions


@shared_task(name="dashboard.draft_news")
def draft_news() -> None:
    """Every minute; a milestone that is news already is left alone."""
    actions.draft_news_of_milestones()
