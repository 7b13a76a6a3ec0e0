"""The progress room as a Django app."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "tracker.progress"
    label = "progress"
    default_auto_field = "django.db.models.BigAutoField"
