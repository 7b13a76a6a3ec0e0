"""What the pages of this room have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tracker.history.telling import tell
from tracker.people.choices import VERB_PHRASES as PEOPLE_PHRASES
from tracker.people.models import User
from tracker.projects.choices import VERB_PHRASES


def user_of(request: HttpRequest) -> User:
    """The user behind a request that went through `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def told(subject: Any) -> list[dict[str, Any]]:
    return tell(subject, PEOPLE_PHRASES, VERB_PHRASES)
