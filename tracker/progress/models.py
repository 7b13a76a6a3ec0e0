"""The nightly snapshot: history, not a cache. Everything else in this room is a question."""

from django.db import models
from django.utils.translation import gettext as _

from tracker.projects.models import Project, ProjectOwnedQuerySet


class ProgressSnapshot(models.Model):
    """How a project stood at the end of one of its days.

    `clauses` maps the main clauses to their tallies; `milestones` lists forecast, baseline and actual.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="snapshots")
    day = models.DateField()
    taken_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    ready = models.PositiveIntegerField()
    certificate_on = models.DateField(null=True, blank=True)
    clauses = models.JSONField(default=dict)
    milestones = models.JSONField(default=list)
    training = models.JSONField(default=dict)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["project", "day"], name="one_snapshot_a_day")]

    def __str__(self) -> str:
        return _("%(project)s on %(day)s") % {"project": self.project_id, "day": self.day}
