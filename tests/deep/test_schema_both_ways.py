"""A database made from the models at once is the one to which all migrations lead."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.run.tracker import call

pytestmark = [pytest.mark.deep, pytest.mark.timeout(900)]


def schema(data: Path) -> dict[str, object]:
    """Columns, indexes, keys, checks and triggers of each table, whatever order they were made in."""
    with sqlite3.connect(data / "db.sqlite3") as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, object] = {}
        for table in tables:
            columns = sorted(row[1:] for row in base.execute(f'PRAGMA table_info("{table}")'))
            keys = sorted(row[2:] for row in base.execute(f'PRAGMA foreign_key_list("{table}")'))
            indexes = base.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", [table]
            )
            (text,) = base.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
            checks = sorted(re.findall(r'CONSTRAINT "(\w+)"', text))
            found[table] = (columns, keys, sorted(sql for (sql,) in indexes if sql), checks)
        found["triggers"] = sorted(base.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))
        found["migrations"] = sorted(base.execute("SELECT app, name FROM django_migrations"))
    return found


def test_models_and_migrations_make_the_same_database(tmp_path: Path) -> None:
    at_once, by_steps = tmp_path / "at_once", tmp_path / "by_steps"
    assert call(at_once, "manage.py", "migrate").returncode == 0
    # Begun with one app, it is not empty any more, and Django goes the long way.
    assert call(by_steps, "manage.py", "migrate", "contenttypes").returncode == 0
    assert call(by_steps, "manage.py", "migrate").returncode == 0
    assert schema(at_once) == schema(by_steps)
    with sqlite3.connect(at_once / "db.sqlite3") as base:
        (planted,) = base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        ).fetchone()
        base.execute(f'DROP INDEX "{planted}"')
    assert schema(at_once) != schema(by_steps)
