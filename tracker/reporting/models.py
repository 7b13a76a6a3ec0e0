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
from tracker.projects.models import Project
from tracker.reporting.choices import FILE_WORDS, PACK_STEPS, REPORT_STEPS, Kind, Purpose, State, Step

# A worker gives a sign of life at every step, and while pages are set; one that was silent for so long is dead.
SILENT_FOR = timedelta(minutes=3)
# Work that nobody has taken for so long was lost on its way, and is handed over again.
UNHEARD_FOR = timedelta(minutes=5)
# A document that ends its worker so often is not tried again by itself.
ENOUGH_ATTEMPTS = 3


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


class EvidencePack(BuiltDocument):
    """The evidence for some or all clauses, with a sealed manifest; kept as one ZIP of stored files."""

    STEPS: ClassVar[tuple[Step, ...]] = PACK_STEPS

    clauses = models.JSONField(_("clauses"), default=list, blank=True)
    purpose = models.CharField(_("made for"), max_length=12, choices=Purpose, blank=True)
    since = models.DateField(_("evidence in force since"), null=True, blank=True)
    withheld_because = models.CharField(_("why confidential content is left out"), max_length=300, blank=True)
    # What it holds, kept for comparing after the file is gone; packs of an earlier version have none.
    entries = models.JSONField(_("what it holds"), null=True, blank=True)
    bag_digest = models.CharField(_("digest of the bag"), max_length=64, blank=True)
    bag_size = models.PositiveBigIntegerField(_("size of the bag"), default=0)
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
    def bag_filename(self) -> str:
        """The name of the folder inside, as RFC 8493 wants it."""
        return f"{self.project.slug}-evidence-pack-{self.as_of:%Y-%m-%d}-bag.zip"
