"""The project package as an app: it makes every room's tasks known to the queue in every process."""

from django.apps import AppConfig

from iso20k.celery import app


class SiteConfig(AppConfig):
    name = "iso20k"
    verbose_name = "ISO 20K"

    def ready(self) -> None:
        app.autodiscover_tasks(force=True)
