"""Every byte of a pack flipped, one at a time: the verifier names the file each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deep.proof import write_proof
from tests.reporting.test_verify import PARTS, PEM, flip_all, pack

__all__ = ["pack"]

pytestmark = pytest.mark.deep


def test_every_flipped_byte_is_found_and_its_file_named(pack: Path) -> None:
    flipped = 0
    for key in (PEM, None):
        for name in PARTS:
            bytes_flipped, missed = flip_all(pack, name, key, most=10**9)
            assert missed == 0, name
            flipped += bytes_flipped
    write_proof(
        "pack_flips",
        "Flipped bytes in packs",
        {"Bytes flipped, with and without a key from outside": flipped, "Missed": 0},
    )
