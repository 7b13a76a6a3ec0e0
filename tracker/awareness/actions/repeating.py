"""Campaigns that come again every so many months: the next one opens by itself, once, also after a standstill."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.actions.campaigns import MANAGE, publish
from tracker.awareness.choices import Verb
from tracker.awareness.models import Campaign
from tracker.awareness.queries import newest_version
from tracker.checks.actions import add_question, make_check
from tracker.checks.models import ShortCheck
from tracker.checks.queries import asked_now
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.policies import require

MOST_MONTHS = 36


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def repeat_campaign(*, actor: User, campaign: Campaign, months: int | None) -> Campaign:
    """Let the campaign come again every so many months from now on; without a number it does not."""
    require(actor, MANAGE, campaign)
    row: Campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    if hasattr(row, "next_time"):
        raise RuleBroken(_("This campaign has come again already; change the newest one."))
    if months is not None and not 1 <= months <= MOST_MONTHS:
        words = {"most": MOST_MONTHS}
        raise RuleBroken(_("Between 1 and %(most)s months are possible.") % words, field="months")
    row.repeat_months = months
    row.reopens_on = months_after(row.project.today(), months) if months else None
    row.save_because(_("repeated") if months else _("not repeated any more"), by=actor)
    record(actor, Verb.CAMPAIGN_REPEATED, row, after={"months": months, "reopens_on": row.reopens_on})
    return row


def open_next_campaigns() -> int:
    """Open what is to come again by today. Asked often, each opens once; what was missed is not made up for."""
    # Somewhere on earth it is tomorrow already; each implementation is asked for its own day below.
    tomorrow = clock.today() + timedelta(days=1)
    due = Campaign.objects.filter(reopens_on__lte=tomorrow, next_time=None).order_by("pk")
    return sum(_open_next(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _open_next(pk: object) -> bool:
    row: Campaign = lock(Campaign.objects.select_related("project"), pk)
    today = row.project.today()
    version = newest_version(row)
    if row.reopens_on is None or row.repeat_months is None or version is None:
        return False
    if row.reopens_on > today or Campaign.objects.filter(follows=row).exists():
        return False
    system = User.objects.system()
    then, turns = row.reopens_on, 1
    while then <= today:
        then, turns = months_after(row.reopens_on, turns * row.repeat_months), turns + 1
    begun_on = clock.on_day(row.created_at, row.project.zone)
    campaign = Campaign(
        project=row.project,
        title=row.title,
        clause=row.clause,
        department=row.department,
        owner=row.owner if row.owner is None or row.owner.left_on is None else None,
        ends_on=today + max(row.ends_on - begun_on, timedelta(days=1)),
        repeat_months=row.repeat_months,
        reopens_on=then,
        follows=row,
        short_check=_copied(system, row.short_check) if row.short_check else None,
    ).save_because(_("comes again"), by=system)
    publish(system, campaign, version.message, version.material)
    if row.closed_at is None:
        row.closed_at = clock.now()
    row.save_because(_("followed by the next one"), by=system)
    record(system, Verb.CAMPAIGN_BEGUN, campaign, after={"ends_on": campaign.ends_on})
    return True


def _copied(actor: User, check: ShortCheck) -> ShortCheck:
    """The same questions for a new round; who passed before is asked again."""
    made = make_check(actor=actor, project=check.project, title=check.title)
    made.pass_percent, made.attempts = check.pass_percent, check.attempts
    made.save_because(_("as the time before"), by=actor)
    for one in asked_now(check):
        facts = {"text": one.text, "options": one.options, "right": one.right + 1, "why": one.why}
        add_question(actor=actor, short_check=made, **facts)
    return made
