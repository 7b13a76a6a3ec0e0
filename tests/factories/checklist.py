"""A checklist opened in a project."""

from __future__ import annotations

from tracker.checklist.actions import open_checklist
from tracker.checklist.models import Checkpoint
from tracker.people.models import User
from tracker.projects.models import Project


def make_checklist(project: Project) -> list[Checkpoint]:
    """All checkpoints of the project, in clause order."""
    open_checklist(actor=User.objects.system(), project=project)
    return list(Checkpoint.objects.of(project).in_order())
