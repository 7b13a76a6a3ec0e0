"""The words of evidence: what it is, how a revision stands, what a second person said."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    DOCUMENT = "document", _("Document")
    RECORD = "record", _("Record")
    SAMPLE = "sample", _("Sample")
    LINK = "link", _("Link")
    STATEMENT = "statement", _("Statement")
    SCREENSHOT = "screenshot", _("Screenshot")


class Classification(TextChoices):
    """Who may read it: said by whoever attaches it, shown wherever it is listed, carried into a pack."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")


class Drawing(TextChoices):
    """How a sample was taken from its population."""

    RANDOM = "random", _("Drawn at random")
    CHOSEN = "chosen", _("Chosen by hand")


class Outcome(TextChoices):
    """What was found when somebody looked at one record of a sample."""

    CONFORMS = "conforms", _("Conforms")
    DEVIATES = "deviates", _("Does not conform")
    NOT_FOUND = "not_found", _("Not found")


class RevisionState(TextChoices):
    """What is stored of a revision; whether it has expired is derived."""

    CURRENT = "current", _("Current")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verdict(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


class Standing(TextChoices):
    """How a revision stands on a day: what the page shows."""

    CURRENT = "current", _("Current")
    EXPIRING = "expiring", _("Expiring")
    TO_CONFIRM = "to_confirm", _("To confirm")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    NOT_YET = "not_yet", _("Not yet in force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Fault(TextChoices):
    """What rereading the store found."""

    ALTERED = "altered", _("altered")
    MISSING = "missing", _("missing")
    UNREADABLE = "unreadable", _("unreadable")
    EXTRA = "extra", _("extra, nothing refers to it")


class Reading(TextChoices):
    """How looking for the words inside a stored file came out."""

    READ = "read", _("read")
    NOTHING = "nothing", _("no text in it")
    UNREADABLE = "unreadable", _("cannot be read")
    STOPPED = "stopped", _("stopped in its limits")
    DAMAGED = "damaged", _("the stored file is damaged")


class Verb(StrEnum):
    ATTACHED = "evidence.attached"
    REVISED = "evidence.revised"
    WITHDRAWN = "evidence.withdrawn"
    CONFIRMED = "evidence.confirmed"
    REJECTED = "evidence.rejected"
    DESCRIBED = "evidence.described"
    CLAUSE_LINKED = "evidence.clause_linked"
    DOWNLOADED = "evidence.downloaded"
    DAMAGED = "evidence.damaged"
    RESTORED = "evidence.restored"
    SAMPLE_DRAWN = "evidence.sample_drawn"
    SAMPLE_CHOSEN = "evidence.sample_chosen"
    RESULTS_NOTED = "evidence.results_noted"


VERB_PHRASES = {
    Verb.ATTACHED: _("attached {subject}"),
    Verb.REVISED: _("added a new revision of {subject}"),
    Verb.WITHDRAWN: _("withdrew {subject}"),
    Verb.CONFIRMED: _("confirmed {subject}"),
    Verb.REJECTED: _("rejected {subject}"),
    Verb.DESCRIBED: _("changed the description of {subject}"),
    Verb.CLAUSE_LINKED: _("linked {subject} to a clause"),
    Verb.DOWNLOADED: _("downloaded {subject}"),
    Verb.DAMAGED: _("found the stored file of {subject} damaged"),
    Verb.RESTORED: _("found the stored file of {subject} whole again"),
    Verb.SAMPLE_DRAWN: _("drew a sample for {subject} at random"),
    Verb.SAMPLE_CHOSEN: _("chose a sample for {subject}"),
    Verb.RESULTS_NOTED: _("noted what was found in a sample for {subject}"),
}

EXPIRING_DAYS = 30
