"""Each checkpoint with its assessment and the evidence it rests on, today or at a past moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tracker.checklist.choices import SAID_MET, State
from tracker.checklist.models import Checkpoint, CheckpointEvidence
from tracker.core import clock
from tracker.core.past import rows_at
from tracker.evidence.choices import Standing
from tracker.evidence.queries import RevisionFact, live_columns, live_fact, revision_facts
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.standard.models import Requirement


class Lapse(StrEnum):
    """Why something that was said to be met no longer counts."""

    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NOT_YET = "not_yet"
    UNLINKED = "unlinked"


LAPSE_OF = {
    Standing.EXPIRED: Lapse.EXPIRED,
    Standing.WITHDRAWN: Lapse.WITHDRAWN,
    Standing.REJECTED: Lapse.REJECTED,
    Standing.NOT_YET: Lapse.NOT_YET,
}


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One requirement asked of the project: what was said, by whom, and what it rests on."""

    id: UUID
    version: int
    code: str
    position: int
    clause: str
    clause_title: str
    text: str
    state: str
    note: str
    party: str
    party_control: str
    assessed_by_id: UUID | None
    assessed_by: str
    assessed_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    owner_id: UUID | None
    owner: str
    target_on: date | None
    proofs: tuple[RevisionFact, ...]

    @property
    def said_met(self) -> bool:
        return self.state in SAID_MET

    @property
    def met(self) -> bool:
        """Said to be met, and current evidence still carries it."""
        return self.said_met and any(proof.in_force for proof in self.proofs)

    @property
    def ready(self) -> bool:
        """Met, and a second person confirmed the assessment and at least one current piece of evidence."""
        return self.met and self.confirmed_at is not None and any(proof.confirmed for proof in self.proofs)

    @property
    def lapse(self) -> Lapse | None:
        """Why it was met and is no longer, where that is so."""
        if not self.said_met or self.met:
            return None
        last = self._last_ended
        return LAPSE_OF.get(last.standing, Lapse.UNLINKED) if last is not None else Lapse.UNLINKED

    @property
    def lapsed_on(self) -> date | None:
        return self._last_ended.ended_on if self.lapse and self._last_ended is not None else None

    @property
    def standing(self) -> str:
        """The word for the chip: the assessment, or that it has lapsed."""
        return "lapsed" if self.lapse else str(self.state)

    @property
    def assessment_waits(self) -> bool:
        return self.met and self.confirmed_at is None

    @property
    def evidence_waits(self) -> bool:
        """Met, but no current piece of evidence has been confirmed."""
        return self.met and not any(proof.confirmed for proof in self.proofs)

    @property
    def waits(self) -> bool:
        """Something stands between met and ready that a second person can do."""
        return self.met and not self.ready

    @property
    def _last_ended(self) -> RevisionFact | None:
        ended = [proof for proof in self.proofs if proof.ended_on is not None]
        return max(ended, key=lambda proof: proof.ended_on or date.min, default=None)


FIELDS = (
    "id",
    "version",
    "state",
    "note",
    "party",
    "party_control",
    "assessed_by_id",
    "assessed_at",
    "confirmed_at",
    "owner_id",
    "target_on",
)
Proofs = dict[UUID, list[RevisionFact]]
LIVE_NAMES = {
    "requirement__code": "code",
    "requirement__position": "position",
    "requirement__text": "text",
    "requirement__clause__number": "clause",
    "requirement__clause__title": "clause_title",
    "assessed_by__name": "assessed_by",
    "confirmed_by__name": "confirmed_by",
    "owner__name": "owner",
}


def checklist_rows(
    project: Project, at: datetime | None = None, *, on: date | None = None
) -> list[CheckpointRow]:
    """Every checkpoint in clause order: two queries for today, a fixed number for a past moment."""
    day = on or clock.on_day(at or clock.now(), project.zone)
    links = _proofs(project, day) if at is None else _past_proofs(project, at, day)
    rows = _live(project) if at is None else _past(project, at)
    return [
        CheckpointRow(**row, proofs=tuple(sorted(links.get(row["id"], ()), key=_by_name))) for row in rows
    ]


def _by_name(fact: RevisionFact) -> tuple[str, str]:
    return fact.name, str(fact.evidence_id)


def _proofs(project: Project, day: date) -> Proofs:
    """The newest revision of each piece of evidence behind each checkpoint."""
    way = "evidence__revisions__"
    linked = CheckpointEvidence.objects.of(project).filter(evidence__revisions__isnull=False)
    newest: dict[tuple[UUID, UUID], RevisionFact] = {}
    for row in linked.values("checkpoint_id", "evidence_id", *live_columns(way)):
        fact = live_fact(row, day, way)
        key = (row["checkpoint_id"], row["evidence_id"])
        if key not in newest or newest[key].number < fact.number:
            newest[key] = fact
    proofs: Proofs = {}
    for (checkpoint_id, _evidence_id), fact in newest.items():
        proofs.setdefault(checkpoint_id, []).append(fact)
    return proofs


def _past_proofs(project: Project, at: datetime, day: date) -> Proofs:
    facts = revision_facts(project, at=at, on=day)
    proofs: Proofs = {}
    for row in rows_at(CheckpointEvidence, at, ("checkpoint_id", "evidence_id"), project_id=project.pk):
        if row["evidence_id"] in facts:
            proofs.setdefault(row["checkpoint_id"], []).append(facts[row["evidence_id"]][0])
    return proofs


def _live(project: Project) -> Iterable[dict[str, Any]]:
    for row in Checkpoint.objects.of(project).in_order().values(*FIELDS, *LIVE_NAMES):
        for path, name in LIVE_NAMES.items():
            value = row.pop(path)
            row[name] = "" if value is None else value
        yield row


def _past(project: Project, at: datetime) -> Iterable[dict[str, Any]]:
    asked = Requirement.objects.of(project.edition).in_order()
    requirements = {
        pk: {"code": code, "position": position, "text": text, "clause": number, "clause_title": title}
        for pk, code, position, text, number, title in asked.values_list(
            "pk", "code", "position", "text", "clause__number", "clause__title"
        )
    }
    users = dict(User.objects.values_list("pk", "name"))
    people = dict(Person.objects.filter(organization=project.organization_id).values_list("pk", "name"))
    fields = (*FIELDS, "requirement_id", "confirmed_by_id")
    found = {row["requirement_id"]: row for row in rows_at(Checkpoint, at, fields, project_id=project.pk)}
    for pk, requirement in requirements.items():
        row = found.get(pk)
        if row is None:
            continue
        del row["requirement_id"]
        confirmer = row.pop("confirmed_by_id")
        yield (
            row
            | requirement
            | {
                "assessed_by": users.get(row["assessed_by_id"], ""),
                "confirmed_by": users.get(confirmer, ""),
                "owner": people.get(row["owner_id"], ""),
            }
        )


def is_gap(row: CheckpointRow) -> bool:
    """Everything that does not hold today."""
    return not row.met


STATE_ORDER = {
    "lapsed": 0,
    State.NOT_MET.value: 1,
    State.PARTLY_MET.value: 2,
    State.NOT_ASSESSED.value: 3,
}
