"""The projects room as a Django app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "tracker.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
