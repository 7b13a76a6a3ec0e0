"""The awareness room as a Django app."""

from django.apps import AppConfig


class AwarenessConfig(AppConfig):
    name = "tracker.awareness"
    label = "awareness"
    default_auto_field = "django.db.models.BigAutoField"
