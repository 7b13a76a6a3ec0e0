"""What a reminder says."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reminders.choices import Source
from tracker.reminders.sources import Due


def subject_of(source: Source, due: Due, *, on: date) -> str:
    """Which thing, and how near or late it is: "Write the policy is due in 3 days"."""
    days = (due.due_on - on).days
    match source:
        case Source.EVIDENCE:
            return _expiring(due.label, days)
        case Source.TRAINING:
            return _expiring(due.label, days)
        case Source.SIGNOFFS:
            return _waiting(due.label, days)
        case Source.MILESTONES | Source.TASKS:
            return _due(due.label, days)


def _due(label: str, days: int) -> str:
    if days == 0:
        return _("%(label)s is due today") % {"label": label}
    if days == 1:
        return _("%(label)s is due tomorrow") % {"label": label}
    if days > 0:
        return _("%(label)s is due in %(days)s days") % {"label": label, "days": days}
    text = ngettext("%(label)s is %(days)s day overdue", "%(label)s is %(days)s days overdue", -days)
    return text % {"label": label, "days": -days}


def _expiring(label: str, days: int) -> str:
    if days == 0:
        return _("%(label)s expires today") % {"label": label}
    if days == 1:
        return _("%(label)s expires tomorrow") % {"label": label}
    if days > 0:
        return _("%(label)s expires in %(days)s days") % {"label": label, "days": days}
    text = ngettext("%(label)s expired %(days)s day ago", "%(label)s expired %(days)s days ago", -days)
    return text % {"label": label, "days": -days}


def _waiting(label: str, days: int) -> str:
    if days == 0:
        return _("Your decision is due today: %(label)s") % {"label": label}
    if days == 1:
        return _("Your decision is due tomorrow: %(label)s") % {"label": label}
    if days > 0:
        return _("Your decision is due in %(days)s days: %(label)s") % {"label": label, "days": days}
    text = ngettext(
        "Your decision is %(days)s day overdue: %(label)s",
        "Your decision is %(days)s days overdue: %(label)s",
        -days,
    )
    return text % {"label": label, "days": -days}


def shape_of(source: Source, due: Due, *, on: date) -> str:
    """The status beside it in the inbox."""
    if due.due_on < on:
        return "expired" if source in (Source.EVIDENCE, Source.TRAINING) else "overdue"
    return {
        Source.EVIDENCE: "expiring",
        Source.TRAINING: "expiring",
        Source.MILESTONES: "milestone_ahead",
    }.get(source, "waiting")
