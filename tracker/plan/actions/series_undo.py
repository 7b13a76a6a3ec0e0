"""Taking back what was just done to a recurring task, as long as nobody has gone on from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import Activity
from tracker.notifications.actions import withdraw_about_all
from tracker.people.models import User
from tracker.plan.actions.undo import as_before, refuse_taken_back, risen
from tracker.plan.choices import SERIES_VERBS, Verb
from tracker.plan.models import Occurrence, Task, TaskClause, TaskSeries
from tracker.plan.queries.series import held_by
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

# What of it was removed, by the name under which the entry keeps its keys; a task comes before what hangs on it.
RISEN: dict[str, type[Any]] = {
    "gone_tasks": Task,
    "gone_occurrences": Occurrence,
    "gone_clauses": TaskClause,
    "clauses": TaskClause,
}


@transaction.atomic
def take_back_series(*, actor: User, project: Project, entry: Activity, reason: str = "") -> int:
    """Take back the setting up, changing or ending of a recurring task, all of it or nothing."""
    require(actor, Permission.PLAN_EDIT, project)
    if entry.project_id != project.pk or entry.verb not in SERIES_VERBS:
        raise RuleBroken(_("This cannot be taken back here."))
    project = lock(Project, project.pk)
    said = refuse_taken_back(project, entry)
    reason = reason or _("taken back")
    made, changed = _versions(entry, "made"), _versions(entry, "versions")
    _refuse_worked_on(project, made)
    tasks = as_before(Task, project.pk, changed)
    rows = as_before(Occurrence, project.pk, _versions(entry, "occurrences"))
    _without(project, actor, entry, reason, made)
    if not entry.after.get("new"):
        _rise(project, actor, entry.before, reason)
        rows += as_before(TaskSeries, project.pk, _versions(entry, "series"))
    for model in (Task, Occurrence, TaskSeries):
        same = [row for row in [*tasks, *rows] if isinstance(row, model)]
        bulk_save_because(same, reason=reason, by=actor)
    withdraw_about_all(Task, [*made, *changed])
    touched = len(made) + len(entry.before.get("gone_tasks", [])) + len(rows)
    record(actor, Verb.CHANGE_TAKEN_BACK, project, after={"entry": said, "tasks": touched}, reason=reason)
    return touched


def _versions(entry: Activity, name: str) -> dict[UUID, int]:
    return {UUID(pk): int(version) for pk, version in entry.after.get(name, {}).items()}


def _refuse_worked_on(project: Project, made: Mapping[UUID, int]) -> None:
    """Raises `StaleEdit` for the first task that was made then and that somebody has gone on from."""
    tasks = list(Task.objects.of(project).filter(pk__in=made))
    held = held_by(tasks)
    for task in tasks:
        if task.version != made[task.pk] or task.pk in held:
            raise StaleEdit(
                _("“%(name)s” was worked on since. End the recurring task from a day on instead.")
                % {"name": task.name}
            )
    if Task.objects.of(project).filter(parent__in=made).exclude(pk__in=made).exists():
        raise StaleEdit(_("Something else was put under it since. Move that out first."))


def _without(project: Project, actor: User, entry: Activity, reason: str, made: Mapping[UUID, int]) -> None:
    """What was made then goes, as if it had never been."""
    links = TaskClause.objects.of(project).filter(pk__in=entry.after.get("clauses", []))
    bulk_delete_because(links, reason=reason, by=actor)
    bulk_delete_because(Occurrence.objects.of(project).filter(task__in=made), reason=reason, by=actor)
    if entry.after.get("new"):
        series = TaskSeries.objects.of(project).filter(pk__in=_versions(entry, "series"))
        if any(row.version != _versions(entry, "series")[row.pk] for row in series):
            raise StaleEdit(_("The recurring task was changed again since; what came later stays."))
        bulk_delete_because(series, reason=reason, by=actor)
    bulk_delete_because(Task.objects.of(project).filter(pk__in=made), reason=reason, by=actor)


def _rise(project: Project, actor: User, gone: Mapping[str, Any], reason: str) -> None:
    for name, model in RISEN.items():
        bulk_save_because(risen(model, project, gone.get(name, [])), reason=reason, by=actor)
