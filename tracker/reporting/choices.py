"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a report tells management."""

    READINESS = "readiness", _("Readiness report")
    HIGHLIGHT = "highlight", _("Highlight report")
    EXCEPTION = "exception", _("Exception report")
    STAGE_END = "stage_end", _("Stage-end report")
    BRIEFING = "briefing", _("Business case briefing")


class Purpose(models.TextChoices):
    """What a pack is made for."""

    STAGE_1 = "stage_1", _("Stage 1 audit")
    STAGE_2 = "stage_2", _("Stage 2 audit")
    SURVEILLANCE = "surveillance", _("Surveillance audit")
    INTERNAL = "internal", _("Internal audit")


class Rhythm(models.TextChoices):
    """How a report comes again."""

    WEEK = "week", _("Weekly")
    MONTH_WEEKDAY = "month_weekday", _("Monthly, weekday")
    MONTH_DAY = "month_day", _("Monthly, day")


# Those that are about the whole implementation; the others are about one exception or one stage.
SCHEDULED_KINDS = (Kind.READINESS, Kind.HIGHLIGHT, Kind.BRIEFING)

# What stands in the name of the file.
FILE_WORDS = {
    Kind.READINESS: "readiness-report",
    Kind.HIGHLIGHT: "highlight-report",
    Kind.EXCEPTION: "exception-report",
    Kind.STAGE_END: "stage-end-report",
    Kind.BRIEFING: "business-case-briefing",
}


class State(models.TextChoices):
    """The life of a document."""

    REQUESTED = "queued", _("Queued")
    BUILDING = "building", _("Being built")
    READY = "finished", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")


class Step(models.TextChoices):
    """What is being done to it, in this order."""

    WAITING = "waiting", _("Waiting for a worker")
    GATHERING = "gathering", _("Gathering the facts")
    CHECKING = "checking", _("Rereading the evidence files")
    SETTING = "setting", _("Setting the pages")
    SEALING = "sealing", _("Writing the manifest and its seal")
    KEEPING = "keeping", _("Putting it into the store")
    DONE = "done", _("Done")


REPORT_STEPS = (Step.GATHERING, Step.SETTING, Step.KEEPING)
PACK_STEPS = (Step.GATHERING, Step.CHECKING, Step.SETTING, Step.SEALING, Step.KEEPING)


class Verb(StrEnum):
    REPORT_REQUESTED = "reporting.report_requested"
    REPORT_BUILT = "reporting.report_built"
    REPORT_FAILED = "reporting.report_failed"
    REPORT_RETRIED = "reporting.report_retried"
    REPORT_DOWNLOADED = "reporting.report_downloaded"
    PACK_REQUESTED = "reporting.pack_requested"
    PACK_BUILT = "reporting.pack_built"
    PACK_FAILED = "reporting.pack_failed"
    PACK_RETRIED = "reporting.pack_retried"
    PACK_DOWNLOADED = "reporting.pack_downloaded"
    PACK_EXPIRED = "reporting.pack_expired"
    LOG_EXPORTED = "reporting.log_exported"
    SCHEDULE_ADDED = "reporting.schedule_added"
    SCHEDULE_CHANGED = "reporting.schedule_changed"
    SCHEDULE_PAUSED = "reporting.schedule_paused"
    SCHEDULE_RESUMED = "reporting.schedule_resumed"
    SCHEDULE_ENDED = "reporting.schedule_ended"
    SCHEDULE_FAILED = "reporting.schedule_failed"
    REPORT_DISTRIBUTED = "reporting.report_distributed"
    HEAD_MAILING_SET = "reporting.head_mailing_set"
    HEAD_MAILED = "reporting.head_mailed"


VERB_PHRASES = {
    Verb.REPORT_REQUESTED: _("asked for {subject}"),
    Verb.REPORT_BUILT: _("built {subject}"),
    Verb.REPORT_FAILED: _("could not build {subject}"),
    Verb.REPORT_RETRIED: _("had {subject} built once more"),
    Verb.REPORT_DOWNLOADED: _("downloaded {subject}"),
    Verb.PACK_REQUESTED: _("asked for {subject}"),
    Verb.PACK_BUILT: _("built {subject}"),
    Verb.PACK_FAILED: _("could not build {subject}"),
    Verb.PACK_RETRIED: _("had {subject} built once more"),
    Verb.PACK_DOWNLOADED: _("downloaded {subject}"),
    Verb.PACK_EXPIRED: _("removed the file of {subject}; its digest stays"),
    Verb.LOG_EXPORTED: _("took away the log of {subject}"),
    Verb.SCHEDULE_ADDED: _("scheduled the report “{subject}”"),
    Verb.SCHEDULE_CHANGED: _("changed the scheduled report “{subject}”"),
    Verb.SCHEDULE_PAUSED: _("paused the scheduled report “{subject}”"),
    Verb.SCHEDULE_RESUMED: _("resumed the scheduled report “{subject}”"),
    Verb.SCHEDULE_ENDED: _("ended the scheduled report “{subject}”"),
    Verb.SCHEDULE_FAILED: _("could not ask for the scheduled report “{subject}”"),
    Verb.HEAD_MAILING_SET: _("said who gets {subject}"),
    Verb.HEAD_MAILED: _("mailed {subject}"),
    Verb.REPORT_DISTRIBUTED: _("sent {subject} to those it is made for"),
}
