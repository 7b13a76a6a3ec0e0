"""The training room as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "tracker.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
