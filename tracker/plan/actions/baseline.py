"""Freezing the dates of the plan."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.canonical import digest_of
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import Baseline, BaselineRow, Task
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def set_baseline(*, actor: User, project: Project, reason: str) -> Baseline:
    """Freeze one copy of all dates as approved. A task without an owner cannot be baselined."""
    require(actor, Permission.PLAN_BASELINE, project)
    lock(Project, project.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why the plan is baselined now."), field="reason")
    tasks = list(Task.objects.of(project).in_order())
    if not tasks:
        raise RuleBroken(_("There is nothing to baseline yet."))
    _require_owners(tasks)
    last = Baseline.objects.filter(project=project).order_by("-number").first()
    dates = {task.uid: [task.starts_on, task.due_on] for task in tasks}
    baseline = Baseline.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        approved_at=clock.now(),
        approved_by=actor,
        reason=reason.strip(),
        digest=digest_of(dates),
    )
    BaselineRow.objects.bulk_create(
        [
            BaselineRow(
                baseline=baseline, task=task, name=task.name, starts_on=task.starts_on, due_on=task.due_on
            )
            for task in tasks
        ],
        batch_size=500,
    )
    record(actor, Verb.BASELINE_SET, baseline, after={"number": baseline.number, "digest": baseline.digest})
    return baseline


def _require_owners(tasks: list[Task]) -> None:
    bare = [task.name for task in tasks if not (task.owner_id or task.is_summary or task.is_milestone)]
    if bare:
        raise RuleBroken(
            _("%(count)s tasks have no owner, the first is “%(name)s”. Give each one, then baseline.")
            % {"count": len(bare), "name": bare[0]}
        )
