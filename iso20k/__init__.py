"""The project package: settings, addresses, timetable and doors to the servers."""

from iso20k.celery import app as celery_app

__all__ = ["celery_app"]
