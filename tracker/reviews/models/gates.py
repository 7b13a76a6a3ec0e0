"""Gate reviews at milestones, who sits in them, and the conditions they set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.plan.models import Milestone, Task
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.reviews.choices import Outcome
from tracker.signoffs.models import SignOffRequest


class GateReview(ProjectOwned):
    """A look at a milestone with what must hold to go on. The decision is the milestone's own sign-off; here
    stands what it was called, and what was shown when it was asked for."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="gate_reviews")
    number = models.PositiveIntegerField(_("number"))
    held_on = models.DateField(_("to be held on"))
    deliverables = models.BooleanField(_("deliverables accepted"), default=True)
    ready_percent = models.PositiveSmallIntegerField(_("requirements ready, percent"), default=0)
    training_percent = models.PositiveSmallIntegerField(_("training coverage, percent"), default=0)
    case = models.BooleanField(_("business case confirmed"), default=True)
    lessons_asked = models.BooleanField(_("lessons of the stage written down"), default=True)
    risks_asked = models.BooleanField(_("risks assessed and answered"), default=True)
    no_lessons = models.CharField(_("why there are no lessons"), max_length=500, blank=True)
    request = models.OneToOneField(
        SignOffRequest, on_delete=models.PROTECT, related_name="gate_review", null=True, blank=True
    )
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    closed_on = models.DateField(_("called off on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-number")
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_gate_review_of_a_number"),
            models.UniqueConstraint(
                fields=("milestone",),
                condition=Q(decided_on=None, closed_on=None),
                name="one_open_gate_review_of_a_milestone",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None, outcome="") | (Q(decided_on__isnull=False) & ~Q(outcome="")),
                name="a_decided_gate_review_says_what",
            ),
            models.CheckConstraint(
                condition=Q(ready_percent__lte=100, training_percent__lte=100), name="a_gate_asks_percentages"
            ),
        )

    def __str__(self) -> str:
        return self.milestone.task.name

    @property
    def is_open(self) -> bool:
        return self.decided_on is None and self.closed_on is None


class GateAttendee(ProjectOwned):
    """Somebody who sits in a gate review."""

    review = models.ForeignKey(GateReview, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="gate_reviews")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("person__name",)
        constraints = (models.UniqueConstraint(fields=("review", "person"), name="a_seat_at_a_gate_once"),)

    def __str__(self) -> str:
        return str(self.person)


class GateCondition(ProjectOwned):
    """A condition of a go, and the task it became; its owner and its day stand in the plan."""

    review = models.ForeignKey(GateReview, on_delete=models.PROTECT, related_name="conditions")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="gate_condition")
    text = models.TextField(_("condition"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.text
