"""Deviations from the plan, and what was done about each until it worked."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person, User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.reviews.choices import Effect
from tracker.reviews.models.meetings import ProjectReview


class Deviation(ProjectOwned):
    """Something that is not as it was planned, with its cause. It is closed by the check that a correction worked."""

    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("deviation"), max_length=300)
    cause = models.TextField(_("cause"))
    review = models.ForeignKey(
        ProjectReview, on_delete=models.PROTECT, related_name="deviations", null=True, blank=True
    )
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("found on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_deviation_of_a_number"),
        )

    def __str__(self) -> str:
        return self.title


class CorrectionQuerySet(ProjectOwnedQuerySet):
    def open(self) -> Self:
        """Still to be done; whether it worked is asked afterwards."""
        return self.filter(done_on=None)

    def owned_by(self, person: Person) -> Self:
        return self.filter(owner=person)


class Correction(ProjectOwned):
    """What is done about a deviation: by whom, by when, and whether it worked, as somebody else says."""

    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField(_("correction"))
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections")
    due_on = models.DateField(_("to be done by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    done_note = models.TextField(_("what was done, and what shows it"), blank=True)
    effect = models.CharField(_("whether it worked"), max_length=10, choices=Effect, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    check_note = models.TextField(_("what the check found"), blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("deviation",), condition=Q(checked_on=None), name="one_correction_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_note="", done_by=None)
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(done_note="")),
                name="a_correction_done_says_what_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, effect="", checked_by=None)
                | (
                    Q(checked_on__isnull=False, checked_by__isnull=False, done_on__isnull=False)
                    & ~Q(effect="")
                ),
                name="a_check_says_whether_it_worked",
            ),
        )

    def __str__(self) -> str:
        return self.deviation.title

    def is_overdue(self, on: date) -> bool:
        return self.done_on is None and self.due_on < on

    def standing(self, on: date) -> str:
        """The status under which it is shown."""
        if self.effect:
            return "done" if self.effect == Effect.WORKED else "rejected"
        if self.done_on is not None:
            return "to_confirm"
        return "overdue" if self.is_overdue(on) else "in_progress"
