"""An entry of the log as plain values: what the chain is computed over, and a line of an export."""

from __future__ import annotations

from typing import Any

from tracker.core.canonical import plain
from tracker.history.models import Activity, ActivityLabel


def line_of(entry: Activity) -> dict[str, Any]:
    """The chained values, the digest over them, and the names beside the chain (or when they were erased)."""
    return {
        "chain": entry.chain,
        "position": entry.position,
        "at": plain(entry.at),
        "verb": entry.verb,
        "actor": str(entry.actor_id),
        "project": str(entry.project_id) if entry.project_id else None,
        "subject": [entry.subject_type, entry.subject_id],
        "before": entry.before,
        "after": entry.after,
        "labels": entry.label_commitment,
        "previous": entry.previous_digest,
        "digest": entry.digest,
        "names": _names(getattr(entry, "label", None)),
    }


def _names(label: ActivityLabel | None) -> dict[str, Any] | None:
    if label is None:
        return None
    if label.erased_at is not None:
        return {"erased_at": plain(label.erased_at)}
    return {"salt": label.salt, "words": label.words}
