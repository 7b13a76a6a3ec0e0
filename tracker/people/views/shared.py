"""What the pages on people have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tracker.history.telling import tell
from tracker.people.choices import VERB_PHRASES
from tracker.people.models import User
from tracker.people.policies import require_admin


def user_of(request: HttpRequest) -> User:
    """The user behind a request that went through `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def admin_of(request: HttpRequest) -> User:
    """The same, refused for who is no administrator."""
    user = user_of(request)
    require_admin(user)
    return user


def told(subject: Any) -> list[dict[str, Any]]:
    return tell(subject, VERB_PHRASES)
