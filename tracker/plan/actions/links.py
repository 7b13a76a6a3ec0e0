"""Dependencies between tasks."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import LagUnit, LinkKind, Verb
from tracker.plan.models import Dependency, Task
from tracker.plan.queries.outlook import outlook
from tracker.plan.schedule import Link, Loop, order
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def link_tasks(
    *,
    actor: User,
    predecessor: Task,
    successor: Task,
    kind: LinkKind = LinkKind.FS,
    lag_minutes: int = 0,
    lag_unit: LagUnit = LagUnit.DAYS,
) -> Dependency:
    """Let one task hang on another. Raises `RuleBroken`, the loop spelled out, where one would close."""
    require(actor, Permission.PLAN_EDIT, predecessor)
    if predecessor.project_id != successor.project_id:
        raise RuleBroken(_("Both tasks must be in the same plan."), field="predecessor")
    if predecessor.pk == successor.pk:
        raise RuleBroken(_("A task cannot hang on itself."), field="predecessor")
    # Two links made at the same moment could close a loop that neither closes alone.
    project = lock(Project, predecessor.project_id)
    links = Dependency.objects.of(project)
    if links.filter(predecessor=predecessor, successor=successor).exists():
        raise RuleBroken(_("These two are linked already."), field="predecessor")
    _refuse_loop(project, predecessor, successor)
    link = Dependency(
        project=project,
        predecessor=predecessor,
        successor=successor,
        kind=kind,
        lag_minutes=lag_minutes,
        lag_unit=lag_unit,
    ).save_because(_("linked"), by=actor)
    after = {
        "kind": kind,
        "lag_minutes": lag_minutes,
        "predecessor": predecessor.uid,
        "successor": successor.uid,
    }
    record(actor, Verb.TASKS_LINKED, link, after=after)
    return link


def _refuse_loop(project: Project, predecessor: Task, successor: Task) -> None:
    """A link of a summary ties everything that lies under it, so circles are looked for among the leaves."""
    plan = outlook(project)
    try:
        pairs = plan.leaf_links([*plan.links, Link(predecessor.pk, successor.pk)])
        order([task.id for task in plan.tasks if not task.is_summary], pairs)
    except Loop as loop:
        path = " → ".join(plan.by_id[key].name for key in loop.keys if isinstance(key, UUID))
        raise RuleBroken(
            _("This would close a circle: %(path)s.") % {"path": path}, field="predecessor"
        ) from loop


@transaction.atomic
def unlink_tasks(*, actor: User, link: Dependency, reason: str = "") -> None:
    """Let the second task no longer hang on the first."""
    require(actor, Permission.PLAN_EDIT, link)
    link = lock(Dependency, link.pk)
    before = {"kind": link.kind, "lag_minutes": link.lag_minutes}
    record(actor, Verb.TASKS_UNLINKED, link, before=before, reason=reason)
    link.delete_because(reason or _("unlinked"), by=actor)
