"""What the pages on people have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tracker.history.telling import tell
from tracker.people.access import user_of
from tracker.people.choices import VERB_PHRASES
from tracker.people.models import User
from tracker.people.policies import require_admin


def admin_of(request: HttpRequest) -> User:
    """The same, refused for who is no administrator."""
    user = user_of(request)
    require_admin(user)
    return user


def told(subject: Any) -> list[dict[str, Any]]:
    return tell(subject, VERB_PHRASES)
