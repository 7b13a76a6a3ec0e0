"""What is to be gained, how far it is, and which goals of the organization it serves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.governance.choices import BenefitKind, Strength
from tracker.people.models import Person
from tracker.projects.models import Objective, ProjectOwned, ProjectOwnedQuerySet


class Benefit(ProjectOwned):
    """Something that gets better, with where it stood and where it is to be. `next_on` is when it is measured
    next; there is none once the last measurement is in."""

    title = models.CharField(_("benefit"), max_length=200)
    kind = models.CharField(_("kind"), max_length=15, choices=BenefitKind)
    measure = models.CharField(_("how it is measured"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("where it stood"), max_digits=14, decimal_places=2)
    target = models.DecimalField(_("where it is to be"), max_digits=14, decimal_places=2)
    starts_on = models.DateField(_("begins to show from"))
    due_on = models.DateField(_("to be reached by"))
    next_on = models.DateField(_("to be measured next by"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="benefits", null=True, blank=True
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="benefits", null=True, blank=True
    )
    worth = models.DecimalField(
        _("worth a year once reached"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "title")
        constraints = (
            models.UniqueConstraint(fields=("project", "title"), name="one_benefit_of_a_title"),
            models.CheckConstraint(condition=~Q(target=F("baseline")), name="a_benefit_changes_something"),
            models.CheckConstraint(condition=Q(due_on__gt=F("starts_on")), name="a_benefit_takes_time"),
        )

    def __str__(self) -> str:
        return self.title


class Measurement(ProjectOwned):
    """One value of a benefit on one day."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="measurements")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    measured_on = models.DateField(_("measured on"))
    note = models.CharField(_("what shows it"), max_length=500, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-measured_on",)
        constraints = (
            models.UniqueConstraint(fields=("benefit", "measured_on"), name="one_measurement_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.benefit}, {self.value}"


class StrategicGoal(ProjectOwned):
    """What the organization wants, apart from the certificate."""

    title = models.CharField(_("strategic goal"), max_length=200)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "title")
        constraints = (models.UniqueConstraint(fields=("project", "title"), name="one_goal_of_a_title"),)

    def __str__(self) -> str:
        return self.title


class GoalLink(ProjectOwned):
    """An objective or a benefit serves a goal; without a goal it is the recorded reason why it serves none."""

    goal = models.ForeignKey(
        StrategicGoal, on_delete=models.PROTECT, related_name="links", null=True, blank=True
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="goal_links", null=True, blank=True
    )
    benefit = models.ForeignKey(
        Benefit, on_delete=models.PROTECT, related_name="goal_links", null=True, blank=True
    )
    strength = models.CharField(_("how much"), max_length=10, choices=Strength, default=Strength.SOME)
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(objective=None, benefit__isnull=False) | Q(objective__isnull=False, benefit=None),
                name="a_link_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=False) | ~Q(why=""), name="serving_no_goal_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=("goal", "objective"),
                condition=Q(benefit=None),
                name="an_objective_serves_a_goal_once",
            ),
            models.UniqueConstraint(
                fields=("goal", "benefit"), condition=Q(objective=None), name="a_benefit_serves_a_goal_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.objective or self.benefit} · {self.goal or self.why}"
