"""The dashboard room as a Django app; it owns no rows."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "tracker.dashboard"
    label = "dashboard"
