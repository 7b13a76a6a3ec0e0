"""The checks room as a Django app."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "tracker.checks"
    label = "checks"
    default_auto_field = "django.db.models.BigAutoField"
