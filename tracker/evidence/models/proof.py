"""Evidence, its revisions, what a second person said about each, and the clauses it serves.

The bytes lie under their digest in the file store; a revision only points at them and never
changes its digest. Every row carries its project, so scoping and `as_of` need no joins.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.evidence.choices import (
    EXPIRING_DAYS,
    Classification,
    Drawing,
    Fault,
    Kind,
    Outcome,
    Reading,
    RevisionState,
    Standing,
    Verdict,
)
from tracker.evidence.drawing import draw
from tracker.evidence.standing import IN_FORCE, standing_of
from tracker.people.models import Person
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause, DocumentedInformation

USER = settings.AUTH_USER_MODEL


class EvidenceQuerySet(ProjectOwnedQuerySet):
    def for_clause(self, clause: Clause) -> Self:
        """Evidence linked to the clause itself or to anything below it."""
        numbers = Clause.objects.under(clause)
        return self.filter(clause_links__clause__in=numbers).distinct()


class Evidence(ProjectOwned):
    """Something that proves a requirement; what it proves it with stands in its revisions."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DOCUMENT)
    description = models.TextField(_("description"), blank=True)
    custodian = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_kept",
        verbose_name=_("custodian"),
    )
    retention = models.CharField(_("how long it is kept"), max_length=120, blank=True)
    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.INTERNAL
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name


class EvidenceClause(ProjectOwned):
    """A clause that a piece of evidence serves; tracked, so that `as_of` sees it."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="clause_links")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="evidence_links")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("clause__sort_key",)
        verbose_name = _("clause of evidence")
        verbose_name_plural = _("clauses of evidence")
        constraints = (models.UniqueConstraint(fields=("evidence", "clause"), name="evidence_clause_once"),)

    def __str__(self) -> str:
        return f"{self.evidence} → {self.clause.number}"


class EvidenceInformation(ProjectOwned):
    """The documented information that a piece of evidence is, or is part of."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="information_links")
    information = models.ForeignKey(
        DocumentedInformation, on_delete=models.PROTECT, related_name="evidence_links"
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("information__code",)
        verbose_name = _("documented information of evidence")
        verbose_name_plural = _("documented information of evidence")
        constraints = (
            models.UniqueConstraint(fields=("evidence", "information"), name="evidence_information_once"),
        )

    def __str__(self) -> str:
        return f"{self.evidence} → {self.information.code}"


class EvidenceRevisionQuerySet(ProjectOwnedQuerySet):
    def current(self) -> Self:
        return self.filter(state=RevisionState.CURRENT)

    def valid_on(self, day: date) -> Self:
        """In force on the day: neither superseded, withdrawn, rejected, expired nor still to come."""
        return (
            self.current()
            .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), effective_from__lte=day)
            .exclude(confirmation__verdict=Verdict.REJECTED)
        )

    def confirmed(self) -> Self:
        return self.filter(confirmation__verdict=Verdict.CONFIRMED)

    def to_confirm(self) -> Self:
        """Current and not yet looked at by a second person."""
        return self.current().filter(confirmation__isnull=True)

    def expiring(self, *, on: date, within: int = EXPIRING_DAYS) -> Self:
        """Current, still valid on the day, and expiring within so many days."""
        return self.current().filter(expires_on__gte=on, expires_on__lte=on + timedelta(days=within))

    def expired(self, *, on: date) -> Self:
        return self.current().filter(expires_on__lt=on)


