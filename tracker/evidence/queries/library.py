"""Questions about evidence, for today or for a past moment; everything comes back as plain facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tracker.core import clock
from tracker.core.past import rows_at
from tracker.evidence.choices import EXPIRING_DAYS, Classification, Standing, Verb, Verdict
from tracker.evidence.models import (
    Confirmation,
    Evidence,
    EvidenceClause,
    EvidenceInformation,
    EvidenceRevision,
    FileFinding,
)
from tracker.evidence.standing import IN_FORCE, standing_of
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation


@dataclass(frozen=True, slots=True)
class RevisionFact:
    """One revision with what a second person said about it, as it stood on the day `on`."""

    evidence_id: UUID
    name: str
    kind: str
    revision_id: UUID
    number: int
    digest: str
    size: int
    media_type: str
    filename: str
    address: str
    effective_from: date
    effective_to: date | None
    expires_on: date | None
    review_on: date | None
    state: str
    note: str
    changed_at: datetime
    uploaded_by_id: UUID
    uploaded_by: str
    uploaded_at: datetime
    verdict: str
    verdict_by: str
    verdict_at: datetime | None
    verdict_note: str
    on: date
    damaged_at: datetime | None = None
    classification: str = Classification.INTERNAL.value
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        standing = standing_of(
            state=self.state,
            effective_from=self.effective_from,
            expires_on=self.expires_on,
            verdict=self.verdict,
            on=self.on,
        )
        object.__setattr__(self, "standing", standing)

    @property
    def in_force(self) -> bool:
        """Current on the day: it can carry an assessment."""
        return self.standing in IN_FORCE

    @property
    def carries(self) -> bool:
        """In force, and its stored file is not known to be damaged: an assessment may rest on it."""
        return self.in_force and self.damaged_at is None

    @property
    def confirmed(self) -> bool:
        return self.in_force and self.verdict == Verdict.CONFIRMED

    @property
    def ended_on(self) -> date | None:
        """The day from which it no longer counts, where there is one."""
        if self.standing == Standing.EXPIRED:
            return self.expires_on
        if self.standing == Standing.REJECTED and self.verdict_at is not None:
            return self.verdict_at.date()
        return None if self.in_force else self.changed_at.date()


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence with its newest revision, the revisions before it, and what it serves."""

    newest: RevisionFact
    earlier: tuple[RevisionFact, ...]
    clauses: tuple[str, ...]
    information: tuple[str, ...]
    description: str = ""
    custodian: str = ""
    retention: str = ""

    @property
    def evidence_id(self) -> UUID:
        return self.newest.evidence_id

    @property
    def name(self) -> str:
        return self.newest.name


REVISION_FIELDS = (
    "id",
    "evidence_id",
    "number",
    "digest",
    "size",
    "media_type",
    "filename",
    "address",
    "effective_from",
    "effective_to",
    "expires_on",
    "review_on",
    "state",
    "note",
    "changed_at",
    "uploaded_by_id",
    "uploaded_at",
)
LIVE_NAMES = {
    "evidence__name": "name",
    "evidence__kind": "kind",
    "evidence__classification": "classification",
    "uploaded_by__name": "uploaded_by",
    "confirmation__verdict": "verdict",
    "confirmation__by__name": "verdict_by",
    "confirmation__at": "verdict_at",
    "confirmation__note": "verdict_note",
}


def revision_facts(
    project: Project, *, at: datetime | None = None, on: date | None = None
) -> dict[UUID, list[RevisionFact]]:
    """All revisions by evidence, newest first: one query for today, five for a past moment."""
    day = on or clock.on_day(at or clock.now(), project.zone)
    if at is None:
        damaged = FileFinding.objects.filter(name=OuterRef("digest")).values("found_at")
        found = EvidenceRevision.objects.of(project).order_by().annotate(damaged_at=Subquery(damaged))
        rows = [_live_fact(row, day) for row in found.values(*REVISION_FIELDS, *LIVE_NAMES, "damaged_at")]
    else:
        rows = [RevisionFact(on=day, **row) for row in _past_revisions(project, at)]
    facts: dict[UUID, list[RevisionFact]] = {}
    for fact in sorted(rows, key=lambda each: -each.number):
        facts.setdefault(fact.evidence_id, []).append(fact)
    return facts


