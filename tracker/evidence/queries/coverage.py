"""Where the library is thin: what is missing, goes stale, stands alone or leaves a time uncovered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from tracker.evidence.choices import Kind, RevisionState, Standing, Verdict
from tracker.evidence.queries.library import (
    RevisionFact,
    clause_numbers,
    information_codes,
    revision_facts,
)
from tracker.projects.models import Project
from tracker.standard.choices import InformationKind
from tracker.standard.models import Clause, DocumentedInformation

YEAR = 365
STEPS = (30, 60, 90)
DOCUMENTS = frozenset({Kind.DOCUMENT, Kind.STATEMENT, Kind.LINK})
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Single:
    """A kind of record of which a whole year shows one only."""

    information: DocumentedInformation
    fact: RevisionFact


@dataclass(frozen=True, slots=True)
class WithoutRecords:
    """A clause whose evidence says how it should be done, and none that it is."""

    clause: Clause
    documents: tuple[RevisionFact, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A kind of record with the times of the past year that none of them covers."""

    information: DocumentedInformation
    gaps: tuple[Period, ...]


@dataclass(slots=True)
class Coverage:
    """The six views; `expiring` goes by the number of days within which it ends, the nearest first."""

    missing: list[DocumentedInformation] = field(default_factory=list)
    to_confirm: list[RevisionFact] = field(default_factory=list)
    expired: list[RevisionFact] = field(default_factory=list)
    expiring: dict[int, list[RevisionFact]] = field(default_factory=dict)
    single: list[Single] = field(default_factory=list)
    without_records: list[WithoutRecords] = field(default_factory=list)
    uncovered: list[Uncovered] = field(default_factory=list)

    @property
    def ending(self) -> list[RevisionFact]:
        return [*self.expired, *(fact for found in self.expiring.values() for fact in found)]


def coverage(project: Project, *, on: date | None = None) -> Coverage:
    """All views at once; a fixed number of queries."""
    day = on or project.today()
    facts = revision_facts(project, on=day)
    newest = [revisions[0] for revisions in facts.values()]
    found = Coverage(
        to_confirm=_ordered(fact for fact in newest if fact.standing == Standing.TO_CONFIRM),
        expired=_ordered(fact for fact in newest if fact.standing == Standing.EXPIRED),
        expiring=_expiring(newest, day),
    )
    by_code: dict[str, list[RevisionFact]] = defaultdict(list)
    for key, codes in information_codes(project).items():
        for code in codes:
            by_code[code] += facts.get(key, [])
    start = max(day - timedelta(days=YEAR), project.starts_on)
    for item in DocumentedInformation.objects.of(project.edition).select_related("clause").order_by("code"):
        held = by_code.get(item.code, [])
        if item.is_required and not any(fact.in_force for fact in held):
            found.missing.append(item)
        if item.kind == InformationKind.RECORD:
            _look_at_records(found, item, [fact for fact in held if _tells(fact)], start, day)
    found.without_records = _without_records(project, facts)
    return found


def _ordered(found: Iterable[RevisionFact]) -> list[RevisionFact]:
    return sorted(found, key=lambda fact: (fact.expires_on or fact.uploaded_at.date(), fact.name))


def _expiring(newest: list[RevisionFact], day: date) -> dict[int, list[RevisionFact]]:
    """Each piece stands once, in the nearest step."""
    steps: dict[int, list[RevisionFact]] = {step: [] for step in STEPS}
    for fact in _ordered(fact for fact in newest if fact.in_force and fact.expires_on is not None):
        left = ((fact.expires_on or day) - day).days
        step = next((step for step in STEPS if left <= step), None)
        if step is not None:
            steps[step].append(fact)
    return steps


def _tells(fact: RevisionFact) -> bool:
    """Superseded or expired, it still shows how it was in its time; withdrawn or rejected it does not."""
    return fact.state != RevisionState.WITHDRAWN and fact.verdict != Verdict.REJECTED


def _look_at_records(
    found: Coverage, item: DocumentedInformation, held: list[RevisionFact], start: date, day: date
) -> None:
    recent = [fact for fact in held if start <= fact.effective_from <= day]
    if len(recent) == 1 and (day - start).days >= YEAR // 2:
        found.single.append(Single(item, recent[0]))
    if held:
        gaps = gaps_in([_period(fact, day) for fact in held], start, day)
        if gaps:
            found.uncovered.append(Uncovered(item, gaps))


def _period(fact: RevisionFact, day: date) -> Period:
    """The time it speaks of; without an end that is written down, until it expires."""
    return fact.effective_from, fact.effective_to or fact.expires_on or day


def gaps_in(periods: Iterable[Period], start: date, end: date) -> tuple[Period, ...]:
    """The days from start to end that no period covers, as periods of their own."""
    gaps = []
    free = start
    for first, last in sorted(periods):
        if first > free and free <= end:
            gaps.append((free, min(first - timedelta(days=1), end)))
        free = max(free, last + timedelta(days=1))
    if free <= end:
        gaps.append((free, end))
    return tuple(gaps)


def _without_records(project: Project, facts: dict[UUID, list[RevisionFact]]) -> list[WithoutRecords]:
    serving: dict[str, list[RevisionFact]] = defaultdict(list)
    for key, numbers in clause_numbers(project).items():
        if key in facts and facts[key][0].in_force:
            for number in numbers:
                serving[number].append(facts[key][0])
    clauses = Clause.objects.of(project.edition).filter(number__in=list(serving)).order_by("sort_key")
    return [
        WithoutRecords(clause, tuple(serving[clause.number]))
        for clause in clauses
        if all(fact.kind in DOCUMENTS for fact in serving[clause.number])
    ]
