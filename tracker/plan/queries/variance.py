"""Baselines held against each other and against the plan as it stands; what was added and removed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from tracker.plan.models import Baseline, BaselineRow, Task
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Stand:
    """One task in one version of the plan."""

    name: str
    starts_on: date
    due_on: date
    effort_hours: Decimal | None
    is_milestone: bool | None
    is_summary: bool | None


Version = dict[UUID, Stand]


@dataclass(frozen=True, slots=True)
class Variance:
    """One task in two versions; `slip` in calendar days, negative where it is earlier."""

    task_id: UUID
    name: str
    is_milestone: bool
    before: Stand | None
    after: Stand | None

    @property
    def state(self) -> str:
        """added, removed, moved or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        moved = self.start_slip or self.slip or self.effort
        return "moved" if moved else "same"

    @property
    def slip(self) -> int:
        return (self.after.due_on - self.before.due_on).days if self.before and self.after else 0

    @property
    def start_slip(self) -> int:
        return (self.after.starts_on - self.before.starts_on).days if self.before and self.after else 0

    @property
    def effort(self) -> Decimal:
        """Hours more than before; nought where one of the two does not say."""
        first = self.before.effort_hours if self.before else None
        last = self.after.effort_hours if self.after else None
        return last - first if first is not None and last is not None else Decimal(0)


def version_of(baseline: Baseline) -> Version:
    """The plan as it was approved."""
    rows = BaselineRow.objects.filter(baseline=baseline).values_list(
        "task_id", "name", "starts_on", "due_on", "effort_hours", "is_milestone", "is_summary"
    )
    return {
        pk: Stand(name, starts_on, due_on, hours, milestone, summary)
        for pk, name, starts_on, due_on, hours, milestone, summary in rows
    }


def version_now(view: Outlook, project: Project) -> Version:
    """The plan as it is forecast today; what is finished stands where it really was."""
    hours = dict(Task.objects.of(project).values_list("pk", "effort_hours"))
    found = {}
    for task in view.tasks:
        told = view.forecasts.get(task.id)
        start = task.actual_start_on or (told.start if told else task.starts_on)
        found[task.id] = Stand(
            task.name, start, view.finish(task), hours.get(task.id), task.is_milestone, task.is_summary
        )
    return found


def variances(before: Version, after: Version) -> list[Variance]:
    """Every task of either, in the order of the later one, what is gone last."""
    all_of = {**after, **{key: told for key, told in before.items() if key not in after}}
    return [
        Variance(key, told.name, bool(told.is_milestone), before.get(key), after.get(key))
        for key, told in all_of.items()
    ]


@dataclass(frozen=True, slots=True)
class Creep:
    """What has come into the plan and gone out of it, with an approval and without one, by name."""

    number: int = 0
    size: int = 0
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added_approved: list[str] = field(default_factory=list)
    removed_approved: list[str] = field(default_factory=list)

    @property
    def unapproved(self) -> int:
        return len(self.added) + len(self.removed)

    @property
    def approved(self) -> int:
        return len(self.added_approved) + len(self.removed_approved)

    @property
    def percent(self) -> float:
        """What came and went without approval, of the tasks in the baseline in force."""
        return round(100 * self.unapproved / self.size, 1) if self.size else 0.0


def creep(project: Project, view: Outlook | None = None) -> Creep | None:
    """Since the first baseline with approval, since the one in force without; None before there is one."""
    ends = list(Baseline.objects.filter(project=project).order_by("number"))
    if not ends:
        return None
    view = view or outlook(project)
    present = {task.id: task.name for task in view.tasks if not task.is_summary}
    first, agreed = _names(ends, {task.id for task in view.tasks if task.is_summary})
    return Creep(
        number=ends[-1].number,
        size=len(agreed),
        added=_only(present, agreed),
        removed=_only(agreed, present),
        added_approved=_only(agreed, first),
        removed_approved=_only(first, agreed),
    )


def _names(ends: list[Baseline], summaries: set[UUID]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Work and milestones of the first and the last, in one query; summary tasks only add up what is counted."""
    wanted = [ends[0].pk, ends[-1].pk]
    rows = BaselineRow.objects.filter(baseline__in=wanted).exclude(is_summary=True)
    found: dict[object, dict[UUID, str]] = {pk: {} for pk in wanted}
    for baseline, task, name in rows.values_list("baseline_id", "task_id", "name"):
        if task not in summaries:
            found[baseline][task] = name
    return found[wanted[0]], found[wanted[1]]


def _only(these: dict[UUID, str], those: dict[UUID, str]) -> list[str]:
    return [name for key, name in these.items() if key not in those]
