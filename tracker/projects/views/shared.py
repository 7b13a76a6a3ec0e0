"""What the pages of this room have in common."""

from __future__ import annotations

from typing import Any

from tracker.history.telling import tell
from tracker.people.choices import VERB_PHRASES as PEOPLE_PHRASES
from tracker.projects.choices import VERB_PHRASES


def told(subject: Any) -> list[dict[str, Any]]:
    return tell(subject, PEOPLE_PHRASES, VERB_PHRASES)
