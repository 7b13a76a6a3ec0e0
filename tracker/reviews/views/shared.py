"""What the pages of this room have in common."""

from __future__ import annotations

from typing import Any

from tracker.projects.models import Project
from tracker.projects.permissions import Permission


def frame(project: Project, view: str) -> dict[str, Any]:
    return {
        "project": project,
        "nav": "reviews",
        "view": view,
        "today": project.today(),
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
    }
