"""What is asked of top management, what it promised, and what stands in the way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.governance.choices import CommitmentKind, Kept
from tracker.people.models import Person, User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class DecisionAsked(ProjectOwned):
    """A decision that somebody above has to take, with what could be chosen. Exact content is signed elsewhere;
    here stands what is still open, since when, and what was said."""

    question = models.CharField(_("what is to be decided"), max_length=300)
    options = models.TextField(_("options"))
    effect = models.CharField(_("what happens without it"), max_length=500, blank=True)
    decider = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions_asked")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("to be decided by"))
    answer = models.TextField(_("decision"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "question")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_on=None, answer="") | (Q(decided_on__isnull=False) & ~Q(answer="")),
                name="a_decision_says_what_was_decided",
            ),
        )

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.decided_on is None and self.withdrawn_on is None


class Commitment(ProjectOwned):
    """What somebody of top management has promised, by when, and what became of it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(_("kind"), max_length=15, choices=CommitmentKind)
    text = models.CharField(_("what is promised"), max_length=300)
    made_on = models.DateField(_("promised on"))
    due_on = models.DateField(_("to be kept by"))
    kept = models.CharField(_("how it came out"), max_length=10, choices=Kept, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    note = models.CharField(_("what shows it"), max_length=500, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "text")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on=None, kept="") | (Q(closed_on__isnull=False) & ~Q(kept="")),
                name="a_closed_commitment_says_how_it_came_out",
            ),
        )

    def __str__(self) -> str:
        return self.text


class Obstacle(ProjectOwned):
    """What stands in the way and only somebody above can remove."""

    title = models.CharField(_("obstacle"), max_length=300)
    effect = models.CharField(_("what it does"), max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="obstacles")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("raised on"))
    due_on = models.DateField(_("to be removed by"))
    resolution = models.TextField(_("what was done"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on=None, resolution="") | (Q(closed_on__isnull=False) & ~Q(resolution="")),
                name="a_removed_obstacle_says_what_was_done",
            ),
        )

    def __str__(self) -> str:
        return self.title
