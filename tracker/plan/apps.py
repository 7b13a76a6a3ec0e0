"""The plan room as a Django app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "tracker.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
