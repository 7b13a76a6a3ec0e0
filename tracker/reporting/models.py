"""Documents as rows with a life: requested, building, ready or failed. They are queue rows, not audited ones."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet
from tracker.reporting.choices import (
    FILE_WORDS,
    PACK_STEPS,
    REPORT_STEPS,
    SCHEDULED_KINDS,
    Kind,
    Purpose,
    Rhythm,
    State,
    Step,
)
from tracker.reporting.rhythm import Rule

# A worker gives a sign of life at every step, and while pages are set; one that was silent for so long is dead.
SILENT_FOR = timedelta(minutes=3)
# Work that nobody has taken for so long was lost on its way, and is handed over again.
UNHEARD_FOR = timedelta(minutes=5)
# A document that ends its worker so often is not tried again by itself.
ENOUGH_ATTEMPTS = 3
# By the clocks of the implementation's place.
HEAD_HOUR = 7


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def of(self, project: Project) -> Self:
        return self.filter(project=project)

    def claimable(self, *, at: datetime) -> Self:
        """Asked for, or left behind by a worker that died."""
        return self.filter(models.Q(state=State.REQUESTED) | _silent(at))

    def retriable(self, *, at: datetime) -> Self:
        """Failed, or left behind by a worker that died."""
        return self.filter(models.Q(state=State.FAILED) | _silent(at))

    def left_behind(self, *, at: datetime) -> Self:
        """Taken by a worker that died."""
        return self.filter(_silent(at))

    def unheard(self, *, at: datetime) -> Self:
        """Asked for, and no worker has come: the broker was down, or lost it."""
        asked = Coalesce("beat_at", "requested_at")
        return self.filter(state=State.REQUESTED).alias(asked=asked).filter(asked__lt=at - UNHEARD_FOR)


def _silent(at: datetime) -> models.Q:
    return models.Q(state=State.BUILDING, beat_at__lt=at - SILENT_FOR)


class BuiltDocument(models.Model):
    """What every document has: the moment it speaks of, how far it is, and where its bytes lie.

    The request (project, `as_of`, `log_position`, `language` and what a kind adds) decides the bytes.
    """

    STEPS: ClassVar[tuple[Step, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)ss")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="%(class)ss_requested")
    requested_at = models.DateTimeField(_("requested at"))
    as_of = models.DateTimeField(_("as of"))
    log_position = models.PositiveBigIntegerField(_("place in the log"), default=0)
    log_digest = models.CharField(_("digest of the log there"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.WAITING)
    steps_done = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    error = models.TextField(_("why it failed"), blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    content_digest = models.CharField(_("digest of the content"), max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-requested_at", "id")

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def is_underway(self) -> bool:
        return self.state in {State.REQUESTED, State.BUILDING}

    @property
    def steps(self) -> int:
        return len(self.STEPS)

    def is_silent(self, *, at: datetime) -> bool:
        """Being built, but nobody has heard of it for too long."""
        return self.state == State.BUILDING and (self.beat_at is None or self.beat_at < at - SILENT_FOR)

    def may_be_retried(self, *, at: datetime) -> bool:
        return self.state == State.FAILED or self.is_silent(at=at)


class Report(BuiltDocument):
    """What management reads, as one PDF. `subject` is the exception or the stage it is about; `content` is what it
    said, kept so that the next of its kind can say what changed since."""

    STEPS: ClassVar[tuple[Step, ...]] = REPORT_STEPS

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.READINESS)
    subject = models.CharField(_("what it is about"), max_length=36, blank=True)
    about = models.CharField(_("what it is about, in words"), max_length=300, blank=True)
    since = models.DateField(_("the period begins after"), null=True, blank=True)
    content = models.JSONField(_("content"), default=dict, blank=True)

    class Meta(BuiltDocument.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        said = {"kind": Kind(self.kind).label.lower(), "day": self.as_of.date().isoformat()}
        return _t("%(kind)s as of %(day)s") % said

    @property
    def filename(self) -> str:
        return f"{self.project.slug}-{FILE_WORDS[Kind(self.kind)]}-{self.as_of:%Y-%m-%d}.pdf"

    @property
    def tables_filename(self) -> str:
        return f"{self.filename.removesuffix('.pdf')}.xlsx"


class EvidencePack(BuiltDocument):
    """The evidence for some or all clauses, in three forms: a ZIP with a sealed manifest, a bag, one signed PDF."""

    FORMS: ClassVar[tuple[str, ...]] = ("digest", "bag_digest", "signed_digest")

    STEPS: ClassVar[tuple[Step, ...]] = PACK_STEPS

    clauses = models.JSONField(_("clauses"), default=list, blank=True)
    purpose = models.CharField(_("made for"), max_length=12, choices=Purpose, blank=True)
    since = models.DateField(_("evidence in force since"), null=True, blank=True)
    withheld_because = models.CharField(_("why confidential content is left out"), max_length=300, blank=True)
    # What it holds, kept for comparing after the file is gone; packs of an earlier version have none.
    entries = models.JSONField(_("what it holds"), null=True, blank=True)
    bag_digest = models.CharField(_("digest of the bag"), max_length=64, blank=True)
    bag_size = models.PositiveBigIntegerField(_("size of the bag"), default=0)
    signed_digest = models.CharField(_("digest of the signed PDF"), max_length=64, blank=True)
    signed_size = models.PositiveBigIntegerField(_("size of the signed PDF"), default=0)
    certificate_fingerprint = models.CharField(_("fingerprint of the certificate"), max_length=64, blank=True)
    manifest_digest = models.CharField(_("digest of the manifest"), max_length=64, blank=True)
    key_fingerprint = models.CharField(_("fingerprint of the key"), max_length=64, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    class Meta(BuiltDocument.Meta):
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")

    def __str__(self) -> str:
        return _t("evidence pack as of %(day)s") % {"day": self.as_of.date().isoformat()}

    @property
    def filename(self) -> str:
        return f"{self.project.slug}-evidence-pack-{self.as_of:%Y-%m-%d}.zip"

    @property
    def signed_filename(self) -> str:
        return f"{self.project.slug}-evidence-pack-{self.as_of:%Y-%m-%d}-signed.pdf"

    @property
    def bag_filename(self) -> str:
        """The name of the folder inside, as RFC 8493 wants it."""
        return f"{self.project.slug}-evidence-pack-{self.as_of:%Y-%m-%d}-bag.zip"


class ReportSchedule(ProjectOwned):
    """A report that is made again and again and sent to those it is made for.

    `roles` and `users` (keys) say who gets it: whoever holds one of the roles on the day it is made, and those
    named as long as they hold any role. It is asked for in the name of `owner`, who may make reports. Moments
    up to `counts_from` are not made up for.
    """

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=12, choices=[(kind.value, kind.label) for kind in SCHEDULED_KINDS]
    )
    rhythm = models.CharField(_("rhythm"), max_length=13, choices=Rhythm)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0)
    nth = models.PositiveSmallIntegerField(_("which of the month"), default=1)
    day = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    users = models.JSONField(_("people"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_schedules")
    counts_from = models.DateTimeField(_("counts from"))
    is_paused = models.BooleanField(_("paused"), default=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        constraints = (
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="schedule_weekday_of_a_week"),
            models.CheckConstraint(condition=models.Q(nth__range=(1, 5)), name="schedule_nth_of_a_month"),
            models.CheckConstraint(condition=models.Q(day__range=(1, 31)), name="schedule_day_of_a_month"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="schedule_hour_of_a_day"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """The rule in the time of the implementation's place."""
        return Rule(
            self.rhythm,
            self.weekday,
            self.nth,
            self.day,
            self.hour,
            self.project.zone,
            self.starts_on,
            self.ends_on,
        )

    def next_at(self, *, after: datetime) -> datetime | None:
        return None if self.is_paused or self.ended_at else self.rule.next(after=max(after, self.counts_from))


