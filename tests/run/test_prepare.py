"""What is done to a data folder before the doors open."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.run.tracker import call, prepare, prepared

pytestmark = [pytest.mark.kill, pytest.mark.once]


def count(path: Path, sql: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(sql).fetchone()[0])


def test_an_older_folder_is_copied_then_upgraded_and_a_newer_one_is_left_alone(
    tmp_path: Path, everybody: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared(everybody), data)
    assert not (data / "backups").exists()
    database = data / "db.sqlite3"
    assert count(database, "SELECT count(*) FROM standard_requirement") == 206

    # A version that did not know second factors yet.
    assert call(data, "manage.py", "migrate", "mfa", "zero").returncode == 0
    second = prepare(data)
    assert second.returncode == 0, second.stderr
    (copy,) = (data / "backups").iterdir()
    assert count(copy, "SELECT count(*) FROM django_migrations WHERE app = 'mfa'") == 0
    assert count(copy, "SELECT count(*) FROM standard_requirement") == 206
    assert count(database, "SELECT count(*) FROM django_migrations WHERE app = 'mfa'") > 0
    assert str(copy) in second.stdout

    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', '2030-01-01')"
        )
    third = prepare(data)
    assert third.returncode == 1
    assert "people.9999_later" in third.stderr
    assert "Traceback" not in third.stderr


def test_an_upgrade_that_was_ended_after_its_last_step_is_finished_at_the_next_start(
    tmp_path: Path, everybody: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared(everybody), data)
    guards = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'guard_%'"
    many = count(data / "db.sqlite3", guards)
    with closing(sqlite3.connect(data / "db.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER guard_history_activity_update")
    # Without an upgrade that was ended, a guard that is gone is a finding, and no start may wipe it away.
    assert prepare(data).returncode == 0
    assert count(data / "db.sqlite3", guards) == many - 1
    (data / ".upgrade_unfinished").touch()
    assert prepare(data).returncode == 0
    assert count(data / "db.sqlite3", guards) == many
    assert not (data / ".upgrade_unfinished").exists()


def test_an_upgrade_reminds_of_what_the_new_version_knows(tmp_path: Path, everybody: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared(everybody), data)
    begun = call(data, "manage.py", "create_project", "older", "--name", "Older")
    assert begun.returncode == 0, begun.stderr
    rules = "SELECT count(*) FROM reminders_reminderrule"
    many = count(data / "db.sqlite3", rules)
    with closing(sqlite3.connect(data / "db.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM reminders_reminderrule WHERE source IN ('risks', 'meetings')")
    assert count(data / "db.sqlite3", rules) == many - 2
    # Who set a rule aside at an ordinary start would find it back: only an upgrade brings the new ones.
    assert prepare(data).returncode == 0
    assert count(data / "db.sqlite3", rules) == many - 2
    (data / ".upgrade_unfinished").touch()
    done = prepare(data)
    assert done.returncode == 0, done.stderr
    assert count(data / "db.sqlite3", rules) == many


def test_keys_and_data_can_be_read_by_their_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert call(data, "manage.py", "check").returncode == 0
    assert data.stat().st_mode & 0o077 == 0
    assert (data / "secret_key").stat().st_mode & 0o077 == 0
