"""Plain values: what a template says, what somebody wishes, and what comes of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Size(StrEnum):
    S = "S"
    M = "M"
    L = "L"


class Formality(StrEnum):
    MINIMAL = "minimal"
    STANDARD = "standard"
    FORMAL = "formal"


SIZES = tuple(Size)
FACTS = ("services", "sites", "people", "suppliers")
PER = {"service": "services", "site": "sites", "person": "people", "supplier": "suppliers"}
LEAST_STAGES, MOST_STAGES = 3, 8


@dataclass(frozen=True, slots=True)
class Facts:
    """How much lies within the scope."""

    services: int = 0
    sites: int = 0
    people: int = 0
    suppliers: int = 0

    def times(self, per: Mapping[str, float]) -> float:
        """So much for each of it."""
        return sum(getattr(self, PER[unit]) * amount for unit, amount in per.items())


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody chose; `dropped` are keys of work and products with the reason given."""

    method: str
    size: Size
    formality: Formality
    stages: int
    starts_on: date
    target_on: date
    facts: Facts
    dropped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Product:
    """What is handed over and accepted; `information` is a code of the catalogue."""

    key: str
    name: str
    accept: str
    reviewer: str
    information: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One task of a template, or a milestone; hours and days for S, M and L."""

    key: str
    phase: str
    name: str
    role: str
    hours: tuple[float, float, float] = (0, 0, 0)
    days: tuple[int, int, int] = (0, 0, 0)
    per: Mapping[str, float] = field(default_factory=dict)
    after: tuple[tuple[str, int], ...] = ()
    clauses: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    sizes: tuple[str, ...] = tuple(Size)
    formality: tuple[str, ...] = tuple(Formality)
    into: str = ""
    why: str = ""
    milestone: str = ""
    criteria: str = ""
    stretches: bool = False
    method: bool = False


@dataclass(frozen=True, slots=True)
class StageWork:
    """Work that comes back in each stage, at its start or its end; `{stage}` stands for the stage's name."""

    key: str
    name: str
    role: str
    hours: tuple[float, float, float]
    days: tuple[int, int, int]
    at: str
    product: Product
    since: int = 1
    formality: tuple[str, ...] = tuple(Formality)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report by the calendar: every so many working days, by formality."""

    name: str
    role: str
    hours: tuple[float, float, float]
    every: Mapping[str, int]
    why: str


@dataclass(frozen=True, slots=True)
class Gate:
    name: str
    criteria: str


@dataclass(frozen=True, slots=True)
class EstimateRule:
    base: float
    per: Mapping[str, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Method:
    """A template as read: what all methods plan, and what this one adds."""

    key: str
    name: str
    summary: str
    edition: str
    words: Mapping[str, str]
    gate: str
    report: Report
    work: tuple[Work, ...]
    stage_work: tuple[StageWork, ...]
    phases: Mapping[str, str]
    stages: Mapping[int, tuple[tuple[str, ...], ...]]
    gates: Mapping[str, Gate]
    roles: Mapping[str, tuple[str, str]]
    hands: tuple[int, int, int]
    hours_a_day: float
    estimate: EstimateRule
    sizes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the tailoring took away, or put into something else, and why."""

    key: str
    kind: str
    name: str
    why: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What such a way usually takes, in hours, from the facts alone; beside it stands the plan's own total."""

    low: int
    likely: int
    high: int
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    code: str
    name: str
    phases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the plan that will be; `days` is 0 for a milestone. Products name the piece that reviews them."""

    key: str
    kind: str
    name: str
    phase: str
    stage: int
    role: str
    hours: float = 0
    days: int = 0
    after: tuple[tuple[str, int], ...] = ()
    clauses: tuple[str, ...] = ()
    products: tuple[tuple[Product, str], ...] = ()
    milestone: str = ""
    criteria: str = ""
    stretches: bool = False


@dataclass(frozen=True, slots=True)
class Tailored:
    """The plan without its dates."""

    stages: tuple[Stage, ...]
    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]
    estimate: Estimate
    notes: tuple[str, ...]
    fits: Size

    @property
    def hours(self) -> float:
        return sum(piece.hours for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Dated:
    """The plan with its dates: first and last working day of each piece, by its key.

    `too_tight` is a sentence where the target cannot be kept; `room` the working days it left for operating.
    """

    tailored: Tailored
    days: Mapping[str, tuple[date, date]]
    lengths: Mapping[str, int]
    certificate_on: date
    latest_start: date
    room: int
    too_tight: str = ""
