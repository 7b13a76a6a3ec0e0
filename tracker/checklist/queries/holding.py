"""The register with what the project says of each entry: owner, stage, reviews, and how it stands."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tracker.checklist.choices import Documented, Stage
from tracker.checklist.models import RegisterItem
from tracker.checklist.queries.register import RegisterRow, register
from tracker.core import clock
from tracker.core.past import rows_at
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.choices import InformationKind

# How often the hint of the catalogue means, in months; the first word that fits counts.
HINTS = (("month", 3), ("quarter", 3), ("year", 12), ("planned intervals", 12), ("review", 12))
FIELDS = ("information_id", "version", "owner_id", "stage", "review_months", "reviewed_on")
NOTHING_SAID: dict[str, Any] = {
    "version": 0,
    "owner_id": None,
    "stage": Stage.NOTHING.value,
    "review_months": None,
    "reviewed_on": None,
}


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One entry of the register, as it stands on the day `on`."""

    row: RegisterRow
    version: int
    owner_id: UUID | None
    owner: str
    stage: str
    review_months: int | None
    usual_months: int | None
    reviewed_on: date | None
    on: date

    @property
    def state(self) -> Documented:
        """Approved wants evidence that a second person confirmed; a review that is due comes before it."""
        if self.stage:
            return Documented(self.stage)
        if not any(fact.in_force for fact in self.row.evidence):
            return Documented.MISSING
        if not any(fact.confirmed for fact in self.row.evidence):
            return Documented.IN_REVIEW
        due = self.next_review_on
        return Documented.DUE if due is not None and due <= self.on else Documented.APPROVED

    @property
    def is_gap(self) -> bool:
        """It must be in writing, and there is nothing in force that a second person confirmed."""
        return self.row.required and self.state not in {Documented.APPROVED, Documented.DUE}

    @property
    def last_review_on(self) -> date | None:
        """When somebody last looked at it: a review that was written down, or the confirmation of a revision."""
        looked = [fact.verdict_at.date() for fact in self.row.evidence if fact.confirmed and fact.verdict_at]
        return max([*looked, *([self.reviewed_on] if self.reviewed_on else [])], default=None)

    @property
    def months(self) -> int | None:
        return self.review_months if self.review_months is not None else self.usual_months

    @property
    def next_review_on(self) -> date | None:
        """Counted from the last review, never from the one that was planned."""
        last = self.last_review_on
        return months_after(last, self.months) if last is not None and self.months else None


def register_lines(project: Project, at: datetime | None = None) -> list[RegisterLine]:
    """The whole register in the order of its codes; a fixed number of queries."""
    day = clock.on_day(at or clock.now(), project.zone)
    if at is None:
        said = {row["information_id"]: row for row in RegisterItem.objects.of(project).values(*FIELDS)}
    else:
        said = {
            row["information_id"]: row for row in rows_at(RegisterItem, at, FIELDS, project_id=project.pk)
        }
    owners = {row["owner_id"] for row in said.values()} - {None}
    names = dict(Person.objects.filter(pk__in=owners).values_list("pk", "name"))
    lines = []
    for row in register(project, at):
        values = {**NOTHING_SAID, **said.get(row.id, {})}
        values.pop("information_id", None)
        owner = names.get(values["owner_id"], "")
        lines.append(RegisterLine(row=row, owner=owner, usual_months=usual_months(row), on=day, **values))
    return lines


def usual_months(row: RegisterRow) -> int | None:
    """What the catalogue suggests for a document; a record is made anew and not reviewed."""
    if row.kind != InformationKind.DOCUMENT:
        return None
    hint = row.freshness_hint.lower()
    return next((months for word, months in HINTS if word in hint), None)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
