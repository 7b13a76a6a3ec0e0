"""The words of an assessment."""

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """What somebody said of a checkpoint. There is no "not applicable": nothing can be excluded."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    NOT_MET = "not_met", _("Not met")
    PARTLY_MET = "partly_met", _("Partly met")
    MET = "met", _("Met")
    MET_BY_OTHER_PARTY = "met_by_other_party", _("Met by another party")


SAID_MET = frozenset({State.MET, State.MET_BY_OTHER_PARTY})


class Maturity(IntegerChoices):
    """How well a requirement is lived, beyond being met: our own words, none of a model that is sold."""

    NOTHING = 0, _("0 Nothing is done")
    BY_CHANCE = 1, _("1 Depends on who is there")
    REPEATED = 2, _("2 Done again the same way")
    LAID_DOWN = 3, _("3 Laid down, known, followed")
    MEASURED = 4, _("4 Measured and steered")
    IMPROVED = 5, _("5 Improved all the time")


MATURITY_HINTS = {
    Maturity.NOTHING: _("Nobody does it, and nobody could show anything."),
    Maturity.BY_CHANCE: _("Some do it, each in their own way; it stops when they are away."),
    Maturity.REPEATED: _("It is done as it was the last time, mostly without a text; records are patchy."),
    Maturity.LAID_DOWN: _("It is written down, taught and followed; the records show it for the whole time."),
    Maturity.MEASURED: _("Figures say how well it works, and somebody acts when they are off."),
    Maturity.IMPROVED: _("What the figures and the people say leads to changes whose effect is checked."),
}


class Confidence(TextChoices):
    """How sure the assessor is of what they said."""

    UNSAID = "", _("not said")
    GUESSED = "guessed", _("a first guess")
    FAIRLY = "fairly", _("fairly sure")
    SHOWN = "shown", _("shown by records")


class RoundKind(TextChoices):
    """What an assessment of the whole checklist was made for."""

    GAP = "gap", _("Gap assessment")
    AGAIN = "again", _("Re-assessment")
    INTERNAL_AUDIT = "internal_audit", _("Internal audit")
    PRE_AUDIT = "pre_audit", _("Pre-audit")


class Held(TextChoices):
    """How a piece of documented information stands: derived from the evidence that is it."""

    MISSING = "missing", _("Missing")
    HELD = "to_confirm", _("Held, to confirm")
    CONFIRMED = "confirmed", _("Confirmed")
    EXPIRED = "expired", _("Expired")


class Stage(TextChoices):
    """What somebody said of a document that is on its way. Approved is never said: a second person's
    confirmation of the evidence makes it so."""

    NOTHING = "", _("nothing said")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")


class Documented(TextChoices):
    """How documented information stands on a day: what the register shows."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    DUE = "due_for_review", _("Due for review")


class Part(TextChoices):
    """What somebody has to do with a clause."""

    ACCOUNTABLE = "A", _("Accountable")
    RESPONSIBLE = "R", _("Responsible")
    CONSULTED = "C", _("Consulted")
    INFORMED = "I", _("Informed")


class Verb(StrEnum):
    PARTS_GIVEN = "checklist.parts_given"
    ACCOUNTABLE_PROPOSED = "checklist.accountable_proposed"
    OPENED = "checklist.opened"
    ASSESSED = "checklist.assessed"
    CONFIRMED = "checklist.confirmed"
    REOPENED = "checklist.reopened"
    ASSIGNED = "checklist.assigned"
    EVIDENCE_LINKED = "checklist.evidence_linked"
    EVIDENCE_UNLINKED = "checklist.evidence_unlinked"
    INFORMATION_KEPT = "checklist.information_kept"
    INFORMATION_REVIEWED = "checklist.information_reviewed"
    TABLE_IMPORTED = "checklist.table_imported"
    COMMENTED = "checklist.commented"
    COMMENT_WITHDRAWN = "checklist.comment_withdrawn"
    FILTER_KEPT = "checklist.filter_kept"
    FILTER_DROPPED = "checklist.filter_dropped"
    ROUND_TAKEN = "checklist.round_taken"
    ROUND_SET_ASIDE = "checklist.round_set_aside"
    CROSSREF_MADE = "checklist.crossref_made"
    CROSSREF_DROPPED = "checklist.crossref_dropped"


VERB_PHRASES = {
    Verb.PARTS_GIVEN: _("said who is accountable and who takes part in clause {subject}"),
    Verb.ACCOUNTABLE_PROPOSED: _("made owners of checkpoints accountable in {subject}"),
    Verb.OPENED: _("opened the checklist of {subject}"),
    Verb.ASSESSED: _("assessed checkpoint {subject}"),
    Verb.CONFIRMED: _("confirmed the assessment of checkpoint {subject}"),
    Verb.REOPENED: _("reopened checkpoint {subject}"),
    Verb.ASSIGNED: _("assigned checkpoint {subject}"),
    Verb.EVIDENCE_LINKED: _("linked evidence to checkpoint {subject}"),
    Verb.EVIDENCE_UNLINKED: _("unlinked evidence from checkpoint {subject}"),
    Verb.INFORMATION_KEPT: _("changed the register entry of {subject}"),
    Verb.INFORMATION_REVIEWED: _("reviewed {subject}"),
    Verb.TABLE_IMPORTED: _("brought in a table for {subject}"),
    Verb.COMMENTED: _("commented on checkpoint {subject}"),
    Verb.COMMENT_WITHDRAWN: _("took back a comment on checkpoint {subject}"),
    Verb.FILTER_KEPT: _("kept the filter {subject} of the checklist"),
    Verb.FILTER_DROPPED: _("dropped the filter {subject} of the checklist"),
    Verb.ROUND_TAKEN: _("froze the assessment round {subject}"),
    Verb.ROUND_SET_ASIDE: _("set the assessment round {subject} aside"),
    Verb.CROSSREF_MADE: _("said what corresponds to checkpoint {subject}"),
    Verb.CROSSREF_DROPPED: _("took back what corresponds to checkpoint {subject}"),
}
