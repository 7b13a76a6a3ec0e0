"""What the frame of every page asks for: where else one may go, and what has not been read yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from tracker.core.frame import address
from tracker.notifications.queries import unread_count
from tracker.people.models import User
from tracker.projects.models import Project


@dataclass(frozen=True)
class Place:
    """An implementation one may enter."""

    name: str
    slug: str
    href: str


class Frame:
    """Asked only where a whole page is drawn; a block of it costs no query."""

    def __init__(self, user: User | None) -> None:
        self._user = user

    @cached_property
    def projects(self) -> list[Place]:
        if self._user is None:
            return []
        found = Project.objects.visible_to(self._user).order_by("name").values_list("name", "slug")
        return [Place(name, slug, address("dashboard:overview", slug) or "/") for name, slug in found]

    @cached_property
    def unread(self) -> int:
        return unread_count(self._user) if self._user is not None else 0


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    user = getattr(request, "user", None)
    return {"frame": Frame(user if isinstance(user, User) else None)}
