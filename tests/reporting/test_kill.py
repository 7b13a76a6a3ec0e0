"""A worker killed while it builds a pack: never a wrong pack, and none that is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.run.tracker import ROOT, environment, prepared

pytestmark = pytest.mark.kill


def killed(data: Path, everybody: Path, places: str) -> dict[str, Any]:
    """Rounds in a process of their own, on a database of their own; what they counted."""
    shutil.copytree(prepared(everybody), data, dirs_exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.reporting.killing", places],
        cwd=ROOT,
        env=environment(data, DJANGO_SETTINGS_MODULE="tests.settings"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    counted: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return counted


@pytest.mark.once
def test_wherever_its_worker_is_killed_the_pack_comes_whole(tmp_path: Path, everybody: Path) -> None:
    counted = killed(tmp_path, everybody, "3")
    assert counted["kills"] == 3
    assert counted["places"] > 50
    assert set(counted["left"]) <= {"queued", "building", "finished"}
    assert counted["left"]["building"] >= 1
