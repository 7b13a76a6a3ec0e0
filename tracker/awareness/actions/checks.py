"""The short check of a campaign: made, and answered by those whom the campaign is meant for."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.actions.campaigns import MANAGE, check_open
from tracker.awareness.models import Campaign
from tracker.awareness.queries import audience
from tracker.checks.actions import make_check, take_check
from tracker.checks.choices import How
from tracker.checks.models import Attempt, ShortCheck
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.people.models import Person, User
from tracker.projects.policies import require


@transaction.atomic
def give_campaign_check(*, actor: User, campaign: Campaign) -> ShortCheck:
    """A short check for this campaign; the one that is there already where there is one."""
    require(actor, MANAGE, campaign)
    row: Campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    if row.short_check is not None:
        return row.short_check
    check_open(row)
    row.short_check = made = make_check(actor=actor, project=row.project, title=row.title)
    row.save_because(_("short check made"), by=actor)
    return made


@transaction.atomic
def take_campaign_check(
    *, actor: User, campaign: Campaign, person: Person, answers: Mapping[str, str], how: str = How.LOGIN
) -> Attempt:
    """Answer, while the campaign is open and meant for the person."""
    row: Campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    check_open(row)
    if row.short_check is None:
        raise RuleBroken(_("This campaign has no short check."))
    if not audience(row).filter(pk=person.pk).exists():
        raise RuleBroken(_("This campaign is meant for other people."))
    return take_check(actor=actor, short_check=row.short_check, person=person, answers=answers, how=how)
