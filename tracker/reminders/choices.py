"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

# How many days somebody has to confirm or accept what was brought without a day of its own.
ANSWER_WITHIN = 7


class Source(models.TextChoices):
    """What can call somebody back."""

    SLIPS = "slips", _("Milestones that will slip")
    MILESTONES = "milestones", _("Milestones")
    TASKS = "tasks", _("Tasks")
    DELIVERABLES = "deliverables", _("Deliverables")
    CHECKPOINTS = "checkpoints", _("Checkpoints")
    EVIDENCE = "evidence", _("Evidence that expires")
    REVIEWS = "reviews", _("Evidence to review")
    TRAINING = "training", _("Training that expires")
    SESSIONS = "sessions", _("Training sessions")
    EFFECTS = "effects", _("Effect of trainings to check")
    COMPETENCE = "competence", _("Competence to judge again")
    CAMPAIGNS = "campaigns", _("Campaigns to be read")
    CONCERNS = "concerns", _("Concerns to answer")
    QUESTIONS = "questions", _("Answers to look at again")
    BENEFITS = "benefits", _("Benefits to measure")
    DECISIONS = "decisions", _("Decisions asked")
    COMMITMENTS = "commitments", _("Commitments")
    OBSTACLES = "obstacles", _("Obstacles")
    GATES = "gates", _("Gate reviews")
    MEETINGS = "meetings", _("Project reviews")
    CORRECTIONS = "corrections", _("Corrections")
    RISKS = "risks", _("Risks to look at again")
    RESPONSES = "responses", _("Responses to risks")
    SIGNOFFS = "signoffs", _("Sign-offs that wait")
    CONFIRMATIONS = "confirmations", _("Evidence to be confirmed")
    ACCEPTANCES = "acceptances", _("Deliverables to be accepted")
    OBJECTIVES = "objectives", _("Objectives")
    ROLES = "roles", _("Roles that end")


class Recipient(models.TextChoices):
    """Who hears: whose thing it is, the line manager of that person, or who leads."""

    OWNER = "owner", _("Owner")
    LINE_MANAGER = "line_manager", _("Owner’s manager")
    MANAGER = "manager", _("Project manager")
    SPONSOR = "sponsor", _("Sponsor")


class Answer(models.TextChoices):
    """What somebody can answer from the mail itself."""

    DONE = "done", _("Done")
    DATE = "date", _("Another date")
    CANNOT = "cannot", _("I cannot, because …")


class CallStatus(models.TextChoices):
    """Where a call to another program stands."""

    WAITING = "waiting", _("Queued")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Shape(models.TextChoices):
    """In whose words another program is told."""

    OWN = "own", _("A program of your own (signed JSON)")
    SLACK = "slack", _("Slack, Mattermost, Rocket.Chat")
    TEAMS = "teams", _("Microsoft Teams (workflow)")
    DISCORD = "discord", _("Discord")


class Verb(StrEnum):
    RULES_OPENED = "reminders.rules_opened"
    RULE_CHANGED = "reminders.rule_changed"
    ANSWERED = "reminders.answered"
    WEBHOOK_ADDED = "reminders.webhook_added"
    WEBHOOK_CHANGED = "reminders.webhook_changed"
    WEBHOOK_REMOVED = "reminders.webhook_removed"


VERB_PHRASES = {
    Verb.RULES_OPENED: _("set up the reminders of {subject}"),
    Verb.RULE_CHANGED: _("changed a reminder rule: {subject}"),
    Verb.ANSWERED: _("answered a reminder: {subject}"),
    Verb.WEBHOOK_ADDED: _("added a webhook: {subject}"),
    Verb.WEBHOOK_CHANGED: _("changed a webhook: {subject}"),
    Verb.WEBHOOK_REMOVED: _("removed a webhook: {subject}"),
}
