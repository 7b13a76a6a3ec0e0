"""One row of the plan as plain values, and the columns it is read from."""

from __future__ import annotations

from datetime import date, time
from typing import NamedTuple
from uuid import UUID

from tracker.plan.choices import DoneWhen, TaskKind

FIELDS = (
    "id",
    "uid",
    "kind",
    "name",
    "level",
    "is_summary",
    "parent_id",
    "phase_id",
    "starts_on",
    "due_on",
    "duration_minutes",
    "percent",
    "actual_start_on",
    "actual_finish_on",
    "blocked_reason",
    "version",
    "owner_id",
    "owner__name",
    "phase__name",
    "phase__place",
    "phase__code",
    "milestone__id",
    "milestone__kind",
    "milestone__needs_signoff",
    "planned__starts_on",
    "planned__due_on",
    "starts_at",
    "due_at",
    "constraint",
    "constraint_on",
    "constraint_at",
    "deadline_on",
    "deadline_at",
    "is_manual",
    "is_elapsed",
    "calendar_id",
    "without_people",
    "actual_start_at",
    "actual_finish_at",
    "remaining_minutes",
    "resumes_on",
    "resumes_at",
    "project__schedulebasiss__id",
    "done_when",
)


class TaskFact(NamedTuple):
    """One row of the plan as plain values."""

    id: UUID
    uid: int
    kind: str
    name: str
    level: int
    is_summary: bool
    parent_id: UUID | None
    phase_id: UUID | None
    starts_on: date
    due_on: date
    duration_minutes: int
    percent: int
    actual_start_on: date | None
    actual_finish_on: date | None
    blocked_reason: str
    version: int
    owner_id: UUID | None
    owner: str | None
    phase: str | None
    phase_place: int | None
    phase_code: str | None
    milestone_id: UUID | None
    milestone_kind: str | None
    needs_signoff: bool | None
    planned_start: date | None
    planned_due: date | None
    starts_at: time
    due_at: time
    constraint: str
    constraint_on: date | None
    constraint_at: time | None
    deadline_on: date | None
    deadline_at: time | None
    is_manual: bool
    is_elapsed: bool
    calendar_id: UUID | None
    without_people: bool
    actual_start_at: time | None
    actual_finish_at: time | None
    remaining_minutes: int | None
    resumes_on: date | None
    resumes_at: time | None
    basis_id: UUID | None
    done_when: str

    @property
    def is_milestone(self) -> bool:
        return self.kind == TaskKind.MILESTONE

    @property
    def is_done(self) -> bool:
        return self.actual_finish_on is not None

    @property
    def counted(self) -> int:
        """How far it counts, in percent: what waits for acceptance or proof counts when it is there."""
        if self.is_done:
            return 100
        return 0 if self.done_when in {DoneWhen.DELIVERABLES, DoneWhen.EVIDENCE} else self.percent
