"""What holds a plan to what was agreed: change requests, and how long a task may take at best and at worst."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class ChangeKind(models.TextChoices):
    """What is put before the sponsor: the whole plan as it stands, or one change of what was agreed."""

    BASELINE = "baseline", _("Baseline")
    CHANGE = "change", _("Change")


class ChangeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    APPLIED = "applied", _("Applied")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeRequest(ProjectOwned):
    """A request to change the baseline; nothing enters it by another way.

    `items` say what is to change, `effect` what the engine computed of it when the decision was asked for, and
    `proposed` the rows of the baseline that an approval brings into force.
    """

    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind, default=ChangeKind.CHANGE)
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(_("reason"))
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    items = models.JSONField(_("what changes"), default=list, blank=True)
    effect = models.JSONField(_("effect"), default=dict, blank=True)
    proposed = models.JSONField(_("proposed baseline"), default=list, blank=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_change_request_of_a_number")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in {ChangeState.DRAFT, ChangeState.WAITING, ChangeState.APPROVED}

    @property
    def is_baseline(self) -> bool:
        return self.kind == ChangeKind.BASELINE


class TaskEstimate(ProjectOwned):
    """How long a task takes when all goes well and when little does; its duration says what is likely."""

    task = models.OneToOneField(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="estimate", db_constraint=False
    )
    best_days = models.DecimalField(_("at best, in working days"), max_digits=6, decimal_places=1)
    worst_days = models.DecimalField(_("at worst, in working days"), max_digits=6, decimal_places=1)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worst_days__gte=models.F("best_days"), best_days__gte=0),
                name="at_worst_is_not_shorter_than_at_best",
            )
        ]

    def __str__(self) -> str:
        return f"{self.best_days} – {self.worst_days}"
