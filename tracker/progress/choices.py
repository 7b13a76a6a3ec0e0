"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    """What has a tolerance; others join when their room opens."""

    TIME = "time", _("Time")
    SCOPE = "scope", _("Scope")
    QUALITY = "quality", _("Quality")
    RISK = "risk", _("Risk")


UNITS = {
    Aspect.TIME: _("days behind the baseline"),
    Aspect.SCOPE: _("tasks added or removed without approval"),
    Aspect.RISK: _("summed score of the open risks"),
    Aspect.QUALITY: _("deliverables sent back or not accepted in time"),
}


class ExceptionState(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    DECIDED = "decided", _("Decided")


class EarningRule(models.TextChoices):
    """When the hours of a task count as earned; the values are those of `earned.Rule`."""

    AT_END = "0-100", _("0/100: all at the end")
    HALVES = "50-50", _("50/50: half at the start, half at the end")
    STEPS = "steps", _("Weighted steps")


class Verb(StrEnum):
    TOLERANCE_SET = "progress.tolerance_set"
    EXCEPTION_RAISED = "progress.exception_raised"
    EXCEPTION_DESCRIBED = "progress.exception_described"
    EXCEPTION_ASKED = "progress.exception_asked"
    EXCEPTION_DECIDED = "progress.exception_decided"
    EARNING_SET = "progress.earning_set"
    STEP_DONE = "progress.step_done"
    STEP_REOPENED = "progress.step_reopened"
    VALUE_BASIS_SET = "progress.value_basis_set"


VERB_PHRASES = {
    Verb.TOLERANCE_SET: _("set {subject}"),
    Verb.EXCEPTION_RAISED: _("raised {subject}"),
    Verb.EXCEPTION_DESCRIBED: _("described {subject}"),
    Verb.EXCEPTION_ASKED: _("asked for a decision on {subject}"),
    Verb.EXCEPTION_DECIDED: _("decided on {subject}"),
    Verb.EARNING_SET: _("said how {subject} earns its value"),
    Verb.STEP_DONE: _("finished a step of {subject}"),
    Verb.STEP_REOPENED: _("took back a step of {subject}"),
    Verb.VALUE_BASIS_SET: _("said what earned value counts by"),
}
