"""The words with which the catalogue describes a clause and what has to be written down."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """Where the rows of an edition come from; a new project starts with ours."""

    OURS = "ours", _("our own words")
    OSCAL = "oscal", _("an OSCAL catalogue")


class Relation(TextChoices):
    """What the other requirement asks for, beside the one that is looked at."""

    SAME = "same", _("asks for the same")
    BROADER = "broader", _("asks for more")
    NARROWER = "narrower", _("asks for less")
    RELATED = "related", _("has to do with it")


# How it looks from the other side.
TURNED = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


class Verb(StrEnum):
    CROSSREFS_IMPORTED = "standard.crossrefs_imported"


VERB_PHRASES = {
    Verb.CROSSREFS_IMPORTED: _("brought in cross references between editions"),
}


class Stage(TextChoices):
    """The part of an implementation in which a clause is usually worked on."""

    MOBILISE = "P0", _("Mobilise")
    FOUNDATION = "P1", _("Foundation")
    DESIGN = "P2", _("Design")
    BUILD = "P3", _("Build and roll out")
    OPERATE = "P4", _("Operate")
    CHECK = "P5", _("Check")
    CERTIFY = "P6", _("Certify")
    SUSTAIN = "P7", _("Sustain")


class Effort(TextChoices):
    """An editorial estimate for a mid-sized provider."""

    S = "S", _("up to 5 person-days")
    M = "M", _("5 to 15 person-days")
    L = "L", _("15 to 40 person-days")
    XL = "XL", _("over 40 person-days")


class TitleConfidence(TextChoices):
    HIGH = "high", _("confirmed by two or more public sources")
    MEDIUM = "medium", _("seen in one source or with variants")


class InformationKind(TextChoices):
    DOCUMENT = "document", _("document")
    RECORD = "record", _("record")


class Basis(TextChoices):
    """Why a piece of documented information is on the list."""

    EXPLICIT = "explicit_documented_information", _("named as documented information")
    RECORDED = "explicit_documented_or_recorded", _("to be documented or recorded")
    INVENTORY = "index_7_5_4", _("named in the inventory of 7.5.4")
    REPORTED = "must_be_reported", _("must be reported")
    IMPLIED = "implied", _("not demanded in writing, usually asked for")


REQUIRED_IN_WRITING = frozenset({Basis.EXPLICIT, Basis.RECORDED, Basis.INVENTORY})
