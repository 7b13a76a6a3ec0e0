"""How the log is chained: each entry holds the digest of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

FIRST = "0" * 64
CHAINED = (
    "after",
    "actor",
    "at",
    "before",
    "chain",
    "labels",
    "position",
    "previous",
    "project",
    "subject",
    "verb",
)


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: one way to write a value, so that a digest means the same."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest_of_json(value: Any) -> str:
    return hashlib.sha256(canonical_json(value)).hexdigest()


def entry_reasons(entry: dict[str, Any], previous: str) -> Iterator[str]:
    """What is wrong with one entry that should follow the one with the digest `previous`."""
    if entry["previous"] != previous:
        yield "does not follow the entry before it"
    if digest_of_json({name: entry[name] for name in CHAINED}) != entry["digest"]:
        yield "altered"
    names = entry["names"]
    if not names:
        yield "its names are gone without being erased"
    elif "erased_at" not in names and digest_of_json(names) != entry["labels"]:
        yield "its names were altered"
