"""A plan as another implementation has it: one's own method, taken over without what happened there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.actions.tasks import check_dates
from tracker.plan.choices import Verb
from tracker.plan.models import (
    Deliverable,
    Dependency,
    Milestone,
    Phase,
    PlanTailoring,
    Task,
    TaskClause,
    TaskStep,
    Workstream,
)
from tracker.plan.queries.computed import must_be_schedulable
from tracker.plan.queries.copying import CopyOfPlan, copy_of_plan
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause, DocumentedInformation

# Who did it, how far it is, and what really happened stay where they were.
TASK = (
    *("uid", "kind", "place", "level", "is_summary", "name", "description", "starts_at", "due_at"),
    *("duration_minutes", "effort_hours", "done_when", "constraint", "constraint_at", "deadline_at"),
    *("is_manual", "is_elapsed"),
)
DAYS = ("starts_on", "due_on", "constraint_on", "deadline_on")
TAILORING = ("method", "size", "formality", "stages", "facts", "left_out", "estimate")
MILESTONE = ("kind", "criteria", "needs_signoff")
LINK = ("kind", "lag_minutes", "lag_unit", "lag_percent")


@transaction.atomic
def copy_plan(*, actor: User, project: Project, source: Project, starts_on: date) -> CopyOfPlan:
    """Fill an empty plan with the phases, tasks, milestones, links, deliverables and checklists of another one.

    All dates move by the same number of whole weeks. Owners, progress, hours, comments, evidence and working
    calendars stay behind. Raises `RuleBroken` where there is a plan here already, or none there.
    """
    require(actor, Permission.PLAN_EDIT, project)
    require(actor, Permission.PLAN_VIEW, source)
    if source.organization_id != project.organization_id:
        raise RuleBroken(_("“%(name)s” is of another organization.") % {"name": source}, field="source")
    project = lock(Project, project.pk)
    if Task.objects.of(project).exists():
        raise RuleBroken(_("There is a plan already. Another one only fills an empty one."))
    copied = copy_of_plan(source, project, starts_on)
    if copied is None:
        raise RuleBroken(_("“%(name)s” has no plan.") % {"name": source}, field="source")
    check_dates(copied.starts_on, copied.ends_on)
    _Copier(actor, project, source, timedelta(days=copied.days)).copy()
    must_be_schedulable(project)
    after = {
        "from": str(source.pk),
        "tasks": copied.tasks,
        "milestones": copied.milestones,
        "days": copied.days,
    }
    record(actor, Verb.PLAN_COPIED, project, after=after, labels={"source": str(source)})
    return copied


@dataclass
class _Copier:
    """Rows of the one plan for those of the other."""

    actor: User
    project: Project
    source: Project
    by: timedelta

    def copy(self) -> None:
        phases, streams = self._phases(), self._streams()
        old = list(Task.objects.of(self.source).in_order())
        new = {task.pk: self._task(task, phases, streams) for task in old}
        for task in old:
            new[task.pk].parent = new.get(task.parent_id) if task.parent_id else None
        self._save(new.values())
        self._save(self._of(Milestone, MILESTONE, new))
        self._save(self._links(new))
        self._save(self._clauses(new))
        self._save(self._of(TaskStep, ("name", "place"), new))
        self._save(self._deliverables(new))
        self._save(self._tailoring())

    def _save(self, rows: Iterable[Any]) -> None:
        reason = _("as in %(source)s") % {"source": self.source}
        bulk_save_because(rows, reason=reason[:500], by=self.actor)

    def _phases(self) -> dict[UUID, Phase]:
        there = {phase.code: phase for phase in Phase.objects.of(self.project)}
        found = {
            phase.pk: there.get(phase.code)
            or Phase(project=self.project, code=phase.code, name=phase.name, place=phase.place)
            for phase in Phase.objects.of(self.source)
        }
        self._save([phase for phase in found.values() if phase._state.adding])
        return found

    def _streams(self) -> dict[UUID, Workstream]:
        there = {stream.name: stream for stream in Workstream.objects.of(self.project)}
        found = {
            stream.pk: there.get(stream.name) or Workstream(project=self.project, name=stream.name)
            for stream in Workstream.objects.of(self.source)
        }
        self._save([stream for stream in found.values() if stream._state.adding])
        return found

    def _task(self, task: Task, phases: dict[UUID, Phase], streams: dict[UUID, Workstream]) -> Task:
        facts = {name: getattr(task, name) for name in TASK}
        facts |= {name: self._day(getattr(task, name)) for name in DAYS}
        return Task(
            project=self.project,
            phase=phases.get(task.phase_id),  # type: ignore[arg-type]
            workstream=streams.get(task.workstream_id),  # type: ignore[arg-type]
            **facts,
        )

    def _day(self, day: date | None) -> date | None:
        return day + self.by if day else None

    def _of(self, model: Any, fields: tuple[str, ...], tasks: dict[UUID, Task]) -> list[Any]:
        rows = model._default_manager.filter(project=self.source, task__in=tasks)
        return [
            model(
                project=self.project, task=tasks[row.task_id], **{name: getattr(row, name) for name in fields}
            )
            for row in rows
        ]

    def _links(self, tasks: dict[UUID, Task]) -> list[Dependency]:
        return [
            Dependency(
                project=self.project,
                predecessor=tasks[link.predecessor_id],
                successor=tasks[link.successor_id],
                **{name: getattr(link, name) for name in LINK},
            )
            for link in Dependency.objects.of(self.source)
        ]

    def _clauses(self, tasks: dict[UUID, Task]) -> list[TaskClause]:
        clauses = {clause.number: clause for clause in Clause.objects.of(self.project.edition).auditable()}
        rows = TaskClause.objects.of(self.source).values_list("task_id", "clause__number")
        return [
            TaskClause(project=self.project, task=tasks[task], clause=clauses[number])
            for task, number in rows
            if number in clauses
        ]

    def _tailoring(self) -> list[PlanTailoring]:
        """The words of the method come along with its record, which says where it was taken from."""
        past = PlanTailoring.objects.of(self.source).first()
        if past is None:
            return []
        facts = {name: getattr(past, name) for name in TAILORING}
        certified = date.fromisoformat(past.made["certificate_on"]) + self.by
        return [
            PlanTailoring(
                project=self.project,
                starts_on=past.starts_on + self.by,
                target_on=self.project.target_on,
                notes=[*past.notes, _("Taken over from the plan of %(source)s.") % {"source": self.source}],
                made=past.made | {"certificate_on": certified.isoformat()},
                **facts,
            )
        ]

    def _deliverables(self, tasks: dict[UUID, Task]) -> list[Deliverable]:
        codes = {row.code: row for row in DocumentedInformation.objects.of(self.project.edition)}
        return [
            Deliverable(
                project=self.project,
                name=row.name,
                information=codes.get(row.information.code) if row.information else None,
                task=tasks.get(row.task_id),
                criteria=row.criteria,
                reviewer_role=row.reviewer_role,
                review_task=tasks.get(row.review_task_id),
                due_on=self._day(row.due_on),
            )
            for row in Deliverable.objects.of(self.source).select_related("information")
        ]
