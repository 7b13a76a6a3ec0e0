"""What people say about checkpoints, and the filters of the list that they keep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import KeptQuery, ProjectOwnedQuerySet, Remark


class CheckpointComment(Remark):
    """A remark on a checkpoint, for those who work on it; the certification body does not read it."""

    checkpoint = models.ForeignKey(
        "checklist.Checkpoint",
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("checkpoint"),
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta(Remark.Meta):
        verbose_name = _("comment on a checkpoint")
        verbose_name_plural = _("comments on checkpoints")


class KeptFilter(KeptQuery):
    """A filter of the list of all checkpoints under a name: one's own, or nobody's and so for all."""

    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("whose")
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta(KeptQuery.Meta):
        verbose_name = _("kept filter")
        verbose_name_plural = _("kept filters")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "owner", "name"),
                condition=Q(owner__isnull=False),
                name="one_own_filter_of_a_name",
            ),
            models.UniqueConstraint(
                fields=("project", "name"),
                condition=Q(owner__isnull=True),
                name="one_filter_for_all_of_a_name",
            ),
        )