def facts_of(evidence: Iterable[UUID], on: date) -> dict[UUID, RevisionFact]:
    """The newest revision of each of these pieces, of whichever implementation; one query."""
    damaged = FileFinding.objects.filter(name=OuterRef("digest")).values("found_at")
    rows = EvidenceRevision.objects.filter(evidence__in=list(evidence)).annotate(damaged_at=Subquery(damaged))
    found = rows.order_by("number").values(*REVISION_FIELDS, *LIVE_NAMES, "damaged_at")
    return {fact.evidence_id: fact for fact in (_live_fact(row, on) for row in found)}


def _live_fact(row: dict[str, Any], day: date) -> RevisionFact:
    row["revision_id"] = row.pop("id")
    for path, name in LIVE_NAMES.items():
        row[name] = row.pop(path)
    for name in ("verdict", "verdict_by", "verdict_note"):
        row[name] = row[name] or ""
    return RevisionFact(on=day, **row)


def _past_revisions(project: Project, at: datetime) -> list[dict[str, Any]]:
    where = {"project_id": project.pk}
    names = {
        row["id"]: row for row in rows_at(Evidence, at, ("id", "name", "kind", "classification"), **where)
    }
    said = {
        row["revision_id"]: row
        for row in rows_at(Confirmation, at, ("revision_id", "verdict", "by_id", "at", "note"), **where)
    }
    people = dict(User.objects.values_list("pk", "name"))
    damaged = _damaged_at(project, at)
    rows = []
    for row in rows_at(EvidenceRevision, at, REVISION_FIELDS, **where):
        evidence = names.get(row["evidence_id"])
        if evidence is None:
            continue
        verdict = said.get(row["id"], {})
        row |= {
            "revision_id": row.pop("id"),
            "name": evidence["name"],
            "kind": evidence["kind"],
            "classification": evidence["classification"],
            "uploaded_by": people.get(row["uploaded_by_id"], ""),
            "verdict": verdict.get("verdict", ""),
            "verdict_by": people.get(verdict["by_id"], "") if verdict else "",
            "verdict_at": verdict.get("at"),
            "verdict_note": verdict.get("note", ""),
            "damaged_at": damaged.get(row["digest"]),
        }
        rows.append(row)
    return rows


def _damaged_at(project: Project, at: datetime) -> dict[str, datetime]:
    """Files that were known to be damaged then, and since when: the log says when each was found and restored."""
    told = Activity.objects.filter(
        project_id=project.pk, verb__in=(Verb.DAMAGED, Verb.RESTORED), at__lte=at
    ).order_by("position")
    found: dict[str, datetime] = {}
    for verb, moment, after in told.values_list("verb", "at", "after"):
        if verb == Verb.DAMAGED:
            found.setdefault(after["digest"], moment)
        else:
            found.pop(after["digest"], None)
    return found


def evidence_rows(
    project: Project,
    *,
    at: datetime | None = None,
    on: date | None = None,
    clause: str | None = None,
    information: str | None = None,
) -> list[EvidenceRow]:
    """The library, by name; of a clause and what is below it, where one is named."""
    facts = revision_facts(project, at=at, on=on)
    clauses = clause_numbers(project, at=at)
    codes = information_codes(project, at=at)
    described = _descriptions(project, at)
    rows = [
        EvidenceRow(
            newest=revisions[0],
            earlier=tuple(revisions[1:]),
            clauses=tuple(clauses.get(key, ())),
            information=tuple(codes.get(key, ())),
            **described.get(key, {}),
        )
        for key, revisions in facts.items()
    ]
    if clause is not None:
        rows = [row for row in rows if any(_within(number, clause) for number in row.clauses)]
    if information is not None:
        rows = [row for row in rows if information in row.information]
    return sorted(rows, key=lambda row: (row.name.casefold(), str(row.evidence_id)))


