"""What this room keeps: risks, assumptions, issues, dependencies and challenges; responses; the initial assessment."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person, User
from tracker.plan.models import Task
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.raid.choices import Category, Effect, Impact, Kind, Likelihood, Strategy
from tracker.raid.scoring import HIGH, level, score

ONE_TO_FIVE = (1, 5)


class RaidItemQuerySet(ProjectOwnedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def risks(self) -> Self:
        return self.filter(kind=Kind.RISK)

    def high(self) -> Self:
        """Risks whose score is 12 or more."""
        return self.risks().alias(points=F("likelihood") * F("impact")).filter(points__gte=HIGH)

    def unanswered(self) -> Self:
        """Without a response that still stands."""
        return self.filter(~Exists(Response.objects.standing().filter(item=OuterRef("pk"))))

    def overdue(self, on: date) -> Self:
        """Open, and the day on which somebody was to look again has passed."""
        return self.open().filter(review_on__lt=on)


class RaidItem(ProjectOwned):
    """One line of the register: what may happen or has, how heavy, whose, and when somebody looks again."""

    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    category = models.CharField(_("source"), max_length=12, choices=Category)
    title = models.CharField(_("what it is"), max_length=300)
    cause = models.TextField(_("why it may come about"), blank=True)
    effect = models.TextField(_("what it would do"), blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="raid_items")
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Likelihood, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact, null=True, blank=True)
    review_on = models.DateField(_("to be looked at again on"))
    reviewed_on = models.DateField(_("last looked at on"), null=True, blank=True)
    pitfall = models.CharField(_("known pitfall"), max_length=40, blank=True)
    came_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="became", null=True, blank=True
    )
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("written down on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_note = models.CharField(_("why it is closed"), max_length=500, blank=True)

    objects = RaidItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the risk register")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_raid_item_of_a_number"),
            models.UniqueConstraint(
                fields=("project", "pitfall"), condition=~Q(pitfall=""), name="a_known_pitfall_is_taken_once"
            ),
            models.CheckConstraint(
                condition=(Q(likelihood=None) | Q(likelihood__range=ONE_TO_FIVE))
                & (Q(impact=None) | Q(impact__range=ONE_TO_FIVE)),
                name="raid_is_judged_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.RISK) | Q(likelihood__isnull=False, impact__isnull=False),
                name="a_risk_is_judged",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_note="")
                | (Q(closed_on__isnull=False) & ~Q(closed_note="")),
                name="a_closed_raid_item_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        return f"R-{self.number}"

    @property
    def score(self) -> int:
        return score(self.likelihood, self.impact)

    @property
    def level(self) -> str:
        return level(self.score)

    @property
    def is_high(self) -> bool:
        return self.kind == Kind.RISK and self.score >= HIGH

    def is_overdue(self, on: date) -> bool:
        return self.closed_on is None and self.review_on < on


class ResponseQuerySet(ProjectOwnedQuerySet):
    def standing(self) -> Self:
        """Not dropped: to be done, or done."""
        return self.filter(dropped_on=None)

    def to_do(self) -> Self:
        return self.standing().filter(done_on=None, item__closed_on=None)


class Response(ProjectOwned):
    """What is done about an item, by whom, until when, and what the risk is expected to weigh afterwards."""

    item = models.ForeignKey(RaidItem, on_delete=models.PROTECT, related_name="responses")
    strategy = models.CharField(_("how"), max_length=10, choices=Strategy)
    text = models.TextField(_("what is done"))
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="risk_responses")
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(
        _("likelihood afterwards"), choices=Likelihood, null=True, blank=True
    )
    impact_after = models.PositiveSmallIntegerField(
        _("impact afterwards"), choices=Impact, null=True, blank=True
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="risk_responses", null=True, blank=True
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, blank=True)
    done_note = models.TextField(_("what it did"), blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response to a risk")
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(strategy=Strategy.ACCEPT) | Q(due_on__isnull=False),
                name="a_response_has_a_day_unless_it_accepts",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, effect="", done_note="")
                | (Q(done_on__isnull=False) & ~Q(effect="") & ~Q(done_note="")),
                name="a_response_done_says_what_it_did",
            ),
        )

    def __str__(self) -> str:
        return self.item.title

    @property
    def score_after(self) -> int:
        return score(self.likelihood_after, self.impact_after)

    def is_overdue(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on and not (self.done_on or self.dropped_on)

    def standing(self, on: date) -> str:
        """The status under which it is shown."""
        if self.dropped_on:
            return "withdrawn"
        if self.done_on:
            return "done" if self.effect == Effect.WORKED else "at_risk"
        if self.strategy == Strategy.ACCEPT:
            return "finished"
        return "overdue" if self.is_overdue(on) else "in_progress"


class RiskAssessment(ProjectOwned):
    """The thorough look at the start: when, how, and where something was looked for and nothing found."""

    held_on = models.DateField(_("held on"))
    method = models.TextField(_("how it was done"))
    nothing_in = models.JSONField(_("looked at, nothing found"), default=list)
    asked = models.PositiveIntegerField(default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("initial risk assessment")
        constraints = (models.UniqueConstraint(fields=("project",), name="one_initial_risk_assessment"),)

    def __str__(self) -> str:
        return _t("initial risk assessment")


class AssessmentSeat(ProjectOwned):
    """Somebody who took part in the initial risk assessment."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="risk_assessments")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("person__name",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "person"), name="a_seat_at_the_assessment_once"),
        )

    def __str__(self) -> str:
        return str(self.person)
