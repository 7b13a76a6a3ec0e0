"""The raid room as a Django app."""

from django.apps import AppConfig


class RaidConfig(AppConfig):
    name = "tracker.raid"
    label = "raid"
    default_auto_field = "django.db.models.BigAutoField"
