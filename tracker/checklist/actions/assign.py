"""Say who answers for a checkpoint, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.locking import lock_checkpoint
from tracker.checklist.choices import Verb
from tracker.checklist.models import Checkpoint
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def assign_checkpoint(
    *,
    actor: User,
    checkpoint: Checkpoint,
    owner: Person | None,
    target_on: date | None,
    version: int | None = None,
) -> Checkpoint:
    """Give a checkpoint an owner and a date."""
    require(actor, Permission.CHECKPOINT_ASSIGN, checkpoint)
    checkpoint = lock_checkpoint(checkpoint, version)
    check_owner(owner, checkpoint.project)
    before = _told(checkpoint)
    checkpoint.owner, checkpoint.target_on = owner, target_on
    if _told(checkpoint) == before:
        return checkpoint
    checkpoint.save_because(_("assigned"), by=actor)
    labels = {"owner": owner.name if owner else ""}
    record(actor, Verb.ASSIGNED, checkpoint, before=before, after=_told(checkpoint), labels=labels)
    return checkpoint


@transaction.atomic
def assign_checkpoints(
    *,
    actor: User,
    project: Project,
    checkpoints: Iterable[Checkpoint],
    owner: Person | None,
    target_on: date | None,
    keep_owner: bool = False,
    keep_date: bool = False,
) -> int:
    """Give many checkpoints the same owner and date, or one of the two; returns how many changed."""
    require(actor, Permission.CHECKPOINT_ASSIGN, project)
    check_owner(owner, project)
    wanted = [each.pk for each in checkpoints]
    rows = Checkpoint.objects.of(project).select_for_update().filter(pk__in=wanted)
    before = {row.pk: _told(row) for row in rows}
    changed = []
    for row in rows:
        row.owner_id = row.owner_id if keep_owner else owner.pk if owner else None
        row.target_on = row.target_on if keep_date else target_on
        if _told(row) != before[row.pk]:
            changed.append(row)
    bulk_save_because(changed, reason=_("assigned"), by=actor, fields=["owner", "target_on"])
    labels = {} if keep_owner else {"owner": owner.name if owner else ""}
    for row in changed:
        record(actor, Verb.ASSIGNED, row, before=before[row.pk], after=_told(row), labels=labels)
    return len(changed)


def check_owner(owner: Person | None, project: Project) -> None:
    if owner is None:
        return
    if owner.organization_id != project.organization_id:
        raise RuleBroken(_("The owner belongs to another organization."), field="owner")
    if owner.left_on is not None and owner.left_on <= project.today():
        raise RuleBroken(
            _("%(name)s has left. Choose somebody who is there.") % {"name": owner.name}, field="owner"
        )


def _told(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "owner_id": str(checkpoint.owner_id) if checkpoint.owner_id else None,
        "target_on": checkpoint.target_on,
    }
