"""The signoffs room as a Django app."""

from django.apps import AppConfig


class SignoffsConfig(AppConfig):
    name = "tracker.signoffs"
    label = "signoffs"
    default_auto_field = "django.db.models.BigAutoField"
