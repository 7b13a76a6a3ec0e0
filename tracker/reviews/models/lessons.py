"""Lessons: what was learned on the way, where it came to light, and where it was used afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.reviews.choices import Kind
from tracker.reviews.models.deviations import Deviation
from tracker.reviews.models.gates import GateReview


class Lesson(ProjectOwned):
    """Something learned, with what to do the next time. A gate asks for those of its stage."""

    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("what was learned"), max_length=300)
    advice = models.TextField(_("what to do the next time"))
    gate = models.ForeignKey(
        GateReview, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True
    )
    deviation = models.ForeignKey(
        Deviation, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True
    )
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("written down on"))
    closed_on = models.DateField(_("put aside on"), null=True, blank=True)
    closed_note = models.CharField(_("why it was put aside"), max_length=500, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="one_lesson_of_a_number"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_note="")
                | (Q(closed_on__isnull=False) & ~Q(closed_note="")),
                name="a_lesson_put_aside_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.title


class LessonUse(ProjectOwned):
    """Where a lesson was used, which may be another implementation than the one that learned it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="uses")
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="lessons_used", null=True, blank=True
    )
    text = models.TextField(_("what was done with it"))
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField(_("used on"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a lesson")
        ordering = ("used_on", "created_at")

    def __str__(self) -> str:
        return self.lesson.title
