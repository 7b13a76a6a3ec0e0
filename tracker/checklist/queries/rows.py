"""Each checkpoint with its assessment and the evidence it rests on, today or at a past moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tracker.checklist.choices import SAID_MET, State
from tracker.checklist.models import Checkpoint, CheckpointEvidence
from tracker.core import clock
from tracker.core.past import rows_at
from tracker.evidence.choices import Standing
from tracker.evidence.queries import RevisionFact, revision_facts
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
    DAMAGED = "damaged"


LAPSE_OF = {
    Standing.EXPIRED: Lapse.EXPIRED,
    Standing.WITHDRAWN: Lapse.WITHDRAWN,
    Standing.REJECTED: Lapse.REJECTED,
    Standing.NOT_YET: Lapse.NOT_YET,
}


Facts = dict[UUID, list[RevisionFact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What counting a checkpoint needs: what was said, and the evidence it rests on.

    Met is what was said to be met and current evidence still carries; a file that is known to be damaged
    carries nothing. Ready is what, beyond that, a second person has confirmed, with at least one such piece.
    """

    clause: str
    state: str
    confirmed_at: datetime | None
    proofs: tuple[RevisionFact, ...]
    met: bool = field(init=False)
    ready: bool = field(init=False)

    def __post_init__(self) -> None:
        met = self.said_met and any(proof.carries for proof in self.proofs)
        ready = met and self.confirmed_at is not None and not self._none_confirmed
        object.__setattr__(self, "met", met)
        object.__setattr__(self, "ready", ready)

    @property
    def said_met(self) -> bool:
        return self.state in SAID_MET

    @property
    def lapse(self) -> Lapse | None:
        """Why it was met and is no longer, where that is so."""
        if not self.said_met or self.met:
            return None
        if any(proof.in_force for proof in self.proofs):
            return Lapse.DAMAGED
        last = self._last_ended
        return LAPSE_OF.get(last.standing, Lapse.UNLINKED) if last is not None else Lapse.UNLINKED

    @property
    def lapsed_on(self) -> date | None:
        if self.lapse == Lapse.DAMAGED:
            return max(proof.damaged_at for proof in self.proofs if proof.damaged_at is not None).date()
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
        return self.met and self._none_confirmed

    @property
    def waits(self) -> bool:
        """Something stands between met and ready that a second person can do."""
        return self.met and not self.ready

    @property
    def shown(self) -> str:
        """The standing with what a second person has said or has still to say."""
        return "ready" if self.ready else "to_confirm" if self.waits else self.standing

    @property
    def _none_confirmed(self) -> bool:
        return not any(proof.carries and proof.confirmed for proof in self.proofs)

    @property
    def _last_ended(self) -> RevisionFact | None:
        ended = [proof for proof in self.proofs if proof.ended_on is not None]
        return max(ended, key=lambda proof: proof.ended_on or date.min, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow(Assessed):
    """One requirement asked of the project: what was said, by whom, and what it rests on."""

    id: UUID
    version: int
    requirement_id: int
    code: str
    position: int
    clause_title: str
    text: str
    note: str
    party: str
    party_control: str
    assessed_by_id: UUID | None
    assessed_by: str
    assessed_at: datetime | None
    confirmed_by: str
    owner_id: UUID | None
    owner: str
    target_on: date | None
    maturity: int | None
    maturity_wanted: int | None
    confidence: str

    @property
    def maturity_gap(self) -> int | None:
        """How far it is from what is wanted; nothing where either has not been said."""
        if self.maturity is None or self.maturity_wanted is None:
            return None
        return max(self.maturity_wanted - self.maturity, 0)


FIELDS = (
    "id",
    "version",
    "requirement_id",
    "state",
    "note",
    "party",
    "party_control",
    "assessed_by_id",
    "assessed_at",
    "confirmed_at",
    "owner_id",
    "target_on",
    "maturity",
    "maturity_wanted",
    "confidence",
)
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
    if at is None:
        return _live(project, revision_facts(project, on=day))
    links = _past_proofs(project, at, day)
    return [CheckpointRow(**row, proofs=by_name(links.get(row["id"], ()))) for row in _past(project, at)]


def by_name(facts: Iterable[RevisionFact]) -> tuple[RevisionFact, ...]:
    """Evidence in the order in which it is shown."""
    return tuple(sorted(facts, key=lambda fact: (fact.name, str(fact.evidence_id))))


def newest_of(facts: Facts, evidence: Iterable[UUID | None]) -> tuple[RevisionFact, ...]:
    """The newest revision of each of these pieces of evidence that has one."""
    return by_name(facts[key][0] for key in evidence if key in facts)


def _live(project: Project, facts: Facts) -> list[CheckpointRow]:
    """One line of the answer for each piece of evidence behind a checkpoint, or one without any."""
    columns = (*FIELDS, *LIVE_NAMES, "evidence_links__evidence_id")
    rows: dict[UUID, dict[str, Any]] = {}
    evidence: dict[UUID, list[UUID | None]] = {}
    for row in Checkpoint.objects.of(project).in_order().values(*columns):
        linked = row.pop("evidence_links__evidence_id")
        evidence.setdefault(row["id"], []).append(linked)
        rows.setdefault(row["id"], row)
    for row in rows.values():
        for path, name in LIVE_NAMES.items():
            value = row.pop(path)
            row[name] = "" if value is None else value
    return [CheckpointRow(**row, proofs=newest_of(facts, evidence[pk])) for pk, row in rows.items()]


def _past_proofs(project: Project, at: datetime, day: date) -> Facts:
    facts = revision_facts(project, at=at, on=day)
    proofs: Facts = {}
    for row in rows_at(CheckpointEvidence, at, ("checkpoint_id", "evidence_id"), project_id=project.pk):
        if row["evidence_id"] in facts:
            proofs.setdefault(row["checkpoint_id"], []).append(facts[row["evidence_id"]][0])
    return proofs


def assessed_at(project: Project, at: datetime) -> Iterator[Assessed]:
    """What counting needs of a past moment: clause, state, confirmation and evidence, without the names."""
    links = _past_proofs(project, at, clock.on_day(at, project.zone))
    clauses = dict(Requirement.objects.of(project.edition).values_list("pk", "clause__number"))
    for row in rows_at(
        Checkpoint, at, ("id", "requirement_id", "state", "confirmed_at"), project_id=project.pk
    ):
        yield Assessed(
            clause=clauses[row["requirement_id"]],
            state=row["state"],
            confirmed_at=row["confirmed_at"],
            proofs=by_name(links.get(row["id"], ())),
        )


def _past(project: Project, at: datetime) -> Iterable[dict[str, Any]]:
    asked = Requirement.objects.of(project.edition).in_order()
    requirements = {
        pk: {"code": code, "position": position, "text": text, "clause": number, "clause_title": title}
        for pk, code, position, text, number, title in asked.values_list(
            "pk", "code", "position", "text", "clause__number", "clause__title"
        )
    }
    fields = (*FIELDS, "confirmed_by_id")
    found = {row["requirement_id"]: row for row in rows_at(Checkpoint, at, fields, project_id=project.pk)}
    assessors = {row[field] for row in found.values() for field in ("assessed_by_id", "confirmed_by_id")}
    users = dict(User.objects.filter(pk__in=assessors).values_list("pk", "name"))
    owners = {row["owner_id"] for row in found.values()}
    people = dict(Person.objects.filter(pk__in=owners).values_list("pk", "name"))
    for pk, requirement in requirements.items():
        row = found.get(pk)
        if row is None:
            continue
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
