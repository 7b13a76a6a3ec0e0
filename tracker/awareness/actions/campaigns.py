"""Campaigns: said word for word, read by each person, and closed."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.awareness.choices import How, Verb
from tracker.awareness.links import token_for
from tracker.awareness.models import Attestation, Campaign, Version
from tracker.awareness.queries import audience, newest_version, unread_by
from tracker.core import clock
from tracker.core.canonical import canonical_bytes
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.evidence.models import EvidenceRevision
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many
from tracker.people.models import Department, Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause

MANAGE = Permission.TRAINING_MANAGE


@transaction.atomic
def begin_campaign(
    *,
    actor: User,
    project: Project,
    title: str,
    message: str,
    ends_on: date,
    clause: Clause | None = None,
    department: Department | None = None,
    owner: Person | None = None,
    material: EvidenceRevision | None = None,
) -> Campaign:
    """Say something to all, or to all of a department, and ask each to attest that they have read it."""
    require(actor, MANAGE, project)
    if not title.strip():
        raise RuleBroken(_("A campaign needs a title."), field="title")
    if ends_on < project.today():
        raise RuleBroken(_("The day by which it is to be read lies in the past."), field="ends_on")
    for row in (department, owner):
        if row is not None and row.organization_id != project.organization_id:
            raise RuleBroken(_("This belongs to another organization."))
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    campaign = Campaign(
        project=project,
        title=title.strip()[:200],
        clause=clause,
        department=department,
        owner=owner,
        ends_on=ends_on,
    ).save_because(_("begun"), by=actor)
    publish(actor, campaign, message, material)
    record(actor, Verb.CAMPAIGN_BEGUN, campaign, after={"ends_on": ends_on})
    return campaign


@transaction.atomic
def publish_version(
    *, actor: User, campaign: Campaign, message: str, material: EvidenceRevision | None = None
) -> Version:
    """Say it anew: who attested to the version before has not read this one, and is asked again."""
    require(actor, MANAGE, campaign)
    campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    check_open(campaign)
    version = publish(actor, campaign, message, material)
    record(
        actor, Verb.VERSION_PUBLISHED, campaign, after={"number": version.number, "digest": version.digest}
    )
    return version


def publish(actor: User, campaign: Campaign, message: str, material: EvidenceRevision | None) -> Version:
    message = message.strip()
    if not message:
        raise RuleBroken(_("Say what people are to know."), field="message")
    if material is not None and material.evidence.project_id != campaign.project_id:
        raise RuleBroken(_("This belongs to another implementation."), field="material")
    said = {
        "title": campaign.title,
        "message": message,
        "material": material.digest if material is not None else None,
    }
    digest = hashlib.sha256(canonical_bytes(said)).hexdigest()
    before = campaign.versions.order_by("-number").first()
    if before is not None and before.digest == digest:
        raise RuleBroken(_("These are exactly the words of the version before."), field="message")
    number = before.number + 1 if before is not None else 1
    version = Version(
        project=campaign.project,
        campaign=campaign,
        number=number,
        message=message,
        material=material,
        digest=digest,
    )
    return version.save_because(_("published"), by=actor)


@transaction.atomic
def attest(*, actor: User, read: Version, digest: str, person: Person, how: str = How.LOGIN) -> Attestation:
    """Say that one has read and understood exactly the version that was shown; said twice it stays one."""
    campaign = lock(Campaign.objects.select_related("project"), read.campaign_id)
    check_open(campaign)
    newest = newest_version(campaign)
    if newest is None or newest.pk != read.pk or newest.digest != digest:
        raise RuleBroken(_("A newer version was published while you read. Please read that one."))
    if how == How.LOGIN and actor.person_id != person.pk:
        raise RuleBroken(_("Everybody attests for themselves."))
    if not audience(campaign).filter(pk=person.pk).exists():
        raise RuleBroken(_("This campaign is meant for other people."))
    found = Attestation.objects.filter(read=read, person=person).first()
    if found is not None:
        return found
    row = Attestation(
        project=campaign.project,
        read=read,
        person=person,
        digest=read.digest,
        how=How(how),
        attested_at=clock.now(),
    ).save_because(_("attested"), by=actor)
    record(actor, Verb.ATTESTED, row, after={"digest": row.digest, "how": row.how})
    return row


@transaction.atomic
def send_links(*, actor: User, campaign: Campaign) -> int:
    """Write to each who has not read the newest version; who has no login gets a link of their own."""
    require(actor, MANAGE, campaign)
    campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    check_open(campaign)
    version = newest_version(campaign)
    if version is None:
        raise RuleBroken(_("Say what people are to know."))
    people = list(unread_by(campaign).filter(left_on=None).select_related("user"))
    sent = post_many(_letter(campaign, version, person) for person in people)
    record(
        actor,
        Verb.LINKS_SENT,
        campaign,
        after={"people": len(sent), "without_address": len(people) - len(sent)},
    )
    return len(sent)


def _letter(campaign: Campaign, version: Version, person: Person) -> Message:
    """In the person's own language."""
    with translation.override(person.language or get_language()):
        return Message(
            recipient=person,
            kind="awareness.attestation",
            subject=_("Please read: %(title)s") % {"title": campaign.title},
            context={
                "detail": _("Read it and say so with one click, by %(day)s.") % {"day": campaign.ends_on}
            },
            link=reverse("awareness:reading", args=[token_for(version, person)]),
            project=campaign.project,
            about=campaign,
            due_on=campaign.ends_on,
        )


@transaction.atomic
def close_campaign(*, actor: User, campaign: Campaign) -> Campaign:
    """Nobody is asked any more; what was attested stays."""
    require(actor, MANAGE, campaign)
    row: Campaign = lock(Campaign.objects.select_related("project"), campaign.pk)
    check_open(row)
    row.closed_at = clock.now()
    row.save_because(_("closed"), by=actor)
    record(actor, Verb.CAMPAIGN_CLOSED, row)
    return row


def check_open(campaign: Campaign) -> None:
    if campaign.closed_at is not None:
        raise RuleBroken(_("This campaign is closed."))
