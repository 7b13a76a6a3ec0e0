"""Freezing the plan: the rows of a baseline, written once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.canonical import digest_of
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import Baseline, BaselineRow, ChangeRequest, Task
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def set_baseline(*, actor: User, project: Project, reason: str) -> Baseline:
    """Freeze one copy of all dates on the word of whoever may. The pages ask for a sign-off instead."""
    require(actor, Permission.PLAN_BASELINE, project)
    lock(Project, project.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why the plan is baselined now."), field="reason")
    return freeze(actor=actor, project=project, reason=reason.strip(), rows=rows_of(project))


def rows_of(project: Project) -> list[dict[str, Any]]:
    """The plan as it stands, row by row, as a baseline keeps it. Raises where it is not fit to be frozen."""
    tasks = list(Task.objects.of(project).in_order())
    if not tasks:
        raise RuleBroken(_("There is nothing to baseline yet."))
    _require_owners(tasks)
    return [row_of(task) for task in tasks]


def row_of(task: Task) -> dict[str, Any]:
    """What a baseline keeps of one task, as plain values."""
    return {
        "task": str(task.pk),
        "uid": task.uid,
        "name": task.name,
        "starts_on": task.starts_on.isoformat(),
        "due_on": task.due_on.isoformat(),
        "effort_hours": None if task.effort_hours is None else str(task.effort_hours),
        "is_milestone": task.is_milestone,
        "is_summary": task.is_summary,
    }


def freeze(
    *,
    actor: User,
    project: Project,
    reason: str,
    rows: Iterable[dict[str, Any]],
    request: ChangeRequest | None = None,
    approved_by: User | None = None,
) -> Baseline:
    """Write the next baseline of the plan; the caller holds the lock and has asked for the permission."""
    rows = list(rows)
    last = Baseline.objects.filter(project=project).order_by("-number").first()
    baseline = Baseline.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        approved_at=clock.now(),
        approved_by=approved_by or actor,
        reason=reason,
        digest=digest_of({row["uid"]: [row["starts_on"], row["due_on"]] for row in rows}),
        request=request,
    )
    BaselineRow.objects.bulk_create([_kept(baseline, row) for row in rows], batch_size=500)
    record(actor, Verb.BASELINE_SET, baseline, after={"number": baseline.number, "digest": baseline.digest})
    return baseline


def _kept(baseline: Baseline, row: dict[str, Any]) -> BaselineRow:
    hours = row["effort_hours"]
    return BaselineRow(
        baseline=baseline,
        task_id=row["task"],
        name=row["name"],
        starts_on=date.fromisoformat(row["starts_on"]),
        due_on=date.fromisoformat(row["due_on"]),
        effort_hours=None if hours is None else Decimal(hours),
        is_milestone=row["is_milestone"],
        is_summary=row["is_summary"],
    )


def _require_owners(tasks: list[Task]) -> None:
    bare = [task.name for task in tasks if not (task.owner_id or task.is_summary or task.is_milestone)]
    if bare:
        raise RuleBroken(
            _("%(count)s tasks have no owner, the first is “%(name)s”. Give each one, then baseline.")
            % {"count": len(bare), "name": bare[0]}
        )
