"""After a change only the rows that differ are sent: a long plan is not drawn anew for one date."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from tracker.plan.gantt import Gantt
from tracker.plan.queries import PlanTable

MARK = 8
# Where most rows differ, the whole is as quick to draw and simpler to put in its place.
MOST_CHANGED = 0.5


def drawn(table: PlanTable, zoom: str, may_edit: bool) -> dict[str, Any]:
    """The time line, a short mark of each row as it is drawn, and one of what all share: order, scale and links."""
    drawing, order = Gantt(table, zoom), [row.id for row in table.rows]
    return {
        "drawing": drawing,
        "marks": [_mark(row) for row in table.rows],
        "shared": _mark((order, drawing.frame, may_edit)),
    }


def _mark(facts: object) -> str:
    return f"{zlib.crc32(repr(facts).encode()):0{MARK}x}"


def redrawn(request: HttpRequest, context: Mapping[str, Any]) -> list[int] | None:
    """The places of the rows that differ from those that the browser says it has.

    None where the plan has to be drawn anew: rows came, left or moved, the scale is another, or most of it changed.
    """
    shared, _gap, had = request.POST.get("have", "").partition(" ")
    marks: list[str] = context["marks"]
    if shared != context["shared"] or len(had) != MARK * len(marks):
        return None
    places = [place for place, mark in enumerate(marks) if had[place * MARK : (place + 1) * MARK] != mark]
    return places if len(places) <= MOST_CHANGED * len(marks) + 1 else None
