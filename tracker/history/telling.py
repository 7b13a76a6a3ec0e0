"""What was done to one thing, in plain words, for the page of that thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.history.queries import of_subject

MOST = 20


def tell(subject: Any, *rooms: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """Newest first. `rooms` are the tables of phrases of the rooms whose verbs may have been used."""
    phrases = {str(verb): str(words) for room in rooms for verb, words in room.items()}
    told = []
    for entry in of_subject(subject)[:MOST]:
        words = entry.label.words
        did = phrases.get(entry.verb, entry.verb).replace("{subject}", words.get("subject", ""))
        said = {
            "actor": words.get("actor", ""),
            "did": did,
            "at": entry.at,
            "reason": words.get("reason", ""),
        }
        told.append(said)
    return told
