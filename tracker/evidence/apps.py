from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "tracker.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        # Imported here because models need the app registry to be ready.
        from tracker.evidence import search

        post_migrate.connect(search.after_migrate, sender=self, dispatch_uid="evidence.search")
