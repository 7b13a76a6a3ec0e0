"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """What can call somebody back."""

    MILESTONES = "milestones", _("Milestones")
    TASKS = "tasks", _("Tasks")
    EVIDENCE = "evidence", _("Evidence that expires")
    TRAINING = "training", _("Training that expires")
    SIGNOFFS = "signoffs", _("Sign-offs that wait")


class Recipient(models.TextChoices):
    """Who hears: whose thing it is, or who leads."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Project manager")
    SPONSOR = "sponsor", _("Sponsor")


class Verb(StrEnum):
    RULES_OPENED = "reminders.rules_opened"
    RULE_CHANGED = "reminders.rule_changed"


VERB_PHRASES = {
    Verb.RULES_OPENED: _("set up the reminders of {subject}"),
    Verb.RULE_CHANGED: _("changed a reminder rule: {subject}"),
}
