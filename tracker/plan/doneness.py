"""The checklist of a task, and the evidence by which it counts as done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Evidence
from tracker.people.models import User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class TaskStep(ProjectOwned):
    """A line of the checklist of a task. It stays when the task leaves the plan, as its comments do."""

    task = models.ForeignKey(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="steps", db_constraint=False
    )
    place = models.PositiveSmallIntegerField(_("place"))
    name = models.CharField(_("step"), max_length=200)
    ticked_at = models.DateTimeField(_("ticked at"), null=True, blank=True)
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="a_step_stands_once_in_a_checklist"),
            models.CheckConstraint(
                condition=Q(ticked_at=None, ticked_by=None)
                | Q(ticked_at__isnull=False, ticked_by__isnull=False),
                name="ticked_means_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ticked(self) -> bool:
        return self.ticked_at is not None


class TaskEvidence(ProjectOwned):
    """This evidence shows that the task was done."""

    task = models.ForeignKey(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="proofs", db_constraint=False
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="task_links")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a task")
        constraints = [
            models.UniqueConstraint(fields=["task", "evidence"], name="a_task_is_shown_by_it_once")
        ]

    def __str__(self) -> str:
        return _t("%(evidence)s for %(task)s") % {"evidence": self.evidence, "task": self.task}
