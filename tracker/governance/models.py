"""The business case with its options, sums and assumptions; benefits and direction stand beside it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tracker.governance.benefits import Benefit, GoalLink, Measurement, StrategicGoal
from tracker.governance.choices import Direction, OptionKind, Rhythm, Sureness
from tracker.governance.direction import Commitment, DecisionAsked, Obstacle
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet

__all__ = [
    "Assumption",
    "Benefit",
    "BusinessCase",
    "CaseOption",
    "CashLine",
    "Commitment",
    "DecisionAsked",
    "GoalLink",
    "Measurement",
    "Obstacle",
    "StrategicGoal",
]

MOST_MONTHS = 120


class BusinessCase(ProjectOwned):
    """Why this is worth doing, in words and in money. It can be changed at any time; what was approved stands
    frozen in its sign-off."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="business_case")
    need = models.TextField(_l("why something has to be done"))
    risks = models.TextField(_l("what could spoil it"), blank=True)
    currency = models.CharField(_l("currency"), max_length=3)
    rate = models.DecimalField(_l("discount rate, percent a year"), max_digits=5, decimal_places=2)
    months = models.PositiveSmallIntegerField(_l("months looked at"))
    asked = models.PositiveIntegerField(_l("versions put before somebody"), default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="a_rate_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=MOST_MONTHS), name="a_case_looks_at_ten_years_at_most"
            ),
        )

    def __str__(self) -> str:
        return _("the business case")


class CaseOption(ProjectOwned):
    """One way that could be gone."""

    case = models.ForeignKey(BusinessCase, on_delete=models.PROTECT, related_name="options")
    kind = models.CharField(_l("kind"), max_length=10, choices=OptionKind)
    description = models.TextField(_l("what it means"), blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    recommended = models.BooleanField(_l("recommended"), default=False)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("case", "kind"), name="one_option_of_a_kind"),
            models.UniqueConstraint(
                fields=("case",), condition=Q(recommended=True), name="one_option_is_recommended"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class CashLine(ProjectOwned):
    """A sum that an option costs or brings: once, every month or every year. Month 0 is the start."""

    option = models.ForeignKey(CaseOption, on_delete=models.PROTECT, related_name="lines")
    direction = models.CharField(_l("cost or benefit"), max_length=10, choices=Direction)
    name = models.CharField(_l("what for"), max_length=200)
    amount = models.DecimalField(_l("amount"), max_digits=14, decimal_places=2)
    rhythm = models.CharField(_l("how often"), max_length=10, choices=Rhythm)
    first_month = models.PositiveSmallIntegerField(_l("from month"), default=0)
    last_month = models.PositiveSmallIntegerField(_l("to month"), default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-direction", "first_month", "name")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="a_sum_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month"), last_month__lte=MOST_MONTHS),
                name="a_sum_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Assumption(ProjectOwned):
    """What the sums rest on, and how well founded it is."""

    case = models.ForeignKey(BusinessCase, on_delete=models.PROTECT, related_name="assumptions")
    text = models.CharField(_l("what is assumed"), max_length=300)
    source = models.CharField(_l("where it comes from"), max_length=300, blank=True)
    sureness = models.CharField(_l("how sure"), max_length=10, choices=Sureness)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.text
