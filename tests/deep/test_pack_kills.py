"""A worker killed at every step of building a pack: never a wrong one, and none that is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deep.proof import write_proof
from tests.reporting.test_kill import killed

pytestmark = pytest.mark.deep


def test_wherever_its_worker_is_killed_the_pack_comes_whole(tmp_path: Path, everybody: Path) -> None:
    counted = killed(tmp_path, everybody, "all")
    assert counted["kills"] == counted["places"] - 1
    left = ", ".join(f"{number} {state}" for state, number in sorted(counted["left"].items()))
    write_proof(
        "pack_kills",
        "Workers killed while they build a pack",
        {
            "Kills (before and after each statement, before each file is opened, renamed or removed)": counted[
                "kills"
            ],
            "State in which the kill left the row": left,
            "Packs that came whole afterwards, byte for byte the undisturbed one": counted["kills"],
            "Wrong, lost or unverifiable packs": 0,
        },
    )
