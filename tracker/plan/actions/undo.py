"""Taking back what was just done to the plan: verbs of their own, with a guard against later changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions.outline import refuse_loop
from tracker.plan.choices import Verb
from tracker.plan.models import Deliverable, Dependency, Milestone, Task, TaskCalendar, TaskClause
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

KEPT_AS_IS = frozenset({"id", "created_at", "changed_at", "version", "project_id"})
REMOVED: dict[str, type[Any]] = {
    "tasks": Task,
    "milestones": Milestone,
    "links": Dependency,
    "clauses": TaskClause,
    "calendars": TaskCalendar,
}


@transaction.atomic
def take_back_change(*, actor: User, task: Task, version: int, reason: str = "") -> Task:
    """Put a task back to how it stood before the change that made it this version."""
    require(actor, Permission.PLAN_EDIT, task)
    lock(Project, task.project_id)
    task = as_before(Task, task.project_id, {task.pk: version})[0]
    task.save_because(reason or _("taken back"), by=actor)
    record(actor, Verb.CHANGE_TAKEN_BACK, task, before={"version": version}, reason=reason)
    return task


@transaction.atomic
def take_back_entry(*, actor: User, project: Project, entry: Activity, reason: str = "") -> int:
    """Take back one change of several tasks, all of it or nothing; returns how many tasks it touched."""
    require(actor, Permission.PLAN_EDIT, project)
    if entry.project_id != project.pk:
        raise RuleBroken(_("This belongs to another implementation."))
    project = lock(Project, project.pk)
    said = refuse_taken_back(project, entry)
    reason = reason or _("taken back")
    if entry.verb == Verb.TASKS_REMOVED:
        touched = _bring_back(actor, project, entry.before, reason)
    elif entry.verb == Verb.TASKS_COPIED:
        touched = _without_copies(actor, project, entry.after, reason)
    elif entry.verb in {
        Verb.TASKS_REASSIGNED,
        Verb.TASKS_REPHASED,
        Verb.TASKS_SHIFTED,
        Verb.TASKS_HELD,
        Verb.TASKS_COMPLETED,
        Verb.TASKS_MOVED,
    }:
        touched = _put_back(actor, project, entry, reason)
    else:
        raise RuleBroken(_("This cannot be taken back here."))
    record(actor, Verb.CHANGE_TAKEN_BACK, project, after={"entry": said, "tasks": touched}, reason=reason)
    return touched


def refuse_taken_back(project: Project, entry: Activity) -> str:
    """How the log names what is taken back. Raises `RuleBroken` where it was already."""
    said = f"plan:{entry.pk}"
    if Activity.objects.filter(
        project_id=project.pk, verb=Verb.CHANGE_TAKEN_BACK, after__entry=said, position__gt=entry.position
    ).exists():
        raise RuleBroken(_("This was taken back already."))
    return said


def as_before(model: type[Any], project_id: UUID, versions: Mapping[UUID, int]) -> list[Any]:
    """The locked rows with the values of the version before. Raises `StaleEdit` where one went on since."""
    rows = model.objects.filter(project_id=project_id, pk__in=versions).select_for_update(of=("self",))
    tasks = {task.pk: task for task in rows}
    late = [str(task) for task in tasks.values() if task.version != versions[task.pk]]
    if late or len(tasks) != len(versions):
        name = late[0] if late else _("A task")
        raise StaleEdit(
            _("“%(name)s” was changed again since; what came later stays. Change it by hand.")
            % {"name": name}
        )
    past = {
        (row.id, row.version): row for row in model.history.filter(id__in=versions, project_id=project_id)
    }
    for pk, task in tasks.items():
        was = past.get((pk, versions[pk] - 1))
        if was is None:
            raise RuleBroken(_("Nothing stands before this change."))
        for field in model._meta.concrete_fields:
            if field.attname not in KEPT_AS_IS:
                setattr(task, field.attname, getattr(was, field.attname))
    return list(tasks.values())


def _put_back(actor: User, project: Project, entry: Activity, reason: str) -> int:
    versions = {UUID(pk): int(version) for pk, version in entry.after.get("versions", {}).items()}
    tasks = as_before(Task, project.pk, versions)
    places = {UUID(pk): int(place) for pk, place in entry.after.get("places", {}).items()}
    was = {UUID(pk): int(place) for pk, place in entry.before.get("places", {}).items()}
    now = dict(Task.objects.of(project).filter(pk__in=places).values_list("pk", "place"))
    if now != places:
        raise StaleEdit(_("The order of the plan was changed again since; what came later stays."))
    for task in tasks:
        task.place = was.get(task.pk) or now.get(task.pk) or task.place
    bulk_save_because(tasks, reason=reason, by=actor)
    others = [Task(pk=pk, place=place) for pk, place in was.items() if pk not in versions]
    Task.objects.bulk_update(others, ["place"], batch_size=500)
    refuse_loop(project)
    return len(versions) or len(was)


def _bring_back(actor: User, project: Project, gone: Mapping[str, Any], reason: str) -> int:
    """Removed rows as they were, under their old keys; links to what has left since stay away."""
    made = 0
    for name, model in REMOVED.items():
        rows = risen(model, project, gone.get(name, []))
        if model is Dependency:
            there = set(Task.objects.of(project).values_list("pk", flat=True))
            rows = [row for row in rows if {row.predecessor_id, row.successor_id} <= there]
        bulk_save_because(rows, reason=reason, by=actor)
        made += len(rows) if model is Task else 0
    parents = set(Task.objects.of(project).exclude(parent=None).values_list("parent_id", flat=True))
    over = list(Task.objects.of(project).filter(pk__in=parents, is_summary=False))
    for task in over:
        task.is_summary = True
    bulk_save_because(over, reason=reason, by=actor)
    refuse_loop(project)
    return made


def risen(model: type[Any], project: Project, wanted: Iterable[str]) -> list[Any]:
    """Removed rows as they were, under their old keys, not written yet."""
    return [_risen(model, past) for past in _last_words(model, project, wanted)]


def _last_words(model: type[Any], project: Project, wanted: Iterable[str]) -> list[Any]:
    rows = model.history.filter(id__in=list(wanted), project_id=project.pk, history_type="-")
    found = {row.id: row for row in rows.order_by("history_date", "history_id")}
    there = set(model.objects.filter(pk__in=found).values_list("pk", flat=True))
    return [row for pk, row in found.items() if pk not in there]


def _risen(model: type[Any], past: Any) -> Any:
    values = {field.attname: getattr(past, field.attname) for field in model._meta.concrete_fields}
    return model(**values)


def _without_copies(actor: User, project: Project, made: Mapping[str, Any], reason: str) -> int:
    versions = {UUID(pk): int(version) for pk, version in made.get("versions", {}).items()}
    rows = Task.objects.of(project).filter(pk__in=versions)
    tied = Dependency.objects.of(project).filter(
        models.Q(predecessor__in=versions) | models.Q(successor__in=versions)
    )
    if (
        any(task.version != versions[task.pk] for task in rows)
        or tied.exists()
        or Deliverable.objects.filter(task__in=versions).exists()
        or Task.objects.of(project).filter(parent__in=versions).exclude(pk__in=versions).exists()
    ):
        raise StaleEdit(_("A copy was worked on since. Remove it by hand, with a reason."))
    bulk_delete_because(TaskClause.objects.of(project).filter(task__in=versions), reason=reason, by=actor)
    return bulk_delete_because(rows, reason=reason, by=actor)
