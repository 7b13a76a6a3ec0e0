"""The rules of an implementation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reminders.choices import Recipient, Source, Verb
from tracker.reminders.models import ReminderRule

FARTHEST = 365
MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Usual:
    """What a rule says before anybody changes it."""

    offsets: tuple[int, ...]
    repeat_days: int
    recipients: tuple[Recipient, ...]


USUAL = {
    Source.MILESTONES: Usual((-14, -3, 0, 1), 7, (Recipient.OWNER, Recipient.MANAGER)),
    Source.TASKS: Usual((-3, 0, 1), 7, (Recipient.OWNER,)),
    Source.EVIDENCE: Usual((-30, -7, 0), 14, (Recipient.OWNER, Recipient.MANAGER)),
    Source.TRAINING: Usual((-60, -14, 0), 30, (Recipient.OWNER,)),
    Source.SIGNOFFS: Usual((-2, 0, 1), 3, (Recipient.OWNER,)),
}


@transaction.atomic
def open_rules(*, actor: User, project: Project) -> list[ReminderRule]:
    """Give the implementation the usual rules that it does not have yet; returns the new ones."""
    require(actor, Permission.REMINDERS_MANAGE, project)
    present = set(ReminderRule.objects.of(project).values_list("source", flat=True))
    new = [
        ReminderRule(
            project=project,
            source=source,
            offsets=list(usual.offsets),
            repeat_days=usual.repeat_days,
            recipients=[recipient.value for recipient in usual.recipients],
        )
        for source, usual in USUAL.items()
        if source not in present
    ]
    if new:
        bulk_save_because(new, reason=_("set up"), by=actor)
        record(actor, Verb.RULES_OPENED, project, after={"rules": [rule.source for rule in new]})
    return new


@transaction.atomic
def change_rule(
    *,
    actor: User,
    rule: ReminderRule,
    offsets: Sequence[int],
    recipients: Sequence[str],
    repeat_days: int = 0,
    is_active: bool = True,
    version: int | None = None,
) -> ReminderRule:
    """Say otherwise when and whom to remind. What has been sent is not sent again for it."""
    require(actor, Permission.REMINDERS_MANAGE, rule)
    rule = lock(ReminderRule.objects.select_related("project"), rule.pk, version=version)
    _check(offsets, recipients, repeat_days, is_active)
    before = _facts(rule)
    rule.offsets = sorted(set(offsets))
    rule.recipients = [choice.value for choice in Recipient if choice in recipients]
    rule.repeat_days, rule.is_active = repeat_days, is_active
    rule.save_because(_("changed"), by=actor)
    record(actor, Verb.RULE_CHANGED, rule, before=before, after=_facts(rule))
    return rule


def _check(offsets: Sequence[int], recipients: Sequence[str], repeat_days: int, is_active: bool) -> None:
    if is_active and not offsets:
        raise RuleBroken(_("Say on which days to remind, or switch the rule off."), field="offsets")
    if len(set(offsets)) > MOST_STEPS or any(abs(offset) > FARTHEST for offset in offsets):
        raise RuleBroken(
            _("Up to %(most)s days, each at most %(far)s days away.") % {"most": MOST_STEPS, "far": FARTHEST},
            field="offsets",
        )
    if not 0 <= repeat_days <= FARTHEST:
        raise RuleBroken(_("Repeat after 1 to %(far)s days, or 0.") % {"far": FARTHEST}, field="repeat_days")
    if is_active and not set(recipients):
        raise RuleBroken(_("Say who is to hear, or switch the rule off."), field="recipients")
    if set(recipients) - set(Recipient.values):
        raise RuleBroken(_("Choose among owner, project manager and sponsor."), field="recipients")


def _facts(rule: ReminderRule) -> dict[str, object]:
    return {
        "offsets": rule.offsets,
        "repeat_days": rule.repeat_days,
        "recipients": rule.recipients,
        "is_active": rule.is_active,
    }


@transaction.atomic
def send_again(*, actor: User, project: Project, notification: Notification) -> None:
    """A project manager sends a message of the implementation again that failed or is unsure."""
    require(actor, Permission.REMINDERS_MANAGE, project)
    if notification.project_id != project.pk:
        raise RuleBroken(_("This message belongs to another implementation."))
    notifications.queue_again(actor=actor, notification=notification)
