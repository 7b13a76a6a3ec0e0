"""The catalogue: one edition of the standard with its clauses, in our own words.

The rows come from a fixture and carry natural keys, so a second edition can be loaded beside
the first. Nothing here belongs to a project, and nobody edits it: hence no history. Only what
corresponds to what is somebody's judgement, so each cross reference has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from tracker.core.models import TrackedModel, TrackedQuerySet
from tracker.people.models import Organization
from tracker.standard.choices import (
    REQUIRED_IN_WRITING,
    TURNED,
    Basis,
    Effort,
    InformationKind,
    Origin,
    Relation,
    Stage,
    TitleConfidence,
)


def sort_key_for(number: str) -> str:
    """Pad each part of a clause number, so that 10 follows 9 and 8.10 would follow 8.9."""
    return ".".join(part.zfill(3) for part in number.split("."))


class EditionManager(models.Manager["Edition"]):
    def get_by_natural_key(self, code: str) -> Edition:
        return self.get(code=code)

    def newest(self) -> Edition | None:
        """The edition a new project starts with: the newest of ours, an imported one only without it."""
        ours = Case(When(origin=Origin.OURS, then=0), default=1)
        return self.order_by(ours, "-published_on", "-code").first()


class Edition(models.Model):
    """One edition of the standard, with the amendments that are read together with it."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=250)
    published_on = models.DateField(_("published on"))
    amendments = models.JSONField(_("amendments"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.OURS)

    objects = EditionManager()

    class Meta:
        ordering = ("-published_on", "code")
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class ClauseQuerySet(models.QuerySet["Clause"]):
    def of(self, edition: Edition) -> Self:
        return self.filter(edition=edition)

    def auditable(self) -> Self:
        """Clauses 4 to 10: what an auditor asks for."""
        return self.filter(auditable=True)

    def top(self) -> Self:
        return self.filter(parent__isnull=True)

    def leaves(self) -> Self:
        """The lowest level, where requirements hang."""
        return self.filter(is_leaf=True)

    def under(self, clause: Clause) -> Self:
        """The clause itself and everything below it."""
        return self.filter(
            Q(number=clause.number) | Q(number__startswith=f"{clause.number}."),
            edition_id=clause.edition_id,
        )

    def above(self, clause: Clause) -> Self:
        """The path from the top clause down to, and without, this one."""
        parts = clause.number.split(".")
        numbers = [".".join(parts[:depth]) for depth in range(1, len(parts))]
        return self.filter(edition_id=clause.edition_id, number__in=numbers)

    def get_by_natural_key(self, edition_code: str, number: str) -> Clause:
        return self.get(edition__code=edition_code, number=number)


class Clause(models.Model):
    """A numbered node of the standard. Requirements hang on the lowest level only."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("edition")
    )
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    is_leaf = models.BooleanField(_("lowest level"))
    auditable = models.BooleanField(_("auditable"))
    official_title = models.BooleanField(_("title is the standard's own"), default=True)
    title_confidence = models.CharField(
        _("confidence in the title"),
        max_length=10,
        choices=TitleConfidence,
        default=TitleConfidence.HIGH,
    )
    typical_evidence = models.JSONField(_("typical evidence"), default=list, blank=True)
    owner_role = models.CharField(_("usual owner"), max_length=120, blank=True)
    stage = models.CharField(_("usual stage"), max_length=4, choices=Stage, blank=True)
    effort = models.CharField(_("usual effort"), max_length=4, choices=Effort, blank=True)
    note = models.TextField(_("note"), blank=True)
    sort_key = models.CharField(_("sort key"), max_length=60)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "sort_key")
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="clause_number_once"),
            models.UniqueConstraint(fields=("edition", "sort_key"), name="clause_sort_key_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="clause_level_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key_for(self.number)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str, str]:
        return (self.edition.code, self.number)

    natural_key.dependencies = ["standard.edition"]  # type: ignore[attr-defined]

    @property
    def top_number(self) -> str:
        """The clause of level 1 in which this one stands: "8" for 8.5.1.2."""
        return self.number.split(".")[0]


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def of(self, edition: Edition) -> Self:
        return self.filter(clause__edition=edition)

    def in_order(self) -> Self:
        return self.order_by("clause__sort_key", "position")

    def get_by_natural_key(self, edition_code: str, code: str) -> Requirement:
        return self.get(clause__edition__code=edition_code, code=code)


class Requirement(models.Model):
    """What must be shown for a clause, as a prompt in our own words."""

    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("clause")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=26)
    text = models.TextField(_("text"))

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ("clause", "position")
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = (
            models.UniqueConstraint(fields=("clause", "position"), name="requirement_place_once"),
            models.UniqueConstraint(fields=("clause", "code"), name="requirement_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def natural_key(self) -> tuple[str, str]:
        return (self.clause.edition.code, self.code)

    natural_key.dependencies = ["standard.clause"]  # type: ignore[attr-defined]


class DocumentedInformationQuerySet(models.QuerySet["DocumentedInformation"]):
    def of(self, edition: Edition) -> Self:
        return self.filter(edition=edition)

    def required(self) -> Self:
        """What the standard wants in writing."""
        return self.filter(basis__in=REQUIRED_IN_WRITING)

    def get_by_natural_key(self, edition_code: str, code: str) -> DocumentedInformation:
        return self.get(edition__code=edition_code, code=code)


class DocumentedInformation(models.Model):
    """A document or record that the standard asks for, or that an auditor usually does."""

    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        related_name="documented_information",
        verbose_name=_("edition"),
    )
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=InformationKind)
    basis = models.CharField(_("basis"), max_length=40, choices=Basis)
    inventory_letter = models.CharField(_("letter in 7.5.4"), max_length=2, blank=True)
    description = models.TextField(_("description"))
    typical_form = models.CharField(_("typical form"), max_length=120, blank=True)
    typical_owner = models.CharField(_("typical owner"), max_length=120, blank=True)
    freshness_hint = models.CharField(_("how fresh it should be"), max_length=160, blank=True)
    clause = models.ForeignKey(
        Clause,
        on_delete=models.PROTECT,
        related_name="home_of_information",
        verbose_name=_("home clause"),
    )
    clauses = models.ManyToManyField(
        Clause, related_name="documented_information", verbose_name=_("clauses that use it")
    )

    objects = DocumentedInformationQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "code")
        verbose_name = _("documented information")
        verbose_name_plural = _("documented information")
        constraints = (models.UniqueConstraint(fields=("edition", "code"), name="information_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def natural_key(self) -> tuple[str, str]:
        return (self.edition.code, self.code)

    natural_key.dependencies = ["standard.clause"]  # type: ignore[attr-defined]

    @property
    def is_required(self) -> bool:
        return self.basis in REQUIRED_IN_WRITING


class CrossrefQuerySet(TrackedQuerySet):
    def known_to(self, organization_id: Any) -> Self:
        """Those of the whole installation, and the organization's own."""
        return self.filter(Q(organization__isnull=True) | Q(organization=organization_id))

    def touching(self, requirements: Iterable[int]) -> Self:
        wanted = list(requirements)
        return self.filter(Q(first__in=wanted) | Q(second__in=wanted))


class Crossref(TrackedModel):
    """Two requirements that correspond, mostly of different editions: each pair once, the older row first.

    `relation` says what the second asks for, seen from the first; without an organization it is everybody's.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="crossrefs"
    )
    first = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="crossrefs")
    second = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="crossrefs_back")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    note = models.TextField(_("note"), blank=True)

    objects = CrossrefQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross reference")
        verbose_name_plural = _("cross references")
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second"),
                condition=Q(organization__isnull=True),
                name="one_crossref_of_a_pair",
            ),
            models.UniqueConstraint(
                fields=("organization", "first", "second"), name="one_crossref_of_a_pair_in_an_organization"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="crossref_to_another_requirement"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first.code} – {self.second.code}"

    def seen_from(self, requirement: int) -> str:
        """What the other one asks for, seen from this one."""
        relation = Relation(self.relation)
        return relation if requirement == self.first_id else TURNED.get(relation, relation)


def pair_of(one: int, other: int, relation: str) -> tuple[int, int, str]:
    """The two in the order in which a pair is kept, and the relation as it is kept then."""
    if one < other:
        return one, other, relation
    return other, one, TURNED.get(Relation(relation), Relation(relation))
