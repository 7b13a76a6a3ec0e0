"""Triggers that refuse to change or delete what is written once: the log, row history, sign-offs.

They are put back after every migration, because altering a table on SQLite rebuilds it and drops its
triggers silently.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from tracker.core.models import AppendOnly

REFUSAL = "this record is written once and cannot be changed"
LABELS = "history_activitylabel"
LONGEST_NAME = 63


def guarded_tables() -> list[str]:
    """Tables of all append-only models and of every row history."""
    return sorted(model._meta.db_table for model in apps.get_models() if _is_guarded(model))


def _is_guarded(model: type[models.Model]) -> bool:
    is_row_history = hasattr(model, "history_type") and hasattr(model, "instance_type")
    return issubclass(model, AppendOnly) or is_row_history


def after_migrate(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Put guards on all tables that exist, once the last app has migrated."""
    install(using)


def install(using: str = "default") -> None:
    connection = connections[using]
    present = set(_guards_present(connection))
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
            cursor.execute(_POSTGRES_LABEL_FUNCTION)
        for table in guarded_tables():
            if table in existing:
                for name, sql in _triggers(connection, table):
                    if name not in present:
                        cursor.execute(sql)


def remove(using: str = "default") -> None:
    """Lift the guards: for emptying a test database and for nothing else."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in guarded_tables():
            if table in existing:
                for name, _sql in _triggers(connection, table):
                    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Everything inside may empty guarded tables; the guards are back afterwards."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def missing_guards(using: str = "default") -> list[str]:
    """Names of guards that should stand on existing tables and do not."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    present = set(_guards_present(connection))
    wanted = (
        name for table in guarded_tables() if table in existing for name, _sql in _triggers(connection, table)
    )
    return [name for name in wanted if name not in present]


def check_guards(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """System check: every guard is in place."""
    return [
        Error(f"The guard {name} is missing; run migrate to put it back.", id="history.E001")
        for using in databases or []
        for name in missing_guards(using)
    ]


def _guards_present(connection: BaseDatabaseWrapper) -> list[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def _triggers(connection: BaseDatabaseWrapper, table: str) -> Iterator[tuple[str, str]]:
    if connection.vendor == "postgresql":
        yield from _postgres_triggers(table)
    else:
        yield from _sqlite_triggers(table)


def guard_name(table: str, event: str) -> str:
    """A name of its own for each table and event; PostgreSQL keeps 63 characters of it and drops the rest."""
    name = f"guard_{table}_{event}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return f"{name[:40]}_{hashlib.sha256(name.encode()).hexdigest()[:12]}_{event}"


def _sqlite_triggers(table: str) -> Iterator[tuple[str, str]]:
    for event in ("update", "delete"):
        name = guard_name(table, event)
        when = ""
        if table == LABELS and event == "update":
            # Names may be erased for good, and nothing else.
            when = (
                "WHEN NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt = '' "
                "AND NEW.words = '{}' AND NEW.activity_id = OLD.activity_id)"
            )
        yield (
            name,
            f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" {when} '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        )


def _postgres_triggers(table: str) -> Iterator[tuple[str, str]]:
    function = "guard_refuse_unless_erasing" if table == LABELS else "guard_refuse"
    change, truncate = guard_name(table, "change"), guard_name(table, "truncate")
    yield (
        change,
        f'CREATE TRIGGER "{change}" BEFORE UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
    )
    yield (
        truncate,
        f'CREATE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse()",
    )


_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""

_POSTGRES_LABEL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION guard_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.salt = ''
     AND NEW.words = '{{}}'::jsonb AND NEW.activity_id = OLD.activity_id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{REFUSAL}';
END $$
"""
