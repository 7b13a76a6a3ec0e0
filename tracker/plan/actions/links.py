"""Dependencies between tasks."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import LagUnit, LinkKind, Verb
from tracker.plan.models import Dependency, Task
from tracker.plan.queries.outlook import outlook
from tracker.plan.queries.timing import link_of
from tracker.plan.queries.why import refusal_sentence
from tracker.plan.scheduling import Link, Loop
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
    _refuse_impossible(project, link_of(predecessor.pk, successor.pk, kind, lag_minutes, lag_unit))
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


def _refuse_impossible(project: Project, link: Link) -> None:
    """A link of a summary ties everything that lies under it; a lag may push the plan out of all years."""
    view = outlook(project)
    view = replace(view, links=[*view.links, link])
    if isinstance(view.problem, Loop):
        path = " → ".join(view.problem.names)
        raise RuleBroken(_("This would close a circle: %(path)s.") % {"path": path}, field="predecessor")
    if view.problem is not None:
        raise RuleBroken(refusal_sentence(view.problem), field="lag_days")


@transaction.atomic
def unlink_tasks(*, actor: User, link: Dependency, reason: str = "") -> None:
    """Let the second task no longer hang on the first."""
    require(actor, Permission.PLAN_EDIT, link)
    link = lock(Dependency, link.pk)
    before = {"kind": link.kind, "lag_minutes": link.lag_minutes}
    record(actor, Verb.TASKS_UNLINKED, link, before=before, reason=reason)
    link.delete_because(reason or _("unlinked"), by=actor)
