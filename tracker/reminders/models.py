"""What is due, who should hear, and who has heard."""

import json
import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet
from tracker.reminders.choices import CallStatus, Recipient, Shape, Source


def empty_list() -> list[Any]:
    return []


def empty_dict() -> dict[str, Any]:
    return {}


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
    escalation = models.JSONField(
        _("who hears when it stays undone"),
        default=empty_dict,
        help_text=_("Recipient, and from how many days after the day on."),
    )
    may_opt_out = models.BooleanField(_("people may opt out"), default=False)
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
    def signature(self) -> str:
        """The same for rules that say the same, whichever implementation they belong to."""
        return json.dumps(
            [self.offsets, self.repeat_days, self.recipients, self.escalation, self.may_opt_out],
            sort_keys=True,
        )

    def steps_of(self, recipient: str) -> list[int]:
        """On which days, counted from the day itself, this recipient hears; empty for who never does.

        Who hears only when it stays undone hears on that day and on all that follow.
        """
        if recipient in self.recipients:
            return sorted(self.offsets)
        from_day = self.escalation.get(recipient)
        if from_day is None:
            return []
        return sorted({from_day, *(offset for offset in self.offsets if offset > from_day)})

    def step_due(self, due_on: date, *, on: date, recipient: str = Recipient.OWNER) -> int | None:
        """The last step that has come by `on`, in days from the day itself; missed ones before it are overtaken.

        After the last of the steps they go on every `repeat_days`, where that is not 0. `actions.raising`
        says the same to the database.
        """
        past = (on - due_on).days
        steps = self.steps_of(recipient)
        come = [step for step in steps if step <= past]
        if not come:
            return None
        start = max(0, *steps)
        if self.repeat_days and past >= start:
            return start + (past - start) // self.repeat_days * self.repeat_days
        return max(come)


class ReminderSent(models.Model):
    """One person has been reminded of one thing for one step. Unique, so that twice is impossible."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No index of its own: a planner without figures would take it instead of the unique one below.
    rule = models.ForeignKey(ReminderRule, on_delete=models.CASCADE, related_name="sent", db_index=False)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    address = models.EmailField()
    due_on = models.DateField()
    step = models.IntegerField()
    at = models.DateTimeField()
    role = models.CharField(max_length=20, choices=Recipient, default=Recipient.OWNER)
    run = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["run"], name="reminders_of_a_run")]
        verbose_name_plural = "reminders sent"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id", "address", "due_on", "step"],
                name="reminded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.due_on} {self.step:+d}"


class SlipForecast(models.Model):
    """A milestone whose forecast lies behind its plan date, as last computed; a projection, not audited."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="slip_forecasts")
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="slip_forecast")
    planned_on = models.DateField()
    forecast_on = models.DateField()
    detail = models.CharField(max_length=300)

    objects = ProjectOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.task}: {self.forecast_on}"


class ForecastLook(models.Model):
    """On which day an implementation was last looked ahead for."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="forecast_look")
    day = models.DateField()

    objects = ProjectOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.project}: {self.day}"


class CalendarFeed(models.Model):
    """The address at which a calendar program reads somebody's dates; a new nonce makes the old address die."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    nonce = models.UUIDField(default=uuid.uuid4)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user)


class Webhook(ProjectOwned):
    """Another program that is told what is raised, at an address on the public network."""

    address = models.CharField(_("address"), max_length=500)
    shape = models.CharField(_("in whose words"), max_length=10, choices=Shape, default=Shape.OWN)
    secret = models.CharField(_("secret"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(fields=["project", "address"], name="one_webhook_of_an_address")
        ]

    def __str__(self) -> str:
        return self.address


class WebhookCall(models.Model):
    """One thing to be told to another program, with every try; a queue row, not audited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    run = models.UUIDField()
    body = models.TextField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    status = models.CharField(max_length=10, choices=CallStatus, default=CallStatus.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "run"], name="a_run_is_told_once")]
        indexes = [models.Index(fields=["status", "not_before"], name="calls_that_wait")]

    def __str__(self) -> str:
        return f"{self.webhook} {self.status}"
