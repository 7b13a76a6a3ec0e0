"""Items of the register: written down, looked at again, turned into what they became, closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.raid.choices import Category, Impact, Kind, Likelihood, Verb
from tracker.raid.models import RaidItem

BECOMES = {
    Kind.CHALLENGE: {Kind.RISK, Kind.ISSUE},
    Kind.RISK: {Kind.ISSUE},
    Kind.ASSUMPTION: {Kind.RISK, Kind.ISSUE},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of an item; likelihood and impact from 1 to 5, both for a risk."""

    title: str
    category: str
    owner: Person
    review_on: date
    cause: str = ""
    effect: str = ""
    likelihood: int | None = None
    impact: int | None = None


@transaction.atomic
def raise_item(
    *,
    actor: User,
    project: Project,
    kind: str,
    facts: Facts,
    pitfall: str = "",
    came_from: RaidItem | None = None,
) -> RaidItem:
    """Anybody who works here writes down what may happen, or has."""
    require(actor, Permission.RAID_EDIT, project)
    lock(Project, project.pk)
    if kind not in Kind.values:
        raise RuleBroken(_("Say what it is."), field="kind")
    last = RaidItem.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    row = RaidItem(project=project, number=last + 1, kind=kind, pitfall=pitfall, came_from=came_from)
    row.raised_by, row.raised_on = actor, project.today()
    _put(row, facts)
    row.save_because(_("written down"), by=actor)
    record(actor, Verb.ITEM_RAISED, row, after={"kind": kind, "score": row.score})
    return row


@transaction.atomic
def change_item(*, actor: User, item: RaidItem, version: int, facts: Facts) -> RaidItem:
    """Say it better, give it to somebody else, judge it anew."""
    row = taken(actor, item, version)
    before = row.score
    _put(row, facts, before=row.review_on)
    row.save_because(_("changed"), by=actor)
    record(actor, Verb.ITEM_CHANGED, row, before={"score": before}, after={"score": row.score})
    withdraw_about(row)
    return row


@transaction.atomic
def review_item(
    *,
    actor: User,
    item: RaidItem,
    version: int,
    likelihood: int | None,
    impact: int | None,
    review_on: date,
    note: str,
) -> RaidItem:
    """Look at it again: how it is judged now, and when somebody looks the next time."""
    row = taken(actor, item, version)
    if not note.strip():
        raise RuleBroken(_("Say what you found."), field="note")
    before = row.score
    row.likelihood, row.impact, row.review_on = likelihood, impact, review_on
    _check(row, None)
    row.reviewed_on = row.project.today()
    row.save_because(note.strip()[:500], by=actor)
    withdraw_about(row)
    after = {"score": row.score, "review_on": review_on}
    record(actor, Verb.ITEM_REVIEWED, row, before={"score": before}, after=after, reason=note.strip()[:500])
    return row


def _put(row: RaidItem, facts: Facts, before: date | None = None) -> None:
    row.title, row.category, row.owner = facts.title.strip()[:300], facts.category, facts.owner
    row.cause, row.effect = facts.cause.strip()[:5000], facts.effect.strip()[:5000]
    row.likelihood, row.impact, row.review_on = facts.likelihood, facts.impact, facts.review_on
    if not row.title:
        raise RuleBroken(_("Say what it is."), field="title")
    if row.category not in Category.values:
        raise RuleBroken(_("Say where it comes from."), field="category")
    if facts.owner.organization_id != row.project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="owner")
    _check(row, before)


def _check(row: RaidItem, before: date | None) -> None:
    """Judged where it must be; the next look lies ahead, or where it was."""
    for field, value, steps in (("likelihood", row.likelihood, Likelihood), ("impact", row.impact, Impact)):
        if value is not None and value not in steps.values:
            raise RuleBroken(_("This goes from 1 to 5."), field=field)
        if value is None and row.kind == Kind.RISK:
            raise RuleBroken(_("A risk is judged: how likely, and how bad."), field=field)
    if row.review_on < row.project.today() and row.review_on != before:
        raise RuleBroken(_("The day lies in the past."), field="review_on")


@transaction.atomic
def make_of(*, actor: User, item: RaidItem, kind: str, facts: Facts) -> RaidItem:
    """A challenge or an assumption becomes a risk or an issue; a risk that has happened becomes an issue.

    The new item says where it came from; what it was is closed with that as the reason.
    """
    row = taken(actor, item)
    if kind not in BECOMES.get(Kind(row.kind), set()):
        raise RuleBroken(_("This does not become that."), field="kind")
    if row.project_id != item.project_id:
        raise RuleBroken(_("This belongs to another implementation."))
    made = raise_item(actor=actor, project=row.project, kind=kind, facts=replace(facts), came_from=row)
    _close(actor, row, _("It became %(code)s.") % {"code": made.code}, Verb.ITEM_BECAME)
    return made


@transaction.atomic
def close_item(*, actor: User, item: RaidItem, reason: str) -> RaidItem:
    """It cannot happen any more, is solved, or was dismissed; the reason stays."""
    row = taken(actor, item)
    if not reason.strip():
        raise RuleBroken(_("Say why it is closed."), field="reason")
    return _close(actor, row, reason.strip()[:500], Verb.ITEM_CLOSED)


def _close(actor: User, row: RaidItem, reason: str, verb: Verb) -> RaidItem:
    row.closed_on, row.closed_note = row.project.today(), reason
    row.save_because(reason, by=actor)
    withdraw_about(row)
    for response in row.responses.standing().filter(done_on=None):
        withdraw_about(response)
    record(actor, verb, row, reason=reason)
    return row


@transaction.atomic
def reopen_item(*, actor: User, item: RaidItem, reason: str, review_on: date) -> RaidItem:
    """It is there again."""
    require(actor, Permission.RAID_EDIT, item)
    row: RaidItem = lock(RaidItem.objects.select_related("project"), item.pk)
    if row.closed_on is None:
        raise RuleBroken(_("It is open."))
    if row.became.exists():
        raise RuleBroken(_("It became something else, which is looked after instead."))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    row.closed_on, row.closed_note, row.review_on = None, "", review_on
    _check(row, None)
    row.save_because(reason.strip()[:500], by=actor)
    record(actor, Verb.ITEM_REOPENED, row, reason=reason.strip()[:500])
    return row


def taken(actor: User, item: RaidItem, version: int | None = None) -> RaidItem:
    """The open item, locked, for somebody who may change it."""
    require(actor, Permission.RAID_EDIT, item)
    rows: Any = RaidItem.objects.select_related("project", "owner")
    row: RaidItem = lock_telling(rows, item.pk, version=version)
    if row.closed_on is not None:
        raise RuleBroken(_("It is closed."))
    return row
