"""What the rail counts in each room: it looks into several of them, so it stands above them all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.evidence.models import EvidenceRevision
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.frame import Frame
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs.models import SignOffRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"frame": Frame(None)}
    return {"frame": Frame(user, lambda: counted(user, getattr(request, "project", None)))}


def counted(user: User, project: Project | None) -> dict[str, QuerySet[Any]]:
    """What is due of one's own, what one may confirm, and what waits for one's decision."""
    if project is None:
        return {}
    today = project.today()
    found: dict[str, QuerySet[Any]] = {
        "signoffs": SignOffRequest.objects.of(project).waiting_for(user),
    }
    if user.person_id is not None:
        mine = Task.objects.of(project).open().leaves().filter(owner_id=user.person_id)
        found["my_work"] = mine.filter(due_on__lte=today)
    if Permission.EVIDENCE_CONFIRM in project.my_permissions:
        waits = EvidenceRevision.objects.of(project).valid_on(today).filter(confirmation=None)
        found["evidence"] = waits.exclude(uploaded_by=user)
    return found
