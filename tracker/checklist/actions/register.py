"""Keeping the register: who owns an entry, how far it is, how often and when it was reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.assign import check_owner
from tracker.checklist.choices import Stage, Verb
from tracker.checklist.models import RegisterItem
from tracker.core.errors import BadInput, RuleBroken, StaleEdit
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import DocumentedInformation


@transaction.atomic
def keep_entry(
    *,
    actor: User,
    project: Project,
    information: DocumentedInformation,
    owner: Person | None,
    stage: str = "",
    review_months: int | None = None,
    version: int | None = None,
) -> RegisterItem:
    """Say who owns an entry, whether it is still being written, and how often it is reviewed."""
    require(actor, Permission.CHECKPOINT_ASSESS, project)
    item = _locked(project, information, version)
    if owner != item.owner:
        require(actor, Permission.CHECKPOINT_ASSIGN, project)
        check_owner(owner, project)
    if stage not in Stage.values:
        raise BadInput(_("“%(stage)s” is no stage.") % {"stage": stage}, field="stage")
    if review_months is not None and not 1 <= review_months <= 120:
        raise BadInput(_("Between 1 and 120 months, please."), field="review_months")
    before = _told(item)
    item.owner, item.stage, item.review_months = owner, stage, review_months
    after = _told(item)
    if before == after:
        return item
    item.save_because(_("register entry changed"), by=actor)
    labels = {"owner": owner.name if owner else ""}
    record(actor, Verb.INFORMATION_KEPT, item, before=before, after=after, labels=labels)
    return item


@transaction.atomic
def review_entry(
    *,
    actor: User,
    project: Project,
    information: DocumentedInformation,
    on: date | None = None,
    note: str = "",
    version: int | None = None,
) -> RegisterItem:
    """Write down that it was looked at again and still holds; the next review counts from that day."""
    require(actor, Permission.CHECKPOINT_ASSESS, project)
    item = _locked(project, information, version)
    day = on or project.today()
    if day > project.today():
        raise BadInput(_("A review can be written down once it has taken place."), field="on")
    if item.reviewed_on is not None and day < item.reviewed_on:
        words = {"day": item.reviewed_on.isoformat()}
        raise BadInput(_("There is a later review already, of %(day)s.") % words, field="on")
    before = {"reviewed_on": item.reviewed_on}
    item.reviewed_on = day
    item.save_because(note.strip() or _("reviewed"), by=actor)
    record(actor, Verb.INFORMATION_REVIEWED, item, before=before, after={"reviewed_on": day}, reason=note)
    return item


def _locked(project: Project, information: DocumentedInformation, version: int | None) -> RegisterItem:
    if information.edition_id != project.edition_id:
        raise RuleBroken(_("This documented information belongs to another edition of the standard."))
    rows = RegisterItem.objects.select_for_update(of=("self",)).select_related("information", "owner")
    item: RegisterItem | None = rows.filter(project=project, information=information).first()
    if version is not None and version != (item.version if item else 0):
        raise StaleEdit(_("Somebody changed this entry after you opened it. Look at it, then save again."))
    return item or RegisterItem(project=project, information=information)


def _told(item: RegisterItem) -> dict[str, Any]:
    return {
        "owner_id": str(item.owner_id) if item.owner_id else None,
        "stage": item.stage,
        "review_months": item.review_months,
    }
