"""Rounds beside each other: how the checklist stood then, what became better and what worse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean
from uuid import UUID

from tracker.checklist.models import AssessmentRound, RoundRow
from tracker.checklist.queries.rows import CheckpointRow
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.standard.queries import numbers_above

# What was met and lapsed is a gap like any other; to confirm is met, and a step behind ready.
RANK = {"not_assessed": 0, "not_met": 1, "lapsed": 1, "partly_met": 2, "met": 3, "to_confirm": 3, "ready": 4}
FIELDS = ("checkpoint_id", "clause", "standing", "met", "ready", "maturity", "maturity_wanted")


@dataclass(frozen=True, slots=True)
class Frozen:
    """One checkpoint in a round, or today in the same shape."""

    checkpoint_id: UUID
    clause: str
    standing: str
    met: bool
    ready: bool
    maturity: int | None
    maturity_wanted: int | None

    @property
    def rank(self) -> tuple[int, int]:
        """The assessment counts first; how well it is lived decides between equals."""
        return RANK.get(self.standing, 0), -1 if self.maturity is None else self.maturity


@dataclass(slots=True)
class Cell:
    """A clause in one round: how many of its checkpoints were met, and how well they were lived."""

    total: int = 0
    met: int = 0
    ready: int = 0
    now: list[int] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def add(self, row: Frozen) -> None:
        self.total += 1
        self.met += row.met
        self.ready += row.ready
        if row.maturity is not None:
            self.now.append(row.maturity)
        if row.maturity_wanted is not None:
            self.wanted.append(row.maturity_wanted)
        if row.maturity is not None and row.maturity_wanted is not None:
            self.gaps.append(max(row.maturity_wanted - row.maturity, 0))

    @property
    def maturity(self) -> float | None:
        return fmean(self.now) if self.now else None

    @property
    def maturity_wanted(self) -> float | None:
        return fmean(self.wanted) if self.wanted else None

    @property
    def gap(self) -> float | None:
        """The mean of the gaps of checkpoints of which both levels are known."""
        return fmean(self.gaps) if self.gaps else None

    @property
    def shade(self) -> int:
        """0 to 4: how much of the clause is met. The figures say the same in words."""
        return self.met * 4 // self.total if self.total else 0

    @property
    def levels(self) -> list[int]:
        return [self.now.count(level) for level in range(6)]


@dataclass(frozen=True, slots=True)
class Change:
    """A checkpoint that stands otherwise than before."""

    checkpoint_id: UUID
    clause: str
    before: Frozen
    after: Frozen

    @property
    def better(self) -> bool:
        return self.after.rank > self.before.rank


@dataclass(slots=True)
class Moved:
    """How the checkpoints of a clause moved between two rounds. `new` ones were not asked before."""

    better: int = 0
    worse: int = 0
    same: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: list[Change]
    by_clause: dict[str, Moved]
    total: Moved


def rounds_of(project: Project) -> list[AssessmentRound]:
    """All rounds, the oldest first; those set aside too."""
    return list(AssessmentRound.objects.of(project).select_related("taken_by").order_by("taken_at"))


def frozen_rows(project: Project, rounds: Iterable[AssessmentRound]) -> dict[UUID, list[Frozen]]:
    """The rows of several rounds; one query."""
    found: dict[UUID, list[Frozen]] = {each.pk: [] for each in rounds}
    rows = RoundRow.objects.of(project).filter(round__in=list(found))
    for taken, *values in rows.values_list("round_id", *FIELDS):
        found[taken].append(Frozen(*values))
    return found


def as_frozen(rows: Iterable[CheckpointRow]) -> list[Frozen]:
    """Today in the shape of a round."""
    return [
        Frozen(row.id, row.clause, row.shown, row.met, row.ready, row.maturity, row.maturity_wanted)
        for row in rows
    ]


def cells_of(rows: Iterable[Frozen]) -> dict[str, Cell]:
    """By clause, at every level of the tree."""
    found: dict[str, Cell] = {}
    for row in rows:
        for number in (*numbers_above(row.clause), row.clause):
            found.setdefault(number, Cell()).add(row)
    return found


def heat_clauses(project: Project) -> list[Clause]:
    """The clauses that the map shows: two levels of the tree, which fit on a page; one query."""
    clauses = Clause.objects.of(project.edition).auditable().filter(level__lte=2)
    return list(clauses.order_by("sort_key"))


def compare(before: Iterable[Frozen], after: Iterable[Frozen]) -> Comparison:
    """What became better, what worse, what stayed; a checkpoint that is in one only is no change."""
    then = {row.checkpoint_id: row for row in before}
    total = Moved()
    by_clause: dict[str, Moved] = {}
    changes: list[Change] = []
    for row in after:
        old = then.get(row.checkpoint_id)
        word = "new" if old is None else _word(old, row)
        if old is not None and word != "same":
            changes.append(Change(row.checkpoint_id, row.clause, old, row))
        for moved in (total, *_moved(by_clause, row.clause)):
            setattr(moved, word, getattr(moved, word) + 1)
    return Comparison(changes, by_clause, total)


def _word(before: Frozen, after: Frozen) -> str:
    if after.rank == before.rank:
        return "same"
    return "better" if after.rank > before.rank else "worse"


def _moved(by_clause: dict[str, Moved], clause: str) -> list[Moved]:
    return [by_clause.setdefault(number, Moved()) for number in (*numbers_above(clause), clause)]
