"""Phases of the plan."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import Phase
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def add_phase(*, actor: User, project: Project, code: str, name: str) -> Phase:
    """Add a phase at the end; its code is unique in the project."""
    require(actor, Permission.PLAN_EDIT, project)
    if not code.strip() or not name.strip():
        raise RuleBroken(_("A phase needs a code and a name."), field="name")
    phases = Phase.objects.of(project)
    if phases.filter(code=code).exists():
        raise RuleBroken(_("There is a phase %(code)s already.") % {"code": code}, field="code")
    place = (phases.aggregate(last=Max("place"))["last"] or 0) + 1
    phase = Phase(project=project, code=code.strip(), name=name.strip(), place=place)
    phase.save_because(_("added"), by=actor)
    record(actor, Verb.PHASE_ADDED, phase)
    return phase
