"""The copy to go back to, made before an upgrade: of SQLite by SQLite itself, of PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from iso20k import env
from tracker.core import clock


class NoCopy(Exception):
    """No copy could be made, and why; the text says what to do."""


def copy_database(folder: Path) -> Path | None:
    """Copy the database into `folder`; None where that was declined. Raises `NoCopy`."""
    if env.flag("UPGRADE_WITHOUT_COPY"):
        return None
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"before-upgrade-{clock.now():%Y%m%dT%H%M%SZ}"
    try:
        if connection.vendor == "sqlite":
            return copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), folder / f"{name}.sqlite3")
        return copy_postgresql(folder / f"{name}.dump")
    except (OSError, sqlite3.Error) as error:
        raise NoCopy(
            f"The data could not be copied before the upgrade ({error}). Nothing was changed."
        ) from error


def copy_sqlite(source: Path, target: Path) -> Path:
    """A whole copy or none: under another name until it is complete."""
    draft = target.with_suffix(".part")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
        old.backup(new)
    draft.chmod(0o600)
    return draft.replace(target)


def copy_postgresql(target: Path) -> Path:
    """The same with pg_dump, in its own form: `pg_restore` reads it."""
    program = pg_dump()
    if program is None:
        raise NoCopy(
            _advice("pg_dump, which makes the copy, is not here (apt-get install postgresql-client)")
        )
    draft = target.with_suffix(".part")
    words, more = DatabaseClient.settings_to_cmd_args_env(settings.DATABASES["default"], [])
    command = [program, "--format=custom", "--no-password", f"--file={draft}", *words[1:]]
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    done = subprocess.run(command, env={**os.environ, **(more or {})}, capture_output=True, check=False)
    if done.returncode:
        draft.unlink(missing_ok=True)
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise NoCopy(_advice(f"pg_dump could not copy the database: {said}"))
    return draft.replace(target)


def pg_dump() -> str | None:
    """The newest one, unless told otherwise: an older one does not read a newer server."""
    if named := env.text("PG_DUMP"):
        return shutil.which(named)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which("pg_dump")


def _advice(why: str) -> str:
    return (
        f"This version must upgrade the data, and {why}. Nothing was changed. Copy the database yourself, "
        "then start with UPGRADE_WITHOUT_COPY=1."
    )
