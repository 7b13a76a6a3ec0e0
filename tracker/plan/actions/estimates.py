"""How long a task takes at best and at worst."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import Task, TaskEstimate
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def set_estimate(
    *, actor: User, task: Task, best_days: Decimal | None, worst_days: Decimal | None
) -> TaskEstimate | None:
    """Say both, in working days; neither takes the estimate away."""
    require(actor, Permission.PLAN_EDIT, task)
    task = lock(Task.objects.select_related("project"), task.pk)
    held = TaskEstimate.objects.filter(task_id=task.pk).first()
    if best_days is None and worst_days is None:
        if held is not None:
            held.delete_because(_("taken away"), by=actor)
            record(actor, Verb.ESTIMATE_SET, task, after={"best_days": None, "worst_days": None})
        return None
    if best_days is None or worst_days is None:
        raise RuleBroken(
            _("Say both: how long at best, and how long at worst."),
            field="best_days" if best_days is None else "worst_days",
        )
    if worst_days < best_days or best_days < 0 or not worst_days:
        raise RuleBroken(_("At worst it takes longer than at best."), field="worst_days")
    estimate = held or TaskEstimate(project=task.project, task=task)
    estimate.best_days, estimate.worst_days = best_days, worst_days
    estimate.save_because(_("estimated"), by=actor)
    record(actor, Verb.ESTIMATE_SET, task, after={"best_days": best_days, "worst_days": worst_days})
    return estimate