class ScheduledIssue(models.Model):
    """One moment of a schedule, and what was made of it: a report, or why there is none. Each moment once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="issues")
    due_at = models.DateTimeField(_("due at"))
    made_at = models.DateTimeField(_("made at"))
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="issue")
    problem = models.CharField(_("why there is none"), max_length=300, blank=True)

    class Meta:
        ordering = ("-due_at", "id")
        constraints = (models.UniqueConstraint(fields=["schedule", "due_at"], name="a_moment_is_made_once"),)

    def __str__(self) -> str:
        return f"{self.schedule}, {self.due_at.date().isoformat()}"


class ReportDelivery(models.Model):
    """That a report was sent to somebody, or why it was not; written once. `message` is the notification's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_deliveries")
    at = models.DateTimeField(_("at"))
    message = models.UUIDField(_("message"), null=True)
    left_out_because = models.CharField(_("why it was not sent"), max_length=300, blank=True)

    class Meta:
        ordering = ("user__name", "id")
        constraints = (models.UniqueConstraint(fields=["report", "user"], name="a_report_is_sent_once"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.user}"


class HeadMailing(ProjectOwned):
    """To whom the end of the log is mailed each week, so that it is kept where nobody here can reach it."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0)
    users = models.JSONField(_("people"), default=list, blank=True)
    counts_from = models.DateTimeField(_("counts from"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly head of the log")
        verbose_name_plural = _("weekly heads of the log")
        constraints = (
            models.UniqueConstraint(fields=["project"], name="one_head_mailing_of_a_project"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="head_mailing_weekday"),
        )

    def __str__(self) -> str:
        return _t("the weekly head of the log")

    @property
    def rule(self) -> Rule:
        starts_on = self.counts_from.date() - timedelta(days=1)
        return Rule(Rhythm.WEEK, self.weekday, 1, 1, HEAD_HOUR, self.project.zone, starts_on)


class MailedHead(models.Model):
    """The head that was mailed of one week, and to how many. Each week once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(HeadMailing, on_delete=models.CASCADE, related_name="mailed")
    due_at = models.DateTimeField(_("due at"))
    at = models.DateTimeField(_("at"))
    position = models.PositiveBigIntegerField(_("place in the log"))
    digest = models.CharField(_("digest of the log there"), max_length=64)
    sent = models.PositiveIntegerField(_("sent to so many"))

    class Meta:
        ordering = ("-due_at", "id")
        constraints = (models.UniqueConstraint(fields=["mailing", "due_at"], name="a_head_is_mailed_once"),)

    def __str__(self) -> str:
        return f"{self.mailing}, {self.due_at.date().isoformat()}"
