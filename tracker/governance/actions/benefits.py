"""Benefits: promised, measured; and the goals that they and the objectives serve."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.governance.choices import BenefitKind, Strength, Verb
from tracker.governance.models import Benefit, GoalLink, Measurement, StrategicGoal
from tracker.governance.policies import may_measure
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Objective, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

MOST = 40


@transaction.atomic
def add_benefit(*, actor: User, project: Project, **facts: Any) -> Benefit:
    """Promise that something gets better, by how much and by when."""
    require(actor, Permission.GOVERNANCE_EDIT, project)
    lock(Project, project.pk)
    if Benefit.objects.of(project).count() >= MOST:
        raise RuleBroken(_("At most %(n)s benefits can be followed. Bring some together.") % {"n": MOST})
    row = Benefit(project=project)
    _put(row, **facts)
    row.save_because(_("promised"), by=actor)
    record(actor, Verb.BENEFIT_ADDED, row, after=_told(row))
    return row


@transaction.atomic
def change_benefit(*, actor: User, benefit: Benefit, version: int, **facts: Any) -> Benefit:
    """Change what is promised; the history keeps what it was."""
    require(actor, Permission.GOVERNANCE_EDIT, benefit)
    row = lock_telling(Benefit.objects.select_related("project"), benefit.pk, version=version)
    before = _told(row)
    _put(row, **facts)
    row.save_because(_("changed"), by=actor)
    withdraw_about(row)
    record(actor, Verb.BENEFIT_CHANGED, row, before=before, after=_told(row))
    return row


def _told(row: Benefit) -> dict[str, Any]:
    return {"target": str(row.target), "due_on": row.due_on}


def _put(
    row: Benefit,
    *,
    title: str,
    kind: str,
    measure: str,
    baseline: Decimal,
    target: Decimal,
    starts_on: date,
    due_on: date,
    unit: str = "",
    next_on: date | None = None,
    owner: Person | None = None,
    objective: Objective | None = None,
    worth: Decimal | None = None,
) -> None:
    if not title.strip() or not measure.strip() or kind not in BenefitKind.values:
        raise RuleBroken(_("Say what gets better, of which kind it is, and how it is measured."))
    if target == baseline:
        raise RuleBroken(_("Where it stood and where it is to be are the same."), field="target")
    if due_on <= starts_on:
        raise RuleBroken(_("It is reached after it begins to show."), field="due_on")
    if next_on is not None and next_on > due_on:
        raise RuleBroken(_("The last measurement is on the day it is to be reached."), field="next_on")
    here = row.project
    if owner is not None and owner.organization_id != here.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="owner")
    if objective is not None and objective.project_id != here.pk:
        raise RuleBroken(_("This objective belongs to another implementation."), field="objective")
    others = Benefit.objects.of(here).filter(title__iexact=title.strip()).exclude(pk=row.pk)
    if others.exists():
        raise RuleBroken(_("There is a benefit of this name already."), field="title")
    row.title, row.kind, row.measure, row.unit = title.strip(), kind, measure.strip(), unit.strip()
    row.baseline, row.target, row.worth = baseline, target, worth
    row.starts_on, row.due_on, row.next_on = starts_on, due_on, next_on or due_on
    row.owner, row.objective = owner, objective


@transaction.atomic
def measure_benefit(
    *,
    actor: User,
    benefit: Benefit,
    value: Decimal,
    measured_on: date,
    note: str = "",
    next_on: date | None = None,
) -> Measurement:
    """Write down a value. Without a next day it is asked for again when it is to be reached."""
    row = lock_telling(Benefit.objects.select_related("project"), benefit.pk, version=None)
    if not may_measure(actor, row):
        raise NotPermitted(_("Only its owner, or who leads, writes down where a benefit stands."))
    if measured_on > row.project.today():
        raise RuleBroken(_("It cannot be measured on a day to come."), field="measured_on")
    if Measurement.objects.filter(benefit=row, measured_on=measured_on).exists():
        raise RuleBroken(_("There is a value of this day already."), field="measured_on")
    if next_on is not None and not measured_on < next_on <= row.due_on:
        raise RuleBroken(
            _("The next measurement comes after this one, and by the day it is to be reached."),
            field="next_on",
        )
    made = Measurement(
        project=row.project, benefit=row, value=value, measured_on=measured_on, note=note.strip()[:500]
    ).save_because(_("measured"), by=actor)
    latest = not Measurement.objects.filter(benefit=row, measured_on__gt=measured_on).exists()
    if latest:
        row.next_on = next_on or (row.due_on if row.due_on > measured_on else None)
        row.save_because(_("measured"), by=actor)
        withdraw_about(row)
    record(actor, Verb.BENEFIT_MEASURED, row, after={"value": str(value), "measured_on": measured_on})
    return made


@transaction.atomic
def remove_benefit(*, actor: User, benefit: Benefit) -> None:
    """Take out a benefit that was never measured; one that was stays, as it came out."""
    require(actor, Permission.GOVERNANCE_EDIT, benefit)
    row = lock_telling(Benefit.objects.select_related("project"), benefit.pk, version=None)
    if Measurement.objects.filter(benefit=row).exists():
        raise RuleBroken(_("It has been measured, so it stays."))
    for link in GoalLink.objects.filter(benefit=row):
        link.delete_because(_("the benefit is removed"), by=actor)
    withdraw_about(row)
    record(actor, Verb.BENEFIT_REMOVED, row, before=_told(row))
    row.delete_because(_("removed"), by=actor)


@transaction.atomic
def add_goal(*, actor: User, project: Project, title: str) -> StrategicGoal:
    """Name a goal of the organization."""
    require(actor, Permission.GOVERNANCE_EDIT, project)
    lock(Project, project.pk)
    goals = StrategicGoal.objects.of(project)
    if not title.strip():
        raise RuleBroken(_("Say what the organization wants."), field="title")
    if goals.filter(title__iexact=title.strip()).exists():
        raise RuleBroken(_("This goal is named already."), field="title")
    if goals.count() >= MOST:
        raise RuleBroken(_("At most %(n)s goals.") % {"n": MOST}, field="title")
    row = StrategicGoal(project=project, title=title.strip()[:200]).save_because(_("named"), by=actor)
    record(actor, Verb.GOAL_ADDED, row)
    return row


@transaction.atomic
def remove_goal(*, actor: User, goal: StrategicGoal) -> None:
    """Remove a goal with what is said to serve it."""
    require(actor, Permission.GOVERNANCE_EDIT, goal)
    row = lock_telling(StrategicGoal.objects.select_related("project"), goal.pk, version=None)
    for link in GoalLink.objects.filter(goal=row):
        link.delete_because(_("the goal is removed"), by=actor)
    record(actor, Verb.GOAL_REMOVED, row)
    row.delete_because(_("removed"), by=actor)


@transaction.atomic
def align(
    *,
    actor: User,
    project: Project,
    thing: Objective | Benefit,
    goal: StrategicGoal | None,
    strength: str = Strength.SOME,
    why: str = "",
) -> GoalLink | None:
    """Say that an objective or a benefit serves a goal, or, without a goal, why it serves none.

    An empty `strength` takes it back.
    """
    require(actor, Permission.GOVERNANCE_EDIT, project)
    lock(Project, project.pk)
    if thing.project_id != project.pk or (goal is not None and goal.project_id != project.pk):
        raise RuleBroken(_("This belongs to another implementation."))
    of: dict[str, Any] = {"objective": thing} if isinstance(thing, Objective) else {"benefit": thing}
    link = GoalLink.objects.filter(goal=goal, **of).first()
    if not strength:
        if link is not None:
            record(actor, Verb.NOT_ALIGNED, link)
            link.delete_because(_("taken back"), by=actor)
        return None
    if strength not in Strength.values:
        raise RuleBroken(_("Say how much it does for the goal."), field="strength")
    if goal is None and not why.strip():
        raise RuleBroken(_("Say why it serves no goal, or name the goal."), field="why")
    link = link or GoalLink(project=project, goal=goal, **of)
    link.project, link.strength, link.why = project, strength, why.strip()[:300]
    link.save_because(_("said"), by=actor)
    record(actor, Verb.ALIGNED, link, after={"strength": strength})
    return link
