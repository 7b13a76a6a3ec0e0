"""The tools as a Django app: models here are abstract."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tracker.core"
    label = "core"
