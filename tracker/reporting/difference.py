"""What a pack holds in short, and how two packs differ: by the digests of the same pieces of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.reporting.content import PackContent


@dataclass(frozen=True, slots=True)
class Difference:
    """Pieces of evidence as they stand in the entries; a change is the piece then and now."""

    added: list[dict[str, Any]]
    changed: list[tuple[dict[str, Any], dict[str, Any]]]
    gone: list[dict[str, Any]]
    same: int

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed) + len(self.gone)


def entries_of(content: PackContent) -> list[dict[str, Any]]:
    return [
        {
            "key": line.key,
            "number": line.number,
            "name": line.name,
            "revision": line.revision,
            "sha256": line.digest,
            "size": line.size,
            "clauses": list(line.clauses),
            "withheld": line.withheld,
        }
        for line in content.evidence
    ]


def difference(earlier: list[dict[str, Any]], later: list[dict[str, Any]]) -> Difference:
    """Added, changed and gone, each in the order in which its pack lists it."""
    then = {entry["key"]: entry for entry in earlier}
    now = {entry["key"]: entry for entry in later}
    both = [(then[key], entry) for key, entry in now.items() if key in then]
    changed = [(old, new) for old, new in both if old["sha256"] != new["sha256"]]
    return Difference(
        added=[entry for key, entry in now.items() if key not in then],
        changed=changed,
        gone=[entry for key, entry in then.items() if key not in now],
        same=len(both) - len(changed),
    )
