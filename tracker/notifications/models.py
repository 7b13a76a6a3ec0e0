"""The outbox: one row for each message to one person, and one for each try to send it.

Rows hold plain values, so that a message can be sent and shown after its subject is gone. They are
claimed by conditional updates and are not audited; what they tell about is.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.core import clock
from tracker.core.models import TrackedModel, TrackedQuerySet
from tracker.notifications.choices import SECRET, Fate, Outcome, Rhythm, Status
from tracker.people.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def due(self, *, now: datetime) -> Self:
        """What waits and may be sent now."""
        return self.filter(status=Status.QUEUED, not_before__lte=now)

    def of(self, user: User) -> Self:
        return self.filter(recipient=user)

    def shown(self, *, now: datetime) -> Self:
        """What stands in an inbox: everything but what became moot, is not yet to be told, or opens a door."""
        return self.filter(shown_from__lte=now).exclude(status=Status.WITHDRAWN).exclude(kind__in=SECRET)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def about(self, subject: models.Model) -> Self:
        return self.filter(about_type=subject._meta.label_lower, about_id=str(subject.pk))

    def about_any(self, kind: type[models.Model], pks: Iterable[Any]) -> Self:
        """About any of several of one kind."""
        return self.filter(about_type=kind._meta.label_lower, about_id__in=[str(pk) for pk in pks])


class Notification(models.Model):
    """One message to one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="notifications", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    address = models.EmailField(_("e-mail"))
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=300)
    context = models.JSONField(_("what it tells"), default=dict, blank=True)
    link = models.CharField(_("where it leads"), max_length=500, blank=True)
    project_id = models.UUIDField(null=True, blank=True)
    project_name = models.CharField(max_length=200, blank=True)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    made_at = models.DateTimeField(default=clock.now, editable=False)
    shown_from = models.DateTimeField()
    not_before = models.DateTimeField()
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.QUEUED)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="a_message_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(status=Status.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | ~Q(status=Status.CLAIMED),
                name="a_claimed_message_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "not_before"], name="messages_that_wait"),
            models.Index(fields=["recipient", "-shown_from"], name="messages_of_a_person"),
            models.Index(fields=["about_type", "about_id"], name="messages_about_something"),
        ]

    def __str__(self) -> str:
        return self.subject


class DeliveryAttempt(models.Model):
    """One try to send one message. It begins as *unknown* and says more once the server has answered."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="attempts")
    claim = models.UUIDField()
    message_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNKNOWN)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["notification", "claim"], name="one_attempt_for_each_claim")
        ]
        indexes = [models.Index(fields=["outcome", "-at"], name="attempts_by_outcome")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d %H:%M}"


class FailingAddress(models.Model):
    """An address from which mail came back. Nothing more is sent there until somebody says that it works again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(_("e-mail"), unique=True)
    cause = models.CharField(_("cause"), max_length=300)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-reported_at", "address"]
        verbose_name_plural = "failing addresses"

    def __str__(self) -> str:
        # The log keeps this for good, so it names nobody.
        return "an address"


class DeliveryReport(models.Model):
    """A delivery report that was read by itself; its digest keeps a second reading from changing anything.

    One of the kind *foreign* speaks of no mail of ours: it is counted, and nothing of it is kept.
    """

    digest = models.CharField(max_length=64, unique=True)
    attempt = models.ForeignKey(
        DeliveryAttempt, on_delete=models.CASCADE, related_name="reports", null=True, blank=True
    )
    fate = models.CharField(max_length=10, choices=Fate)
    cause = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fate=Fate.FOREIGN, attempt=None, cause="")
                | Q(~Q(fate=Fate.FOREIGN), fate__in=Fate.values, attempt__isnull=False),
                name="a_report_speaks_of_a_mail_of_ours",
            )
        ]
        indexes = [models.Index(fields=["fate", "-read_at"], name="reports_by_fate")]

    def __str__(self) -> str:
        return f"{self.fate} {self.read_at:%Y-%m-%d %H:%M}"


ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)


def all_days() -> list[int]:
    return list(ALL_DAYS)


class Preference(TrackedModel):
    """When somebody wants to be written to, in their own time zone; without one, as it happens."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_preference")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)
    digest_at = models.TimeField(_("at"), default=time(7))
    digest_day = models.PositiveSmallIntegerField(_("on"), default=0, help_text=_("0 is Monday."))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("until"), null=True, blank=True)
    days = models.JSONField(_("days on which mail is welcome"), default=all_days)

    objects = TrackedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_both_ends",
            ),
            models.CheckConstraint(condition=Q(digest_day__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="a_known_rhythm"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_rhythm_display()}"


class Mute(models.Model):
    """A kind of message that somebody does not want, as one row, so that the database can leave it out."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="a_kind_is_muted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
