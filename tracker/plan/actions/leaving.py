"""Before tasks leave the plan: what holds them in other rooms, and what is only computed from them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.models import Deliverable, Dependency, Milestone, Task, TaskCalendar, TaskClause

# These the verbs of this room take along or refuse themselves.
OWN = {Task, Dependency, TaskClause, TaskCalendar, Milestone, Deliverable}


def let_go(tasks: Sequence[Task]) -> None:
    """Raises `RuleBroken` where another room holds one of them; what is computed from them goes with them."""
    _let_go(Task, tasks)
    let_go_milestones(Milestone.objects.filter(task__in=tasks))


def let_go_milestones(rows: models.QuerySet[Milestone]) -> None:
    """The same for milestones whose tasks may stay."""
    _let_go(Milestone, list(rows.select_related("task")))


def _let_go(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    for link in model._meta.related_objects:
        above = link.related_model
        if above in OWN or not rows or not isinstance(above, type):
            continue
        held = above._default_manager.filter(**{f"{link.field.name}__in": rows})
        if link.on_delete is models.CASCADE:
            held.delete()
        elif link.on_delete is models.PROTECT and (first := held.first()) is not None:
            words = {"name": getattr(first, link.field.name), "what": above._meta.verbose_name}
            raise RuleBroken(_("“%(name)s” stays: it is held by a %(what)s.") % words)
