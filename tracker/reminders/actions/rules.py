"""The rules of an implementation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
from tracker.reminders.statement import KIND

FARTHEST = 365
MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Usual:
    """What a rule says before anybody changes it; `escalation` is who hears from how many days late on."""

    offsets: tuple[int, ...]
    repeat_days: int
    recipients: tuple[Recipient, ...]
    escalation: Mapping[Recipient, int] = field(default_factory=dict)
    may_opt_out: bool = False


OWNER, BOSS, MANAGER, SPONSOR = Recipient.OWNER, Recipient.LINE_MANAGER, Recipient.MANAGER, Recipient.SPONSOR

USUAL = {
    Source.SLIPS: Usual((-90, -30, -14, -3), 0, (OWNER, MANAGER)),
    Source.MILESTONES: Usual((-14, -3, 0, 1), 7, (OWNER, MANAGER), {SPONSOR: 7}),
    Source.TASKS: Usual((-3, 0, 1), 7, (OWNER,), {BOSS: 7, MANAGER: 14, SPONSOR: 28}, may_opt_out=True),
    Source.DELIVERABLES: Usual((-7, 0, 1), 7, (OWNER,), {BOSS: 7, MANAGER: 14}, may_opt_out=True),
    Source.CHECKPOINTS: Usual((-7, 0, 1), 14, (OWNER,), {MANAGER: 14}, may_opt_out=True),
    Source.EVIDENCE: Usual((-30, -7, 0), 14, (OWNER, MANAGER)),
    Source.REVIEWS: Usual((-14, 0), 14, (OWNER,), {MANAGER: 14}, may_opt_out=True),
    Source.TRAINING: Usual((-60, -14, 0), 30, (OWNER,), {BOSS: 14, MANAGER: 30}),
    Source.SESSIONS: Usual((-7, -1), 0, (OWNER,), may_opt_out=True),
    Source.EFFECTS: Usual((-7, 0), 14, (OWNER,), {MANAGER: 14}, may_opt_out=True),
    Source.COMPETENCE: Usual((-14, 0), 30, (OWNER,), {MANAGER: 30}, may_opt_out=True),
    Source.CAMPAIGNS: Usual((-7, -1, 1), 14, (OWNER, MANAGER), may_opt_out=True),
    Source.CONCERNS: Usual((-7, -2, 0), 7, (OWNER, MANAGER), {SPONSOR: 14}),
    Source.QUESTIONS: Usual((-14, 0), 30, (OWNER,), {MANAGER: 30}, may_opt_out=True),
    Source.BENEFITS: Usual((-14, 0), 14, (OWNER,), {MANAGER: 14}, may_opt_out=True),
    Source.DECISIONS: Usual((-7, -2, 0, 1), 7, (OWNER,), {MANAGER: 4, SPONSOR: 7}),
    Source.COMMITMENTS: Usual((-7, 0, 1), 7, (OWNER,), {MANAGER: 7, SPONSOR: 14}),
    Source.OBSTACLES: Usual((-3, 0, 1), 7, (OWNER,), {MANAGER: 3, SPONSOR: 7}),
    Source.GATES: Usual((-14, -3, 0, 1), 7, (OWNER, MANAGER), {SPONSOR: 7}),
    Source.MEETINGS: Usual((-2, 0, 1), 7, (OWNER,), {MANAGER: 3, SPONSOR: 14}),
    Source.CORRECTIONS: Usual((-3, 0, 1), 7, (OWNER,), {MANAGER: 3, SPONSOR: 14}),
    Source.RISKS: Usual((-3, 0, 1), 7, (OWNER,), {MANAGER: 3, SPONSOR: 14}),
    Source.RESPONSES: Usual((-3, 0, 1), 7, (OWNER,), {MANAGER: 3, SPONSOR: 14}),
    Source.SIGNOFFS: Usual((-2, 0, 1), 3, (OWNER,), {MANAGER: 4}),
    Source.CONFIRMATIONS: Usual((0,), 14, (MANAGER,), may_opt_out=True),
    Source.ACCEPTANCES: Usual((0,), 7, (MANAGER,), {SPONSOR: 14}, may_opt_out=True),
    Source.OBJECTIVES: Usual((-30, -7, 0), 0, (OWNER, MANAGER), may_opt_out=True),
    Source.ROLES: Usual((-14, -3), 0, (OWNER, MANAGER)),
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
            escalation={recipient.value: days for recipient, days in usual.escalation.items()},
            may_opt_out=usual.may_opt_out,
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
    escalation: Mapping[str, int] | None = None,
    may_opt_out: bool | None = None,
    version: int | None = None,
) -> ReminderRule:
    """Say otherwise when and whom to remind. What has been sent is not sent again for it."""
    require(actor, Permission.REMINDERS_MANAGE, rule)
    rule = lock(ReminderRule.objects.select_related("project"), rule.pk, version=version)
    escalation = rule.escalation if escalation is None else escalation
    _check(offsets, recipients, repeat_days, is_active)
    _check_escalation(escalation)
    before = _facts(rule)
    rule.offsets = sorted(set(offsets))
    rule.recipients = [choice.value for choice in Recipient if choice in recipients]
    rule.repeat_days, rule.is_active = repeat_days, is_active
    rule.escalation = {key: days for key, days in escalation.items() if key not in rule.recipients}
    rule.may_opt_out = rule.may_opt_out if may_opt_out is None else may_opt_out
    rule.save_because(_("changed"), by=actor)
    record(actor, Verb.RULE_CHANGED, rule, before=before, after=_facts(rule))
    if not is_active:
        notifications.withdraw_kind_in(KIND + rule.source, project=rule.project)
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
        raise RuleBroken(_("Choose among those who are listed."), field="recipients")


def _check_escalation(escalation: Mapping[str, int]) -> None:
    """Each level that hears later, from a day after the day itself; a wider circle never before a closer one."""
    if set(escalation) - set(Recipient.values) or Recipient.OWNER in escalation:
        raise RuleBroken(_("Choose among those who are listed."), field="escalation")
    if not all(0 < days <= FARTHEST for days in escalation.values()):
        raise RuleBroken(
            _("Somebody else hears from 1 to %(far)s days late on.") % {"far": FARTHEST}, field="escalation"
        )
    days = [escalation[level] for level in Recipient.values if level in escalation]
    if days != sorted(days):
        raise RuleBroken(
            _("The owner’s manager hears first, then the project manager, then the sponsor."),
            field="escalation",
        )


def _facts(rule: ReminderRule) -> dict[str, object]:
    return {
        "offsets": rule.offsets,
        "repeat_days": rule.repeat_days,
        "recipients": rule.recipients,
        "escalation": rule.escalation,
        "may_opt_out": rule.may_opt_out,
        "is_active": rule.is_active,
    }


@transaction.atomic
def send_again(*, actor: User, project: Project, notification: Notification) -> None:
    """A project manager sends a message of the implementation again that failed or is unsure."""
    require(actor, Permission.REMINDERS_MANAGE, project)
    if notification.project_id != project.pk:
        raise RuleBroken(_("This message belongs to another implementation."))
    notifications.queue_again(actor=actor, notification=notification)
