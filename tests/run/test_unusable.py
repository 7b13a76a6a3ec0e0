"""A database that cannot be used is told of in a sentence, whatever command is asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.run.tracker import call, prepare

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="speaks of the embedded database"),
]


def test_a_folder_that_was_never_prepared_and_a_file_that_is_no_database(tmp_path: Path) -> None:
    fresh = call(tmp_path, "manage.py", "create_user", "first@example.org")
    assert (fresh.returncode, fresh.stdout) == (1, "")
    assert fresh.stderr.startswith("The database has not been prepared for this version: start it once")

    (tmp_path / "db.sqlite3").write_bytes(b"This was a database once. " * 100)
    for done in (call(tmp_path, "manage.py", "verify_log"), prepare(tmp_path)):
        assert done.returncode == 1
        assert "cannot be read as a database: file is not a database." in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_the_reason_that_is_given() -> None:
    from django.db import OperationalError

    from iso20k.unusable import why_unusable

    said = why_unusable(OperationalError("database or disk is full"))
    assert (
        said == "The database could not do it: database or disk is full. Nothing was kept of what was begun."
    )
