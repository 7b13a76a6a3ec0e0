"""Every tolerance held against what is forecast: by how much a stage or the project is off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tracker.plan.choices import DeliverableState
from tracker.plan.models import Baseline, BaselineRow, Deliverable, Phase
from tracker.plan.queries import Outlook, certificate, milestones, outlook
from tracker.progress.choices import UNITS, Aspect
from tracker.progress.models import Tolerance
from tracker.projects.models import Project
from tracker.raid.queries import exposure


@dataclass(frozen=True, slots=True)
class Measure:
    """One tolerance and what is measured against it."""

    aspect: str
    phase: Phase | None
    limit: int
    measured: int

    @property
    def passed(self) -> bool:
        return self.measured > self.limit

    @property
    def key(self) -> tuple[str, UUID | None]:
        return self.aspect, self.phase.pk if self.phase else None

    @property
    def where(self) -> str:
        return self.phase.name if self.phase else _("The project")

    @property
    def unit(self) -> str:
        return str(UNITS[Aspect(self.aspect)])


def measures(project: Project, view: Outlook | None = None) -> list[Measure]:
    """The project's tolerance of time and every one that was set."""
    view = view or outlook(project)
    rows = list(Tolerance.objects.of(project).select_related("phase"))
    limits: list[tuple[str, Phase | None, int]] = [(Aspect.TIME, None, project.tolerance_days)]
    limits += [(row.aspect, row.phase, row.limit) for row in rows]
    measured = _Measured(project, view, {row.aspect for row in rows})
    return [Measure(aspect, phase, limit, measured(aspect, phase)) for aspect, phase, limit in limits]


class _Measured:
    """What is off, by stage; the stage None is the whole."""

    def __init__(self, project: Project, view: Outlook, aspects: Iterable[str]) -> None:
        aspects = set(aspects)
        self.time = _late(project, view)
        self.scope = _crept(project, view) if Aspect.SCOPE in aspects else {}
        # Risks belong to no stage: one figure for the whole.
        self.risk: dict[Any, int] = {None: exposure(project)} if Aspect.RISK in aspects else {}
        self.quality = _unaccepted(project) if Aspect.QUALITY in aspects else {}

    def __call__(self, aspect: str, phase: Phase | None) -> int:
        found: dict[Any, int] = {
            Aspect.TIME: self.time,
            Aspect.SCOPE: self.scope,
            Aspect.QUALITY: self.quality,
            Aspect.RISK: self.risk,
        }[Aspect(aspect)]
        return max(found.get(phase.pk if phase else None, 0), 0)


def _late(project: Project, view: Outlook) -> dict[UUID | None, int]:
    """Calendar days that the certificate, and the last work of each stage, lie behind the baseline."""
    planned: dict[UUID, date] = {}
    told: dict[UUID, date] = {}
    for task in view.tasks:
        if task.phase_id is None or task.is_summary or task.planned_due is None:
            continue
        planned[task.phase_id] = max(planned.get(task.phase_id, task.planned_due), task.planned_due)
        finish = view.finish(task)
        told[task.phase_id] = max(told.get(task.phase_id, finish), finish)
    found: dict[UUID | None, int] = {phase: (told[phase] - day).days for phase, day in planned.items()}
    end = certificate(milestones(project, view))
    found[None] = end.slip if end else 0
    return found


def _crept(project: Project, view: Outlook) -> dict[UUID | None, int]:
    """Tasks that came or went without approval; what is gone belongs to no stage any more."""
    newest = Baseline.objects.filter(project=project).order_by("-number").first()
    if newest is None:
        return {}
    agreed = set(
        BaselineRow.objects.filter(baseline=newest).exclude(is_summary=True).values_list("task_id", flat=True)
    )
    present = {task.id: task.phase_id for task in view.tasks}
    work = {task.id for task in view.tasks if not task.is_summary}
    found: dict[UUID | None, int] = defaultdict(int)
    for task in work - agreed:
        found[None] += 1
        if present[task] is not None:
            found[present[task]] += 1
    found[None] += len(agreed - present.keys())
    return found


def _unaccepted(project: Project) -> dict[UUID | None, int]:
    """Deliverables sent back for rework, or past their day without being accepted."""
    today = project.today()
    rows = Deliverable.objects.of(project).exclude(state=DeliverableState.ACCEPTED)
    found: dict[UUID | None, int] = defaultdict(int)
    for state, due_on, phase in rows.values_list("state", "due_on", "task__phase"):
        if state == DeliverableState.REWORK or (due_on and due_on < today):
            found[None] += 1
            if phase is not None:
                found[phase] += 1
    return found
