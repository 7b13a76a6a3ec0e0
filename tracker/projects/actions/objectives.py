"""Objectives: set, measured, closed with how they came out, opened again, given up."""

from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.choices import Outcome, Verb
from tracker.projects.models import Objective, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def set_objective(
    *,
    actor: User,
    project: Project,
    title: str,
    measure: str,
    target: str,
    due_on: date,
    baseline: str = "",
    owner: Person | None = None,
    objective: Objective | None = None,
    version: int | None = None,
    reason: str = "",
) -> Objective:
    """Set a new objective or change one; without measure, target and date it is none."""
    require(actor, Permission.PROJECT_EDIT, project)
    for value, field in ((title, "title"), (measure, "measure"), (target, "target")):
        if not value.strip():
            raise RuleBroken(_("An objective needs words, a measure, a target and a date."), field=field)
    if owner is not None and owner.organization_id != project.organization_id:
        raise RuleBroken(_("The owner must stand in the staff register."), field="owner")
    row = Objective(project=project) if objective is None else _locked(project, objective, version)
    if due_on < project.starts_on:
        raise RuleBroken(_("This day lies before the start of the implementation."), field="due_on")
    before = {"due_on": row.due_on, "target": row.target} if objective else None
    row.title, row.measure, row.target, row.baseline = title, measure, target, baseline
    row.due_on, row.owner = due_on, owner
    reason = reason.strip()
    row.save_because(reason or (_("objective changed") if objective else _("objective set")), by=actor)
    verb = Verb.OBJECTIVE_SET if objective is None else Verb.OBJECTIVE_CHANGED
    after = {"due_on": due_on, "target": target}
    record(actor, verb, row, before=before, after=after, reason=reason)
    return row


@transaction.atomic
def measure_objective(
    *, actor: User, objective: Objective, version: int, latest: str, latest_on: date, reason: str = ""
) -> Objective:
    """Write down where the measure stands on a day; earlier values stay in the history."""
    require(actor, Permission.PROJECT_EDIT, objective)
    row = _locked(objective.project, objective, version)
    _check_open(row)
    if not latest.strip():
        raise RuleBroken(_("Say what was measured."), field="latest")
    if latest_on > row.project.today():
        raise RuleBroken(_("Nothing can be measured in the future."), field="latest_on")
    if row.latest_on and latest_on < row.latest_on:
        raise RuleBroken(_("A newer value is written down already."), field="latest_on")
    before = {"latest": row.latest, "latest_on": row.latest_on}
    row.latest, row.latest_on = latest.strip(), latest_on
    reason = reason.strip()
    row.save_because(reason or _("measured"), by=actor)
    after = {"latest": row.latest, "latest_on": latest_on}
    record(actor, Verb.OBJECTIVE_MEASURED, row, before=before, after=after, reason=reason)
    return row


@transaction.atomic
def close_objective(
    *, actor: User, objective: Objective, version: int, outcome: str, reason: str
) -> Objective:
    """Say how it came out; it stays on the page with its last value."""
    require(actor, Permission.PROJECT_EDIT, objective)
    row = _locked(objective.project, objective, version)
    _check_open(row)
    if outcome not in Outcome.values:
        raise RuleBroken(_("Choose whether it was reached."), field="outcome")
    if not reason.strip():
        raise RuleBroken(_("Say in a sentence what shows it."), field="reason")
    if outcome == Outcome.REACHED and not row.latest:
        raise RuleBroken(_("Write down the latest value first: a target is reached by a measure."))
    row.outcome, row.closed_on = Outcome(outcome), row.project.today()
    row.save_because(reason.strip(), by=actor)
    record(actor, Verb.OBJECTIVE_CLOSED, row, after={"outcome": outcome}, reason=reason.strip())
    return row


@transaction.atomic
def reopen_objective(*, actor: User, objective: Objective, version: int, reason: str) -> Objective:
    """It is not over after all."""
    require(actor, Permission.PROJECT_EDIT, objective)
    row = _locked(objective.project, objective, version)
    if row.closed_on is None:
        raise RuleBroken(_("This objective is open."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is opened again."), field="reason")
    before = {"outcome": row.outcome}
    row.outcome, row.closed_on = "", None
    row.save_because(reason.strip(), by=actor)
    record(actor, Verb.OBJECTIVE_REOPENED, row, before=before, reason=reason.strip())
    return row


@transaction.atomic
def remove_objective(*, actor: User, objective: Objective, reason: str) -> None:
    """Give up an objective; its history keeps it with the reason."""
    require(actor, Permission.PROJECT_EDIT, objective)
    if not reason.strip():
        raise RuleBroken(_("Say why the objective is given up."), field="reason")
    objective = _locked(objective.project, objective, None)
    record(actor, Verb.OBJECTIVE_REMOVED, objective, reason=reason)
    try:
        objective.delete_because(reason, by=actor)
    except ProtectedError:
        sentence = _("Benefits or strategic goals rest on this objective. Take them off it first.")
        raise RuleBroken(sentence) from None


def _locked(project: Project, objective: Objective, version: int | None) -> Objective:
    rows = Objective.objects.of(project).select_related("project", "owner")
    row: Objective = lock_telling(rows, objective.pk, version=version)
    return row


def _check_open(row: Objective) -> None:
    if row.closed_on is not None:
        raise RuleBroken(_("This objective is closed. Open it again first."))
