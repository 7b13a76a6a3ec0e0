"""What a document says, as plain frozen facts: the pages and the digest are made from these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.evidence.results import ResultTally


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every cover and running head."""

    organization: str
    project: str
    slug: str
    edition: str
    as_of: datetime
    language: str
    log_position: int
    log_digest: str
    key_fingerprint: str


@dataclass(frozen=True, slots=True)
class SignoffLine:
    """One question to management and what came of it. `state` is a value of `signoffs.State`, or `changed`."""

    title: str
    who: str
    role: str
    meaning: str
    at: datetime | None
    proof: str
    digest: str
    state: str
    word: str
    receipt: str
    conditions: str = ""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class HeadLine:
    """Where the log ended when heads were signed."""

    at: str
    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure by which one report of a kind is compared with the next."""

    key: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Change:
    """A mark then and now."""

    label: str
    before: int
    now: int

    @property
    def by(self) -> int:
        return self.now - self.before


# The pack -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    code: str
    position: int
    text: str
    standing: str
    ready: bool
    waits: bool
    note: str
    party: str
    party_control: str
    owner: str
    target_on: date | None
    assessed_by: str
    assessed_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What was found of one record of a sample."""

    record: str
    outcome: str
    note: str
    found_by: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class SampleLine:
    """Records that were looked at, out of how many, and how they were taken; a random draw says its seed.

    `records` are the numbers of the records, or their positions where no list of numbers was given; they and the
    `results` stay out where the evidence is listed without its content, and the counts do not.
    """

    population: str
    period_from: date
    period_to: date
    population_size: int
    population_digest: str
    drawing: str
    how: str
    seed: str
    places: tuple[int, ...]
    size: int
    records: tuple[str, ...]
    drawn_by: str
    drawn_at: datetime
    tally: ResultTally
    results: tuple[ResultLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One revision in the pack; `path` is where its file lies: attached by that name, or below `files/`."""

    number: str
    name: str
    revision: int
    digest: str
    size: int
    media_type: str
    filename: str
    address: str
    effective_from: date
    effective_to: date | None
    expires_on: date | None
    standing: str
    uploaded_by: str
    uploaded_at: datetime
    verdict: str
    verdict_by: str
    verdict_at: datetime | None
    clauses: tuple[str, ...]
    path: str
    classification: str = "internal"
    key: str = ""
    withheld: bool = False
    samples: tuple[SampleLine, ...] = ()

    @property
    def suffix(self) -> str:
        return self.filename.rpartition(".")[2].lower() if "." in self.filename else ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Documented information: required in writing or advised, and whether it is held."""

    code: str
    name: str
    clause: str
    kind: str
    basis: str
    required: bool
    held: str
    owner: str


@dataclass(frozen=True, slots=True)
class ClauseBlock:
    number: str
    title: str
    owner: str
    documents: tuple[DocumentLine, ...]
    checkpoints: tuple[CheckpointLine, ...]
    evidence: tuple[EvidenceLine, ...]

    @property
    def anchor(self) -> str:
        return "c" + self.number.replace(".", "-")

    @property
    def ready(self) -> int:
        return sum(each.ready for each in self.checkpoints)

    @property
    def open(self) -> tuple[CheckpointLine, ...]:
        """What does not hold: the gaps of the clause."""
        return tuple(each for each in self.checkpoints if each.standing not in {"met", "met_by_other_party"})


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    number: str
    title: str
    blocks: tuple[ClauseBlock, ...]

    @property
    def ready(self) -> int:
        return sum(block.ready for block in self.blocks)

    @property
    def total(self) -> int:
        return sum(len(block.checkpoints) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class ScopeLine:
    kind: str
    name: str
    included: bool
    note: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class PackContent:
    head: Head
    clauses: tuple[str, ...]
    scope_statement: str
    people_in_scope: int | None
    scope: tuple[ScopeLine, ...]
    roles: tuple[RoleLine, ...]
    groups: tuple[ClauseGroup, ...]
    documents: tuple[DocumentLine, ...]
    evidence: tuple[EvidenceLine, ...]
    signoffs: tuple[SignoffLine, ...]
    heads: tuple[HeadLine, ...]
    attached: bool
    purpose: str = ""
    since: date | None = None
    withheld_because: str = ""

    @property
    def handed_over(self) -> tuple[EvidenceLine, ...]:
        """The evidence whose files are in the pack; the rest is listed without content."""
        return tuple(each for each in self.evidence if not each.withheld)

    @property
    def withheld(self) -> tuple[EvidenceLine, ...]:
        return tuple(each for each in self.evidence if each.withheld)

    @property
    def ready(self) -> int:
        return sum(group.ready for group in self.groups)

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def blocks(self) -> tuple[ClauseBlock, ...]:
        return tuple(block for group in self.groups for block in group.blocks)

    @property
    def required(self) -> tuple[DocumentLine, ...]:
        return tuple(each for each in self.documents if each.required)

    @property
    def missing(self) -> tuple[DocumentLine, ...]:
        return tuple(each for each in self.required if each.held in {"missing", "expired"})


# The report ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    name: str
    kind: str
    baseline_on: date | None
    forecast_on: date
    actual_on: date | None
    slip: int
    health: str

    @property
    def day(self) -> date:
        return self.actual_on or self.forecast_on


@dataclass(frozen=True, slots=True)
class ClauseFigures:
    """One clause in figures; `before` is how many were ready a month earlier, where that is known."""

    number: str
    title: str
    total: int
    ready: int
    waits: int
    partly: int
    not_met: int
    not_assessed: int
    lapsed: int
    before: int | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    question: str
    meaning: str
    asked_of: str
    asked_by: str
    asked_on: date
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    code: str
    clause: str
    text: str
    standing: str
    owner: str
    target_on: date | None


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A department: of the people with needs, how many have every valid training; `expiring` of those soon not."""

    name: str
    covered: int
    expiring: int
    people: int

    @property
    def missing(self) -> int:
        return self.people - self.covered


@dataclass(frozen=True, slots=True)
class ReportContent:
    head: Head
    today: date
    target_on: date
    tolerance_days: int
    training_target: int
    milestones: tuple[MilestoneLine, ...]
    clauses: tuple[ClauseFigures, ...]
    before_on: date
    decisions: tuple[DecisionLine, ...]
    gaps: tuple[GapLine, ...]
    gap_count: int
    coverage: tuple[CoverageLine, ...]
    required_documents: int
    missing_documents: int
    expiring_evidence: int
    waiting_evidence: int
    signoffs: tuple[SignoffLine, ...]
    marks: tuple[Mark, ...] = ()
    compared_with: datetime | None = None
    changes: tuple[Change, ...] = ()

    @property
    def ready(self) -> int:
        return sum(each.ready for each in self.clauses)

    @property
    def total(self) -> int:
        return sum(each.total for each in self.clauses)

    @property
    def before(self) -> int | None:
        known = [each.before for each in self.clauses if each.before is not None]
        return sum(known) if known else None

    @property
    def certificate(self) -> MilestoneLine | None:
        wanted = [each for each in self.milestones if each.kind == "certificate"]
        return (wanted or list(self.milestones) or [None])[-1]  # type: ignore[list-item]

    @property
    def people(self) -> int:
        return sum(each.people for each in self.coverage)

    @property
    def covered(self) -> int:
        return sum(each.covered for each in self.coverage)
