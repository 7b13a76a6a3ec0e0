"""Project reviews: how often, who sits in them, and each with its day and its result."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.reviews.choices import Result, Rhythm

SHAPES = {Result.ON_COURSE: "on_track", Result.DEVIATIONS: "at_risk", Result.DECISION: "waiting"}


class ReviewSeries(ProjectOwned):
    """Reviews that come again in a rhythm, or a single one: what is looked at, who leads it, who sits there."""

    title = models.CharField(_("title"), max_length=200)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    starts_on = models.DateField(_("first on"))
    ends_on = models.DateField(_("until"))
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_series")
    agenda = models.TextField(_("what is looked at"), blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_reviews_end_after_they_begin"
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReviewSeat(ProjectOwned):
    """Somebody who is expected in the reviews of a series."""

    series = models.ForeignKey(ReviewSeries, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_seats")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("person__name",)
        constraints = (models.UniqueConstraint(fields=("series", "person"), name="a_seat_in_reviews_once"),)

    def __str__(self) -> str:
        return str(self.person)


class ProjectReviewQuerySet(ProjectOwnedQuerySet):
    def open(self) -> Self:
        """Neither held nor called off."""
        return self.filter(result="", closed_on=None)

    def missed(self, on: date) -> Self:
        """Their day has passed and nobody said how it came out."""
        return self.open().filter(planned_on__lt=on)

    def ahead(self, on: date) -> Self:
        return self.open().filter(planned_on__gte=on)

    def held(self) -> Self:
        return self.exclude(result="")


class ProjectReview(ProjectOwned):
    """One review on its day. Missed is no state: it is what an open one is called once its day has passed."""

    series = models.ForeignKey(ReviewSeries, on_delete=models.PROTECT, related_name="reviews")
    planned_on = models.DateField(_("planned on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    note = models.TextField(_("what was said"), blank=True)
    closed_on = models.DateField(_("called off on"), null=True, blank=True)

    objects = ProjectReviewQuerySet.as_manager()

    class Meta:
        ordering = ("planned_on", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("series", "planned_on"),
                condition=Q(closed_on=None),
                name="one_review_of_a_series_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None, result="")
                | (Q(held_on__isnull=False, closed_on=None) & ~Q(result="")),
                name="a_held_review_says_how_it_came_out",
            ),
        )

    def __str__(self) -> str:
        return self.series.title

    @property
    def is_open(self) -> bool:
        return not self.result and self.closed_on is None

    def is_missed(self, on: date) -> bool:
        return self.is_open and self.planned_on < on

    def standing(self, on: date) -> tuple[str, str]:
        """The status whose shape is shown, and the word beside it."""
        if self.result:
            return SHAPES[Result(self.result)], str(Result(self.result).label)
        if self.closed_on is not None:
            return "withdrawn", _t("Called off")
        return ("overdue", _t("Missed")) if self.is_missed(on) else ("milestone_ahead", _t("Planned"))


class ReviewPresence(ProjectOwned):
    """Somebody who was there when a review was held."""

    review = models.ForeignKey(ProjectReview, on_delete=models.PROTECT, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_presences")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("person__name",)
        constraints = (models.UniqueConstraint(fields=("review", "person"), name="at_a_review_once"),)

    def __str__(self) -> str:
        return str(self.person)
