"""What the frame of every page asks for: where else one may go, and what waits there; in one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tracker.core.counting import CountOf
from tracker.core.frame import address
from tracker.notifications.queries import unread, unread_count
from tracker.people.models import User
from tracker.projects.models import Project

Counted = Mapping[str, QuerySet[Any]]


@dataclass(frozen=True)
class Place:
    """An implementation one may enter."""

    name: str
    slug: str
    href: str


class Frame:
    """Asked only where a whole page is drawn; a block of it costs no query.

    `counted` names what the rail counts: rows for each of its rooms that shows a figure.
    """

    def __init__(self, user: User | None, counted: Callable[[], Counted] = dict) -> None:
        self._user = user
        self._counted = counted

    @cached_property
    def projects(self) -> list[Place]:
        return [
            Place(row["name"], row["slug"], address("dashboard:overview", row["slug"]) or "/")
            for row in self._rows
        ]

    @cached_property
    def unread(self) -> int:
        if self._rows:
            return int(self._rows[0]["count_unread"])
        return unread_count(self._user) if self._user is not None else 0

    @cached_property
    def counts(self) -> dict[str, int]:
        """The figures of the rail by room."""
        first = self._rows[0] if self._rows else {}
        return {key.removeprefix("count_"): value for key, value in first.items() if key.startswith("count_")}

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        """The same figures stand beside each implementation: the database counts them once."""
        if self._user is None:
            return []
        wanted = {"unread": unread(self._user), **self._counted()}
        counts = {f"count_{name}": CountOf(rows) for name, rows in wanted.items()}
        return list(Project.objects.visible_to(self._user).order_by("name").values("name", "slug", **counts))
