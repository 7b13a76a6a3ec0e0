"""What people say about tasks, and the views of the plan they keep for each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class TaskComment(ProjectOwned):
    """A remark on a task. It stays when the task leaves the plan, and is there again when it comes back."""

    task = models.ForeignKey(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="comments", db_constraint=False
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=4000)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class KeptView(ProjectOwned):
    """A part of the plan under a name, for all who work in it."""

    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("what is shown"), max_length=500)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_kept_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
