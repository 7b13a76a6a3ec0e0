"""Checkpoints: each requirement of the edition, asked of one project, with its assessment.

The assessment stands on the checkpoint itself: there is one that counts, and the history table
holds each one before it, with who, when and why. Whether a checkpoint is ready is never stored:
it follows from the assessment, its confirmation and the evidence on a given day.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.checklist.choices import SAID_MET, Confidence, Maturity, Part, RoundKind, Stage, State
from tracker.checklist.talk import CheckpointComment, KeptFilter
from tracker.core.models import AppendOnly
from tracker.evidence.models import Evidence
from tracker.people.models import Person, User
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause, DocumentedInformation, Requirement

USER = settings.AUTH_USER_MODEL

__all__ = [
    "AssessmentRound",
    "Checkpoint",
    "CheckpointComment",
    "CheckpointEvidence",
    "CheckpointQuerySet",
    "ClausePart",
    "KeptFilter",
    "RegisterItem",
    "RoundRow",
    "RoundRowQuerySet",
]


class CheckpointQuerySet(ProjectOwnedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("requirement__clause__sort_key", "requirement__position")

    def in_clause(self, clause: Clause) -> Self:
        """Checkpoints of the clause and of everything below it."""
        return self.filter(requirement__clause__in=Clause.objects.under(clause))

    def owned_by(self, user: User) -> Self:
        """Owned by the person behind the login; nothing for a login without one."""
        return self.filter(owner_id=user.person_id) if user.person_id else self.none()

    def to_confirm(self) -> Self:
        """Said to be met, waiting for a second person."""
        return self.filter(state__in=SAID_MET, confirmed_at__isnull=True)


class Checkpoint(ProjectOwned):
    """One requirement asked of one project, and what was last said about it."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="checkpoints", verbose_name=_("requirement")
    )
    state = models.CharField(_("assessment"), max_length=20, choices=State, default=State.NOT_ASSESSED)
    note = models.TextField(_("note"), blank=True)
    party = models.CharField(_("other party"), max_length=200, blank=True)
    party_control = models.TextField(_("how the other party is controlled"), blank=True)
    assessed_by = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checkpoints_assessed",
        verbose_name=_("assessed by"),
    )
    assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checkpoints_confirmed",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checkpoints",
        verbose_name=_("owner"),
    )
    target_on = models.DateField(_("target date"), null=True, blank=True)
    maturity = models.PositiveSmallIntegerField(_("maturity"), choices=Maturity, null=True, blank=True)
    maturity_wanted = models.PositiveSmallIntegerField(
        _("maturity wanted"), choices=Maturity, null=True, blank=True
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, blank=True, default=Confidence.UNSAID
    )

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = (
            models.UniqueConstraint(fields=("project", "requirement"), name="checkpoint_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="checkpoint_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("assessed_by")),
                name="checkpoint_confirmed_by_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MET_BY_OTHER_PARTY) | ~Q(party=""),
                name="checkpoint_other_party_named",
            ),
            models.CheckConstraint(
                condition=Q(maturity__isnull=True) | Q(maturity__lte=5), name="checkpoint_maturity_to_five"
            ),
            models.CheckConstraint(
                condition=Q(maturity_wanted__isnull=True) | Q(maturity_wanted__lte=5),
                name="checkpoint_maturity_wanted_to_five",
            ),
        )

    def __str__(self) -> str:
        return self.requirement.code

    @property
    def said_met(self) -> bool:
        """Somebody said it is met; whether that still holds is for the queries to say."""
        return self.state in SAID_MET

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class CheckpointEvidence(ProjectOwned):
    """A piece of evidence on which a checkpoint rests."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="checkpoint_links")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a checkpoint")
        verbose_name_plural = _("evidence of checkpoints")
        constraints = (
            models.UniqueConstraint(fields=("checkpoint", "evidence"), name="checkpoint_evidence_once"),
        )

    def __str__(self) -> str:
        return f"{self.checkpoint} ← {self.evidence}"


class RegisterItem(ProjectOwned):
    """What a project says of one piece of documented information; the evidence that is it is linked there."""

    information = models.ForeignKey(
        DocumentedInformation, on_delete=models.PROTECT, related_name="register_items"
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents_owned",
        verbose_name=_("owner"),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True, default=Stage.NOTHING)
    review_months = models.PositiveSmallIntegerField(_("months between reviews"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = (
            models.UniqueConstraint(fields=("project", "information"), name="register_item_once"),
            models.CheckConstraint(
                condition=Q(review_months__isnull=True) | Q(review_months__gte=1, review_months__lte=120),
                name="register_review_within_ten_years",
            ),
        )

    def __str__(self) -> str:
        return f"{self.information.code} {self.information.name}"


class ClausePart(ProjectOwned):
    """What one person has to do with a clause: accountable (exactly one), responsible, consulted or informed."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clause_parts")
    part = models.CharField(_("part"), max_length=1, choices=Part)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in a clause")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "clause", "person"), name="one_part_of_a_person_in_a_clause"
            ),
            models.UniqueConstraint(
                fields=("project", "clause"),
                condition=Q(part=Part.ACCOUNTABLE),
                name="one_accountable_for_a_clause",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clause.number} {self.part}: {self.person}"


class AssessmentRound(ProjectOwned):
    """A look at the whole checklist at one time: what each checkpoint was then stands in its rows, for good."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=RoundKind)
    starts_on = models.DateField(_("begun on"))
    ends_on = models.DateField(_("ended on"))
    note = models.TextField(_("note"), blank=True)
    taken_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="rounds_taken")
    taken_at = models.DateTimeField(_("frozen at"))
    set_aside = models.TextField(_("why it was set aside"), blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("taken_at",)
        verbose_name = _("assessment round")
        verbose_name_plural = _("assessment rounds")
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="round_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="round_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name


class RoundRowQuerySet(models.QuerySet["RoundRow"]):
    def visible_to(self, user: User) -> Any:
        return self.filter(project__in=Project.objects.visible_to(user))

    def of(self, project: Project) -> Any:
        return self.filter(project=project)


class RoundRow(AppendOnly):
    """What one checkpoint was when the round was frozen; written once."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="round_rows")
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="rows")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="round_rows")
    clause = models.CharField(_("clause"), max_length=40)
    standing = models.CharField(_("standing"), max_length=20)
    met = models.BooleanField(_("met"))
    ready = models.BooleanField(_("ready"))
    maturity = models.PositiveSmallIntegerField(_("maturity"), null=True)
    maturity_wanted = models.PositiveSmallIntegerField(_("maturity wanted"), null=True)
    confidence = models.CharField(_("confidence"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = RoundRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkpoint of a round")
        verbose_name_plural = _("checkpoints of rounds")
        constraints = (models.UniqueConstraint(fields=("round", "checkpoint"), name="round_row_once"),)

    def __str__(self) -> str:
        return f"{self.round}: {self.clause}"
