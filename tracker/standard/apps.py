from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardConfig(AppConfig):
    name = "tracker.standard"
    label = "standard"
    verbose_name = _("Standard")
    default_auto_field = "django.db.models.BigAutoField"
