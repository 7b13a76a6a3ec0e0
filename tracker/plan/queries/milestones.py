"""Milestones: where each date is, how far from plan, and what a sign-off of one is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.plan.choices import DeliverableState, MilestoneKind
from tracker.plan.models import Baseline, BaselineRow, Deliverable, Milestone, Task
from tracker.plan.queries.health import health
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.projects.models import Project
from tracker.signoffs.content import Section, content_of


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """One milestone: `day` is when it was reached or is forecast; `slip` is in calendar days."""

    id: UUID
    task_id: UUID
    name: str
    kind: str
    owner: str
    due_on: date
    baseline_on: date | None
    forecast_on: date
    actual_on: date | None
    slip: int
    health: str
    needs_signoff: bool

    @property
    def day(self) -> date:
        return self.actual_on or self.forecast_on

    @property
    def done(self) -> bool:
        return self.actual_on is not None


def milestones(project: Project, view: Outlook | None = None, on: date | None = None) -> list[MilestoneFact]:
    """All milestones by their day; no query on top of the outlook."""
    view = view or outlook(project, on)
    found = []
    for task in view.tasks:
        if not task.is_milestone:
            continue
        told = view.forecasts.get(task.id)
        found.append(
            MilestoneFact(
                id=task.milestone_id or task.id,
                task_id=task.id,
                name=task.name,
                kind=task.milestone_kind or MilestoneKind.OTHER,
                owner=task.owner or "",
                due_on=task.due_on,
                baseline_on=task.planned_due,
                forecast_on=told.finish if told else task.due_on,
                actual_on=task.actual_finish_on,
                slip=view.slip(task) or 0,
                health=health(view, task, project.tolerance_days),
                needs_signoff=bool(task.needs_signoff),
            )
        )
    return sorted(found, key=lambda fact: (fact.day, fact.due_on))


def certificate(facts: Iterable[MilestoneFact]) -> MilestoneFact | None:
    """The milestone that the whole way leads to: the certificate, or else the last one."""
    facts = list(facts)
    wanted = [fact for fact in facts if fact.kind == MilestoneKind.CERTIFICATE]
    found = wanted or facts
    return found[-1] if found else None


def milestone_content(milestone: Milestone, beside: Sequence[Section] = ()) -> dict[str, Any]:
    """What somebody who signs this milestone puts their name to: its dates, its tasks, its deliverables.

    Only stored facts, in a fixed order: freezing it twice gives the same bytes while nothing has changed.
    What a room above laid `beside` it at that moment is frozen with it, and not compared later.
    """
    task = milestone.task
    tasks = _tasks_of(milestone)
    deliverables = Deliverable.objects.of(milestone.project).filter(task__in=tasks).order_by("name", "id")
    content = content_of(
        title=task.name,
        subtitle=milestone.get_kind_display(),
        sections=[
            Section(title=_("Dates"), rows=_dates(milestone)),
            Section(
                title=_("Passed when"),
                text=[line for line in milestone.criteria.splitlines() if line.strip()],
            ),
            Section(
                title=_("Work that leads here"),
                heads=[_("Task"), _("Owner"), _("Due"), _("State")],
                table=[
                    [row.name, row.owner.name if row.owner else "–", row.due_on, _state(row)] for row in tasks
                ],
            ),
            Section(
                title=_("Deliverables"),
                heads=[_("Deliverable"), _("State")],
                table=[[row.name, row.get_state_display()] for row in deliverables],
            ),
            *beside,
        ],
    )
    if beside:
        content["beside"] = len(beside)
    return content


def milestone_content_against(milestone: Milestone, signed: Mapping[str, Any]) -> dict[str, Any]:
    """The content today with what was laid beside it then, so that only the milestone itself is compared."""
    content = milestone_content(milestone)
    if number := signed.get("beside", 0):
        content["sections"] = [*content["sections"], *signed["sections"][-number:]]
        content["beside"] = number
    return content


def deliverables_of(milestone: Milestone) -> list[Deliverable]:
    """What is handed over by the work that leads here, and at the milestone itself."""
    tasks = [*_tasks_of(milestone), milestone.task]
    return list(Deliverable.objects.of(milestone.project).filter(task__in=tasks).order_by("name", "id"))


def what_keeps_open(milestone: Milestone) -> list[str]:
    """The names of what is not finished yet: work that leads here, its deliverables, a block on it."""
    tasks = _tasks_of(milestone)
    found = [row.name for row in tasks if not row.is_done]
    deliverables = Deliverable.objects.of(milestone.project).filter(task__in=[*tasks, milestone.task])
    waiting = deliverables.exclude(state=DeliverableState.ACCEPTED).order_by("name", "id")
    found += waiting.values_list("name", flat=True)
    if milestone.task.blocked_reason:
        found.append(milestone.task.blocked_reason)
    return found


def passes_gate(milestone: Milestone, answer_link: str) -> bool:
    """Whether an answer given there counts: any where no gate is planned, else the gate's alone."""
    gate = Milestone.objects.filter(pk=milestone.pk).values_list("gate_link", flat=True).get()
    return answer_link.startswith(gate)


def _dates(milestone: Milestone) -> list[tuple[str, Any]]:
    task = milestone.task
    baseline = Baseline.objects.filter(project=milestone.project).order_by("-number").first()
    planned = BaselineRow.objects.filter(baseline=baseline, task_id=task.pk).first() if baseline else None
    rows: list[tuple[str, Any]] = [(_("Planned for"), task.due_on)]
    if planned:
        rows.append((_("Baseline"), planned.due_on))
    return rows


def _tasks_of(milestone: Milestone) -> list[Task]:
    """What the milestone hangs on, and the tasks of its phase that are due by then."""
    task = milestone.task
    wanted = Q(links_out__successor=task)
    if task.phase_id:
        wanted |= Q(phase_id=task.phase_id, due_on__lte=task.due_on)
    rows = Task.objects.of(milestone.project).tasks().filter(wanted).exclude(pk=task.pk)
    return list(rows.select_related("owner").distinct().order_by("due_on", "uid"))


def _state(task: Task) -> str:
    if task.actual_finish_on:
        return _("done on %(day)s") % {"day": task.actual_finish_on.isoformat()}
    return _("%(percent)s %% done") % {"percent": task.percent}
