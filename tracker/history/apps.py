"""The log as a Django app: after each migration the guards are put back on their tables."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    name = "tracker.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Imported here because models and checks need the app registry to be ready.
        from tracker.history import guard

        post_migrate.connect(guard.after_migrate, dispatch_uid="history.guard")
        register(guard.check_guards, Tags.database)