def clause_numbers(project: Project, *, at: datetime | None = None) -> dict[UUID, list[str]]:
    """The clause numbers that each piece of evidence serves, in clause order."""
    if at is None:
        links = EvidenceClause.objects.of(project).order_by("clause__sort_key")
        pairs = links.values_list("evidence_id", "clause__number")
    else:
        numbers = dict(Clause.objects.of(project.edition).values_list("pk", "number"))
        order = {pk: place for place, pk in enumerate(numbers)}
        rows = rows_at(EvidenceClause, at, ("evidence_id", "clause_id"), project_id=project.pk)
        rows.sort(key=lambda row: order[row["clause_id"]])
        pairs = [(row["evidence_id"], numbers[row["clause_id"]]) for row in rows]
    return _grouped(pairs)


def information_codes(project: Project, *, at: datetime | None = None) -> dict[UUID, list[str]]:
    """The codes of documented information that each piece of evidence is."""
    if at is None:
        links = EvidenceInformation.objects.of(project).order_by("information__code")
        pairs = links.values_list("evidence_id", "information__code")
    else:
        codes = dict(DocumentedInformation.objects.of(project.edition).values_list("pk", "code"))
        rows = rows_at(EvidenceInformation, at, ("evidence_id", "information_id"), project_id=project.pk)
        pairs = sorted((row["evidence_id"], codes[row["information_id"]]) for row in rows)
    return _grouped(pairs)


def _grouped(pairs: Any) -> dict[UUID, list[str]]:
    grouped: dict[UUID, list[str]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped


def _within(number: str, clause: str) -> bool:
    return number == clause or number.startswith(f"{clause}.")


def _descriptions(project: Project, at: datetime | None) -> dict[UUID, dict[str, str]]:
    if at is None:
        found = Evidence.objects.of(project).order_by()
        return {
            pk: {"description": description, "custodian": custodian or "", "retention": retention}
            for pk, description, custodian, retention in found.values_list(
                "pk", "description", "custodian__name", "retention"
            )
        }
    rows = rows_at(Evidence, at, ("id", "description", "retention"), project_id=project.pk)
    return {row.pop("id"): row for row in rows}


def waiting(project: Project, *, user: User | None = None) -> list[RevisionFact]:
    """Revisions that wait for a second person, oldest first; with a user, those that user may confirm."""
    newest = [revisions[0] for revisions in revision_facts(project).values()]
    found = [fact for fact in newest if fact.standing == Standing.TO_CONFIRM]
    if user is not None:
        found = [fact for fact in found if fact.uploaded_by_id != user.pk]
    return sorted(found, key=lambda fact: (fact.uploaded_at, fact.name))


def expiring(project: Project, *, on: date | None = None, within: int = EXPIRING_DAYS) -> list[RevisionFact]:
    """Evidence that has expired or does so within the days, the earliest first."""
    day = on or project.today()
    newest = [revisions[0] for revisions in revision_facts(project, on=day).values()]
    ends = {Standing.WITHDRAWN, Standing.SUPERSEDED}
    found = [
        fact
        for fact in newest
        if fact.expires_on is not None
        and fact.standing not in ends
        and fact.expires_on <= day + timedelta(days=within)
    ]
    return sorted(found, key=lambda fact: (fact.expires_on or day, fact.name))


def missing_information(project: Project, at: datetime | None = None) -> list[DocumentedInformation]:
    """What must be in writing and has no evidence in force, today or then; three queries for today."""
    held = information_codes(project, at=at)
    facts = revision_facts(project, at=at)
    there = {code for key, codes in held.items() if key in facts and facts[key][0].in_force for code in codes}
    items = DocumentedInformation.objects.of(project.edition).required().select_related("clause")
    return [item for item in items.order_by("code") if item.code not in there]
