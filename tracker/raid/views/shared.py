"""What the pages of this room have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tracker.projects.models import Project
from tracker.projects.permissions import Permission

LOOK_AGAIN_AFTER = timedelta(days=30)


def frame(project: Project, view: str) -> dict[str, Any]:
    return {
        "project": project,
        "nav": "raid",
        "view": view,
        "today": project.today(),
        "may_edit": Permission.RAID_EDIT in project.my_permissions,
    }


def split(values: dict[str, Any], name: str) -> tuple[Any, dict[str, Any]]:
    """One value, and the others; what the form holds stays whole, to be shown again."""
    return values[name], {key: value for key, value in values.items() if key != name}
