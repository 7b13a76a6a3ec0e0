"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    """What has a tolerance; others join when their room opens."""

    TIME = "time", _("Time")
    SCOPE = "scope", _("Scope")
    QUALITY = "quality", _("Quality")


UNITS = {
    Aspect.TIME: _("days behind the baseline"),
    Aspect.SCOPE: _("tasks added or removed without approval"),
    Aspect.QUALITY: _("deliverables sent back or not accepted in time"),
}


class ExceptionState(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    DECIDED = "decided", _("Decided")


class Verb(StrEnum):
    TOLERANCE_SET = "progress.tolerance_set"
    EXCEPTION_RAISED = "progress.exception_raised"
    EXCEPTION_DESCRIBED = "progress.exception_described"
    EXCEPTION_ASKED = "progress.exception_asked"
    EXCEPTION_DECIDED = "progress.exception_decided"


VERB_PHRASES = {
    Verb.TOLERANCE_SET: _("set {subject}"),
    Verb.EXCEPTION_RAISED: _("raised {subject}"),
    Verb.EXCEPTION_DESCRIBED: _("described {subject}"),
    Verb.EXCEPTION_ASKED: _("asked for a decision on {subject}"),
    Verb.EXCEPTION_DECIDED: _("decided on {subject}"),
}
