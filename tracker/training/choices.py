"""The words of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EXPIRING_DAYS = 30
# After so many days it shows whether a training changed the work.
EFFECT_AFTER_DAYS = 60


class Level(TextChoices):
    """Introductory training is for everybody and comes first; the others are detailed tracks."""

    INTRODUCTION = "introduction", _("Introduction")
    PRACTITIONER = "practitioner", _("Practitioner")
    AUDITOR = "auditor", _("Auditor")
    EXECUTIVE = "executive", _("Executive")


class EffectMethod(TextChoices):
    """How it is found out whether the training did what it was meant to do."""

    TEST = "test", _("Test of what was learned")
    OBSERVATION = "observation", _("Observation at work")
    FIGURES = "figures", _("Figures of the process")
    SAMPLE = "sample", _("Sample of the work")
    TALK = "talk", _("Talk with the line manager")


class Effect(TextChoices):
    """What came of the training."""

    EFFECTIVE = "effective", _("Effective")
    PARTLY = "partly", _("Partly effective")
    NOT = "not", _("Not effective")


class Judged(TextChoices):
    """Whether somebody can do what the job role asks: judged by a person, not counted from courses."""

    COMPETENT = "competent", _("Competent")
    PARTLY = "partly", _("Competent in part")
    NOT_YET = "not_yet", _("Not yet competent")


class Result(TextChoices):
    PASSED = "passed", _("Passed")
    ATTENDED = "attended", _("Attended")
    FAILED = "failed", _("Failed")


COUNTS = frozenset({Result.PASSED, Result.ATTENDED})


class Standing(TextChoices):
    """How a person stands in a course on a day: derived from the records, never stored."""

    VALID = "valid", _("Valid")
    EXPIRING = "expiring", _("Expiring")
    EXPIRED = "expired", _("Expired")
    MISSING = "missing", _("Missing")


class Verb(StrEnum):
    ROLE_DEFINED = "training.role_defined"
    ROLE_RENAMED = "training.role_renamed"
    ROLE_CLOSED = "training.role_closed"
    ROLES_ASSIGNED = "training.roles_assigned"
    ROLE_TAKEN = "training.role_taken"
    COURSE_DEFINED = "training.course_defined"
    COURSE_CHANGED = "training.course_changed"
    COURSE_NEEDED = "training.course_needed"
    COURSE_NOT_NEEDED = "training.course_not_needed"
    SESSION_PLANNED = "training.session_planned"
    ENROLLED = "training.enrolled"
    ATTENDANCE_RECORDED = "training.attendance_recorded"
    ATTENDANCE_KEPT = "training.attendance_kept"
    SHEET_WRITTEN = "training.sheet_written"
    SHEET_CONFIRMED = "training.sheet_confirmed"
    CHECK_SENT = "training.check_sent"
    RESULT_RECORDED = "training.result_recorded"
    IMPORTED = "training.imported"
    SEAT_RELEASED = "training.seat_released"
    ARRIVED = "training.arrived"
    FEEDBACK_GIVEN = "training.feedback_given"
    EFFECT_CHECKED = "training.effect_checked"
    COMPETENCE_JUDGED = "training.competence_judged"
    COVERAGE_KEPT = "training.coverage_kept"


VERB_PHRASES = {
    Verb.ROLE_DEFINED: _("defined the job role {subject}"),
    Verb.ROLE_RENAMED: _("renamed a job role: {subject}"),
    Verb.ROLE_CLOSED: _("ended the job role {subject}"),
    Verb.ROLES_ASSIGNED: _("assigned people to the job role {subject}"),
    Verb.ROLE_TAKEN: _("took a person out of a job role: {subject}"),
    Verb.COURSE_DEFINED: _("defined the course {subject}"),
    Verb.COURSE_CHANGED: _("changed the course {subject}"),
    Verb.COURSE_NEEDED: _("decided that a role needs a course: {subject}"),
    Verb.COURSE_NOT_NEEDED: _("decided that a role no longer needs a course: {subject}"),
    Verb.SESSION_PLANNED: _("planned the session {subject}"),
    Verb.ENROLLED: _("enrolled people in {subject}"),
    Verb.ATTENDANCE_RECORDED: _("recorded who attended {subject}"),
    Verb.ATTENDANCE_KEPT: _("kept the attendance list of {subject} as evidence"),
    Verb.SHEET_WRITTEN: _("wrote what changes for the job role {subject}"),
    Verb.SHEET_CONFIRMED: _("confirmed to have read what changes for the job role {subject}"),
    Verb.CHECK_SENT: _("sent the short check of {subject}"),
    Verb.RESULT_RECORDED: _("recorded a training result: {subject}"),
    Verb.IMPORTED: _("imported training records into {subject}"),
    Verb.SEAT_RELEASED: _("gave up a seat: {subject}"),
    Verb.ARRIVED: _("checked in: {subject}"),
    Verb.FEEDBACK_GIVEN: _("said what they thought of {subject}"),
    Verb.EFFECT_CHECKED: _("checked the effect of {subject}"),
    Verb.COMPETENCE_JUDGED: _("judged competence: {subject}"),
    Verb.COVERAGE_KEPT: _("kept the training coverage as evidence: {subject}"),
}