class EvidenceRevision(ProjectOwned):
    """One state of a piece of evidence: exactly these bytes, from this day on."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    digest = models.CharField(_("digest"), max_length=64)
    size = models.PositiveBigIntegerField(_("size"))
    media_type = models.CharField(_("media type"), max_length=120)
    filename = models.CharField(_("file name"), max_length=150)
    address = models.URLField(_("address"), max_length=500, blank=True)
    contents = models.JSONField(_("files"), default=list, blank=True)
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=RevisionState, default=RevisionState.CURRENT)
    note = models.TextField(_("note"), blank=True)
    uploaded_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="evidence_uploaded", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = EvidenceRevisionQuerySet.as_manager()

    class Meta:
        ordering = ("evidence", "-number")
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = (
            models.UniqueConstraint(fields=("evidence", "number"), name="revision_number_once"),
            models.UniqueConstraint(
                fields=("evidence",),
                condition=Q(state=RevisionState.CURRENT),
                name="one_current_revision",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="revision_not_empty"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_from_one"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="revision_period_runs_forward",
            ),
        )
        indexes = (
            models.Index(fields=("digest",), name="revision_digest"),
            models.Index(fields=("project", "state", "expires_on"), name="revision_expiry"),
        )

    def __str__(self) -> str:
        return f"{self.evidence} r{self.number}"

    @property
    def verdict(self) -> str:
        """What a second person said, or nothing."""
        confirmation = getattr(self, "confirmation", None)
        return confirmation.verdict if confirmation else ""

    @property
    def is_confirmed(self) -> bool:
        return self.verdict == Verdict.CONFIRMED

    def is_valid(self, on: date) -> bool:
        """In force on the day; the twin of `valid_on` for a row in hand."""
        return self.standing(on) in IN_FORCE

    def standing(self, on: date) -> Standing:
        """The one word that tells a reader how this revision stands on the day."""
        return standing_of(
            state=self.state,
            effective_from=self.effective_from,
            expires_on=self.expires_on,
            verdict=self.verdict,
            on=on,
        )


class Confirmation(ProjectOwned):
    """What a second person said about one revision. Who uploaded it can never say it."""

    revision = models.OneToOneField(EvidenceRevision, on_delete=models.PROTECT, related_name="confirmation")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="confirmations_given")
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_verdict_display()}"


class Sampling(ProjectOwned):
    """A sample of records, what it was taken from and how; written once, and another one is another row.

    Of the population its size is kept and, where its numbers were given, the digest of their list. `places`
    are the positions in it, `sample` what stood there; without a list the two say the same.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="samplings")
    population = models.CharField(_("population"), max_length=200)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("until"))
    population_size = models.PositiveIntegerField(_("size of the population"))
    population_digest = models.CharField(_("digest of the list"), max_length=64, blank=True)
    drawing = models.CharField(_("how it was taken"), max_length=10, choices=Drawing)
    how = models.TextField(_("how, in words"), blank=True)
    seed = models.CharField(_("seed"), max_length=32, blank=True)
    places = models.JSONField(_("positions"), default=list)
    sample = models.JSONField(_("sample"), default=list)
    drawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="samples_drawn")
    drawn_at = models.DateTimeField(_("at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-drawn_at", "id")
        verbose_name = _("sample of records")
        verbose_name_plural = _("samples of records")
        constraints = (
            models.CheckConstraint(condition=Q(population_size__gte=1), name="sample_of_something"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="sample_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(drawing=Drawing.CHOSEN, seed="") | (Q(drawing=Drawing.RANDOM) & ~Q(seed="")),
                name="random_sample_has_a_seed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence}: {self.population}"

    @property
    def is_random(self) -> bool:
        return self.drawing == Drawing.RANDOM

    def drawn_again(self) -> list[int]:
        """The positions that the seed gives; a random draw that was kept as it was gives the same."""
        return draw(self.seed, self.population_size, len(self.places))


class SampleResult(ProjectOwned):
    """What was found when somebody looked at one record of a sample; other than conforming says what."""

    sampling = models.ForeignKey(Sampling, on_delete=models.PROTECT, related_name="results")
    record = models.CharField(_("record"), max_length=80)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome)
    note = models.TextField(_("note"), blank=True)
    found_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="sample_results")
    found_at = models.DateTimeField(_("at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a sampled record")
        verbose_name_plural = _("results of sampled records")
        constraints = (
            models.UniqueConstraint(fields=("sampling", "record"), name="one_result_of_a_sampled_record"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CONFORMS) | ~Q(note=""), name="deviation_is_described"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record}: {self.get_outcome_display()}"


class FileFinding(models.Model):
    """A stored file that is not as it should be; gone again once the bytes are. Not a row of any project:
    the same bytes may serve several."""

    name = models.CharField(_("digest, or path of a file too many"), max_length=255, unique=True)
    fault = models.CharField(_("fault"), max_length=10, choices=Fault)
    found_at = models.DateTimeField(_("found at"))
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("damaged file")
        verbose_name_plural = _("damaged files")

    def __str__(self) -> str:
        return f"{self.name}: {self.get_fault_display()}"


class FileText(models.Model):
    """The words inside a stored file, for searching. Not a row of any project, as the bytes are not: who looks
    for something starts from the revisions that they may see. `words` is what the search index is built on."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    reading = models.CharField(_("reading"), max_length=10, choices=Reading)
    text = models.TextField(_("text"), blank=True)
    words = models.TextField(_("words"), blank=True)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        ordering = ("digest",)
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return f"{self.digest[:12]}: {self.get_reading_display()}"


class ScrubRun(models.Model):
    """One rereading of the whole store, bucket by bucket, so that it can go on where it was stopped."""

    night = models.DateField(_("night"), null=True, unique=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    buckets = models.PositiveSmallIntegerField(_("buckets read"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    faults = models.PositiveIntegerField(_("faults"), default=0)

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("rereading of the store")
        verbose_name_plural = _("rereadings of the store")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
