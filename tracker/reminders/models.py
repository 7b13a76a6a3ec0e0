"""What is due, who should hear, and who has heard."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.reminders.choices import Source


def empty_list() -> list[Any]:
    return []


class ReminderRuleQuerySet(ProjectOwnedQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class ReminderRule(ProjectOwned):
    """When and whom to remind of one kind of thing: so many days before, on the day, after it."""

    source = models.CharField(_("reminds of"), max_length=20, choices=Source)
    offsets = models.JSONField(
        _("days"), default=empty_list, help_text=_("Negative before the day, 0 on it, positive after it.")
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("then again every so many days"), default=0, help_text=_("0: never again.")
    )
    recipients = models.JSONField(_("who hears"), default=empty_list)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ["project", "source"]
        constraints = [
            models.UniqueConstraint(fields=["project", "source"], name="one_reminder_rule_of_a_source"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="a_rule_has_a_known_source"),
        ]

    def __str__(self) -> str:
        return str(self.get_source_display())

    @property
    def days_ahead(self) -> int:
        """How many days before the day the first reminder goes out."""
        return max([0, *(-offset for offset in self.offsets)])

    def step_due(self, due_on: date, *, on: date) -> int | None:
        """The last step that has come by `on`, in days from the day itself; missed ones before it are overtaken.

        After the last of the steps they go on every `repeat_days`, where that is not 0.
        """
        past = (on - due_on).days
        come = [offset for offset in self.offsets if offset <= past]
        if not come:
            return None
        step: int = max(come)
        if self.repeat_days and step == max(self.offsets) and past >= 0:
            start = max(step, 0)
            step = max(step, start + (past - start) // self.repeat_days * self.repeat_days)
        return step

    def day_of(self, due_on: date, step: int) -> date:
        return due_on + timedelta(days=step)


class ReminderSent(models.Model):
    """One person has been reminded of one thing for one step. Unique, so that twice is impossible."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(ReminderRule, on_delete=models.CASCADE, related_name="sent")
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    address = models.EmailField()
    due_on = models.DateField()
    step = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "reminders sent"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id", "address", "due_on", "step"],
                name="reminded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.due_on} {self.step:+d}"
