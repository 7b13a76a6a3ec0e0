"""From SQLite to PostgreSQL and back: the same rows, files and chain; and an upgrade keeps a copy on both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.run.tracker import ROOT, call, environment, prepared, servers_of_its_own

pytestmark = [pytest.mark.engines, pytest.mark.kill]


@pytest.fixture
def postgresql() -> Iterator[str]:
    with servers_of_its_own() as servers:
        yield servers["DATABASE_URL"]


def carry(data: Path, source: Path | str, target: Path, **env: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.history.carry", str(source), str(target)],
        cwd=ROOT,
        env=environment(data, DJANGO_SETTINGS_MODULE="iso20k.settings", **env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def contents(backup: Path) -> dict[str, Any]:
    with zipfile.ZipFile(backup) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        manifest["key"] = archive.read("seal_key.pem")
    del manifest["made_at"]
    return manifest


def test_rows_files_and_chain_travel_from_sqlite_to_postgresql_and_back(
    tmp_path: Path, everybody: Path, postgresql: str
) -> None:
    first, there, back = (tmp_path / name for name in ("first", "there", "back"))
    for folder in (first, back):
        shutil.copytree(prepared(everybody), folder)
    started = carry(first, "fill", tmp_path / "1.zip")
    moved = carry(there, tmp_path / "1.zip", tmp_path / "2.zip", DATABASE_URL=postgresql)
    returned = carry(back, tmp_path / "2.zip", tmp_path / "3.zip")
    for said in (started, moved, returned):
        assert said["problems"] == []
        assert any("people.nothing" in problem or "entry" in problem for problem in said["planted"]), said
    assert started["entries"] > 5
    assert started["signed"] == 1
    assert started["files"] == 4
    untouched = ("digest", "rows", "files", "entries", "signed")
    assert len({tuple(said[name] for name in untouched) for said in (started, moved, returned)}) == 1
    assert contents(tmp_path / "1.zip") == contents(tmp_path / "2.zip") == contents(tmp_path / "3.zip")

    # A later version finds this data: it keeps a copy before it upgrades, or does not upgrade.
    server = {"DATABASE_URL": postgresql, "DJANGO_SETTINGS_MODULE": "iso20k.settings"}
    assert call(there, "manage.py", "migrate", "mfa", "zero", **server).returncode == 0
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    refused = call(
        there, "-m", "iso20k.supervise.prepare", "--empty", **{**server, "PG_DUMP": str(nothing / "x")}
    )
    assert refused.returncode == 1
    assert "UPGRADE_WITHOUT_COPY=1" in refused.stderr
    assert "Traceback" not in refused.stderr
    upgraded = call(there, "-m", "iso20k.supervise.prepare", "--empty", **server)
    assert upgraded.returncode == 0, upgraded.stderr
    (copy,) = (there / "backups").iterdir()
    assert str(copy) in upgraded.stdout
    assert copy.stat().st_mode & 0o077 == 0
    assert copy.read_bytes().startswith(b"PGDMP")
    assert os.listdir(nothing) == []
