"""`manage.py migrate`: Django's own, but an empty database is made from the models at once.

Django draws every model anew for every step of every migration, which takes longer than all else of a first
start together. In an empty database the steps lead to what the models say; so the tables are made from them,
and the migrations are written down as applied. `./run deep schema_both_ways` holds the two ways equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction

# With one of these, somebody wants more than to be up to date.
WISHES = (
    "app_label",
    "migration_name",
    "fake",
    "fake_initial",
    "plan",
    "check_unapplied",
    "run_syncdb",
    "prune",
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        if any(options[wish] for wish in WISHES) or connection.introspection.table_names():
            return super().handle(*args, **options)
        quiet = {**options, "verbosity": 0}
        # SQLite can leave out its checks only before a transaction begins.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=connection.alias):
                with _without_migrations():
                    super().handle(*args, **{**quiet, "run_syncdb": True})
                super().handle(*args, **{**quiet, "fake": True})
        finally:
            connection.enable_constraint_checking()
        if options["verbosity"]:
            self.stdout.write(f"Made {len(connection.introspection.table_names())} tables from the models.")
        return None


@contextmanager
def _without_migrations() -> Iterator[None]:
    kept = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = kept
