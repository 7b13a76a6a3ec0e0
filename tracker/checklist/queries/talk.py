"""What was said about checkpoints."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from tracker.checklist.models import Checkpoint, CheckpointComment
from tracker.projects.models import Project


def comments_of(checkpoint: Checkpoint) -> list[CheckpointComment]:
    """The oldest first, with who wrote them; one query."""
    return list(CheckpointComment.objects.filter(checkpoint=checkpoint).select_related("author"))


def comment_counts(project: Project, checkpoints: Iterable[UUID]) -> dict[UUID, int]:
    """How much was said about each of these, where anything was; one query."""
    said = CheckpointComment.objects.of(project).filter(checkpoint__in=list(checkpoints)).order_by()
    return dict(said.values_list("checkpoint_id").annotate(n=Count("pk")))
