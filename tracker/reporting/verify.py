"""Checking a pack with nothing but the pack and the key.

`python -m tracker.reporting.verify DIR-or-ZIP --fingerprint HEX`, or `--public-key FILE`.

The logic stands in `core.proof`, and travels as `verify.py` in every pack. Exit code 0: intact, signer proven;
1: something is damaged, missing or extra; 2: cannot be read as a pack; 3: intact, signer unproven.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tracker.core.proof.command import check, main, report, run
from tracker.core.proof.findings import (
    DAMAGED,
    PROVEN,
    UNPROVEN,
    UNREADABLE,
    Finding,
    Outside,
    Unreadable,
    plain_fingerprint,
)

__all__ = [
    "DAMAGED",
    "PROVEN",
    "UNPROVEN",
    "UNREADABLE",
    "Finding",
    "Unreadable",
    "main",
    "report",
    "run",
    "verify",
]


def verify(path: Path, public_key: bytes | None = None, fingerprint: str | None = None) -> Finding:
    """Compare everything; raises `Unreadable` for what is no pack at all."""
    return check(path, Outside(public_key, None if fingerprint is None else plain_fingerprint(fingerprint)))


if __name__ == "__main__":
    sys.exit(main())
