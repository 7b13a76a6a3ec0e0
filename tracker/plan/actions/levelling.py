"""Taking a levelled plan, or part of it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions.selection import hold_tasks
from tracker.plan.queries.levelling import proposal
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def take_levelling(
    *, actor: User, project: Project, tasks: Collection[UUID], mark: str, within_float: bool, reason: str = ""
) -> Activity:
    """Hold back the chosen tasks as the proposal of this mark says; `StaleEdit` where it says otherwise by now."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    found = proposal(project, within_float=within_float)
    if found.mark != mark:
        raise StaleEdit(_("The plan has changed since, and with it this proposal. Look at the new one."))
    days = {move.task.id: move.day for move in found.moves if move.task.id in tasks}
    if not days:
        raise RuleBroken(_("Choose a task first."))
    return hold_tasks(
        actor=actor,
        project=project,
        days=days,
        reason=reason or _("levelled: nobody has more work than time"),
        after={"within_float": within_float},
    )
