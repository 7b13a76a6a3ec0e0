"""The nightly snapshot, history and not a cache; tolerances, and the exceptions from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tracker.people.models import User
from tracker.plan.models import Phase, Task
from tracker.progress.choices import Aspect, EarningRule, ExceptionState
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet


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


class Tolerance(ProjectOwned):
    """How far a stage, or the whole project, may be off before somebody above decides.

    The project's own tolerance of time is in its settings.
    """

    aspect = models.CharField(_l("aspect"), max_length=10, choices=Aspect)
    phase = models.ForeignKey(
        Phase, on_delete=models.PROTECT, related_name="tolerances", null=True, blank=True
    )
    limit = models.PositiveIntegerField(_l("at most"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["aspect", "phase__place"]
        constraints = [
            models.UniqueConstraint(fields=["project", "aspect", "phase"], name="one_tolerance_of_a_stage"),
            models.UniqueConstraint(
                fields=["project", "aspect"], condition=Q(phase=None), name="one_tolerance_of_a_project"
            ),
        ]

    def __str__(self) -> str:
        return _("the tolerance of %(aspect)s") % {"aspect": self.get_aspect_display()}


class ExceptionReport(ProjectOwned):
    """A tolerance that the forecast has passed: raised by itself, open until somebody above has decided."""

    number = models.PositiveIntegerField(_l("number"))
    aspect = models.CharField(_l("aspect"), max_length=10, choices=Aspect)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    limit = models.PositiveIntegerField(_l("at most"))
    measured = models.PositiveIntegerField(_l("measured"))
    raised_at = models.DateTimeField(_l("raised at"))
    state = models.CharField(_l("state"), max_length=10, choices=ExceptionState, default=ExceptionState.OPEN)
    cause = models.TextField(_l("cause"), blank=True)
    options = models.TextField(_l("options"), blank=True)
    proposal = models.TextField(_l("what is proposed"), blank=True)
    decision = models.TextField(_l("decision"), blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(_l("decided at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_exception_of_a_number"),
            models.UniqueConstraint(
                fields=["project", "aspect", "phase"],
                condition=~Q(state=ExceptionState.DECIDED),
                name="one_undecided_exception_of_a_stage",
            ),
            models.UniqueConstraint(
                fields=["project", "aspect"],
                condition=Q(phase=None) & ~Q(state=ExceptionState.DECIDED),
                name="one_undecided_exception_of_a_project",
            ),
        ]

    def __str__(self) -> str:
        return _("exception %(number)s") % {"number": self.number}

    @property
    def is_open(self) -> bool:
        return self.state != ExceptionState.DECIDED


class Earning(ProjectOwned):
    """By which rule the hours of a task count as earned, where it is not the usual one of the project.

    `steps` hold name, weight in percent, and the day on which each was done.
    """

    task = models.OneToOneField(
        Task, on_delete=models.DO_NOTHING, related_name="earning", db_constraint=False
    )
    rule = models.CharField(_l("rule"), max_length=10, choices=EarningRule)
    steps = models.JSONField(_l("steps"), default=list, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return _("the earning rule of %(task)s") % {"task": self.task_id}


class ValueBasis(ProjectOwned):
    """What the whole project counts by: the usual rule, and what an hour costs where money is to be shown."""

    rule = models.CharField(_l("usual rule"), max_length=10, choices=EarningRule, default=EarningRule.AT_END)
    rate = models.DecimalField(_l("cost of an hour"), max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_l("currency"), max_length=3, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project"], name="one_value_basis_of_a_project"),
            models.CheckConstraint(
                condition=Q(rate=None) | (Q(rate__gt=0) & ~Q(currency="")), name="a_rate_has_a_currency"
            ),
        ]

    def __str__(self) -> str:
        return _("what earned value counts by")
