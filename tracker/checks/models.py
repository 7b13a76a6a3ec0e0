"""A short check with its questions, and what each person answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.checks.choices import How
from tracker.people.models import Person
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class ShortCheck(ProjectOwned):
    """A few questions on a course or a campaign, with the share that must be right and how often one may try."""

    title = models.CharField(_("title"), max_length=200)
    pass_percent = models.PositiveSmallIntegerField(_("pass mark in percent"), default=80)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=3)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="a_pass_mark_in_percent"
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=1, attempts__lte=20), name="a_check_can_be_tried_some_times"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Question(ProjectOwned):
    """A question with its possible answers, one of them right. It is withdrawn, never reworded: answers to it stay."""

    short_check = models.ForeignKey(ShortCheck, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=500)
    options = models.JSONField(_("answers"), default=list)
    right = models.PositiveSmallIntegerField(_("the right one, counted from 0"))
    why = models.CharField(_("why"), max_length=1000, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("short_check", "number"), name="one_question_of_a_number"),
        )

    def __str__(self) -> str:
        return self.text


class Attempt(ProjectOwned):
    """What one person answered once. Personal: others see figures about three people or more."""

    short_check = models.ForeignKey(ShortCheck, on_delete=models.PROTECT, related_name="tries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="check_attempts")
    answers = models.JSONField(_("answers"), default=dict)
    asked = models.PositiveSmallIntegerField(_("questions"))
    right = models.PositiveSmallIntegerField(_("answered rightly"))
    passed = models.BooleanField(_("passed"))
    how = models.CharField(_("how"), max_length=10, choices=How)
    taken_at = models.DateTimeField(_("answered at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("taken_at",)

    def __str__(self) -> str:
        return str(self.short_check)
