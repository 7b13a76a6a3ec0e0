"""Saying how far off is too far."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.models import Phase
from tracker.progress.choices import Aspect, Verb
from tracker.progress.models import Tolerance
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

MOST = 10_000


@transaction.atomic
def set_tolerance(
    *, actor: User, project: Project, aspect: Aspect, limit: int | None, phase: Phase | None = None
) -> Tolerance | None:
    """At most so much; no limit takes the tolerance away. Exceptions that are open stay open."""
    require(actor, Permission.PLAN_BASELINE, project)
    lock(Project, project.pk)
    if phase is not None and phase.project_id != project.pk:
        raise RuleBroken(_("This stage belongs to another implementation."), field="phase")
    if aspect == Aspect.TIME and phase is None:
        raise RuleBroken(_("The project's tolerance of time is in its settings."), field="phase")
    if limit is not None and not 0 <= limit <= MOST:
        raise RuleBroken(_("A tolerance lies between 0 and %(most)s.") % {"most": MOST}, field="limit")
    held = Tolerance.objects.of(project).filter(aspect=aspect, phase=phase).first()
    if limit is None:
        if held is not None:
            record(actor, Verb.TOLERANCE_SET, held, before={"limit": held.limit}, after={"limit": None})
            held.delete_because(_("taken away"), by=actor)
        return None
    before = held.limit if held else None
    tolerance = held or Tolerance(project=project, aspect=aspect, phase=phase)
    tolerance.limit = limit
    tolerance.save_because(_("set"), by=actor)
    record(actor, Verb.TOLERANCE_SET, tolerance, before={"limit": before}, after={"limit": limit})
    return tolerance
