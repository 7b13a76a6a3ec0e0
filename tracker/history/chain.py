"""How the chain is computed: pure functions that a verifier can repeat without this product."""

from datetime import datetime
from typing import Any

from tracker.core.canonical import digest_of

FIRST = "0" * 64


def commitment(salt: str, words: dict[str, Any]) -> str:
    """What the chained entry knows of the names beside it: SHA-256 over salt and words."""
    return digest_of({"salt": salt, "words": words})


def entry_digest(
    *,
    chain: str,
    position: int,
    at: datetime,
    verb: str,
    actor_id: Any,
    project_id: Any,
    subject_type: str,
    subject_id: str,
    before: dict[str, Any],
    after: dict[str, Any],
    label_commitment: str,
    previous_digest: str,
) -> str:
    """SHA-256 over the canonical form of one entry, the digest of the one before it included."""
    return digest_of(
        {
            "chain": chain,
            "position": position,
            "at": at,
            "verb": verb,
            "actor": str(actor_id),
            "project": str(project_id) if project_id else None,
            "subject": [subject_type, subject_id],
            "before": before,
            "after": after,
            "labels": label_commitment,
            "previous": previous_digest,
        }
    )
