"""Why the database cannot be used, in a sentence for who runs a command."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

NOT_PREPARED = (
    "The database has not been prepared for this version: start it once with ./run, "
    "or say ./run manage migrate and then ./run manage load_catalogue."
)


def why_unusable(error: DatabaseError) -> str | None:
    """None where the database is good and the fault lies with the program."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    try:
        connection.close()
        executor = MigrationExecutor(connection)
    except OperationalError as problem:
        return f"The database does not answer: {str(problem).strip().splitlines()[0].rstrip('.')}."
    except DatabaseError as problem:
        name = settings.DATABASES["default"]["NAME"]
        return f"{name} cannot be read as a database: {problem}. Restore it from a backup."
    if isinstance(error, OperationalError) and not said.startswith("no such"):
        return f"The database could not do it: {said}. Nothing was kept of what was begun."
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return NOT_PREPARED
    return None
