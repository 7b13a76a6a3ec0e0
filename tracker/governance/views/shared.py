"""What the pages of this room have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


def frame(project: Project, view: str) -> dict[str, Any]:
    return {
        "project": project,
        "nav": "governance",
        "view": view,
        "may_edit": Permission.GOVERNANCE_EDIT in project.my_permissions,
    }


def attempt(request: HttpRequest, verb: Callable[[], object], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
