"""What the pages on people have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from tracker.history.telling import tell
from tracker.people.access import user_of
from tracker.people.choices import VERB_PHRASES
from tracker.people.models import User
from tracker.people.picking import found, label_of
from tracker.people.policies import require_admin


def admin_of(request: HttpRequest) -> User:
    """The same, refused for who is no administrator."""
    user = user_of(request)
    require_admin(user)
    return user


def names_found(rows: Any, request: HttpRequest) -> JsonResponse:
    """The people whom the words may mean, as lines that the field reads back."""
    words = request.GET.get("q", "")[:200].strip()
    people = found(rows, words) if len(words) > 1 else []
    return JsonResponse({"names": [label_of(row) for row in people]}, headers={"Cache-Control": "no-store"})


def told(subject: Any) -> list[dict[str, Any]]:
    return tell(subject, VERB_PHRASES)
