"""What people say about tasks, and the views of the plan they keep for each other."""

from __future__ import annotations

from django.db import models

from tracker.projects.models import KeptQuery, ProjectOwnedQuerySet, Remark


class TaskComment(Remark):
    """A remark on a task. It stays when the task leaves the plan, and is there again when it comes back."""

    task = models.ForeignKey(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="comments", db_constraint=False
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta(Remark.Meta):
        pass


class KeptView(KeptQuery):
    """A part of the plan under a name, for all who work in it."""

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta(KeptQuery.Meta):
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_kept_view_of_a_name")]
