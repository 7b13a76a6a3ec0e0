"""Counting checkpoints by clause, at every level of the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from tracker.checklist.choices import State
from tracker.checklist.queries.rows import Assessed, CheckpointRow, Facts, assessed_at, newest_of
from tracker.evidence.queries import revision_facts
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.standard.queries import numbers_above


@dataclass(slots=True)
class Tally:
    """How many checkpoints stand how. Met includes ready; lapsed ones count as nothing but lapsed."""

    total: int = 0
    met: int = 0
    ready: int = 0
    partly: int = 0
    not_met: int = 0
    not_assessed: int = 0
    lapsed: int = 0
    waits: int = 0

    def add(self, row: Assessed) -> None:
        self.total += 1
        if row.met:
            self.met += 1
            self.ready += row.ready
            self.waits += row.waits
        elif row.lapse:
            self.lapsed += 1
        elif row.state == State.PARTLY_MET:
            self.partly += 1
        elif row.state == State.NOT_MET:
            self.not_met += 1
        else:
            self.not_assessed += 1

    @property
    def gaps(self) -> int:
        return self.total - self.met

    @property
    def standing(self) -> str:
        """One word for a clause: the chip at the head of its page."""
        if self.lapsed:
            return "lapsed"
        if self.total and self.ready == self.total:
            return "ready"
        if self.total and self.met == self.total:
            return "met"
        if self.met or self.partly:
            return "partly_met"
        return "not_met" if self.not_met else "not_assessed"


@dataclass(frozen=True, slots=True)
class ClauseReadiness:
    """One of the clauses 4 to 10 in figures."""

    clause: str
    title: str
    total: int
    met: int
    ready: int
    partly: int
    not_met: int
    not_assessed: int
    lapsed: int


@dataclass
class TreeNode:
    """A clause in the tree with the tally of everything below it."""

    clause: Clause
    tally: Tally
    depth: int
    children: list[TreeNode] = field(default_factory=list)


def tallies(rows: Iterable[Assessed]) -> dict[str, Tally]:
    """The tally of each clause and of every clause above it, by number."""
    found: dict[str, Tally] = {}
    for row in rows:
        for number in (*numbers_above(row.clause), row.clause):
            found.setdefault(number, Tally()).add(row)
    return found


def total_tally(rows: Iterable[Assessed]) -> Tally:
    total = Tally()
    for row in rows:
        total.add(row)
    return total


def clause_tree(
    project: Project,
    rows: list[CheckpointRow],
    *,
    keep: Callable[[CheckpointRow], bool] | None = None,
) -> list[TreeNode]:
    """The auditable clauses with tallies; one query. With `keep`, only clauses that hold such rows."""
    counted = tallies(rows)
    wanted = None
    if keep is not None:
        kept = [row.clause for row in rows if keep(row)]
        wanted = {number for clause in kept for number in (*numbers_above(clause), clause)}
    nodes: dict[int, TreeNode] = {}
    roots: list[TreeNode] = []
    for clause in Clause.objects.of(project.edition).auditable().order_by("sort_key"):
        if wanted is not None and clause.number not in wanted:
            continue
        node = TreeNode(clause, counted.get(clause.number, Tally()), clause.level - 1)
        nodes[clause.pk] = node
        parent = nodes.get(clause.parent_id) if clause.parent_id else None
        (parent.children if parent else roots).append(node)
    return roots


def readiness(
    project: Project, at: datetime | None = None, facts: Facts | None = None
) -> tuple[ClauseReadiness, ...]:
    """Clauses 4 to 10 in figures, today or at a past moment; a fixed number of queries.

    `facts` are today's revisions of the evidence, where they have been read already.
    """
    if at is None:
        return _readiness_now(project, revision_facts(project) if facts is None else facts)
    counted = tallies(assessed_at(project, at))
    top = Clause.objects.of(project.edition).auditable().top().order_by("sort_key")
    return tuple(
        _figures(number, title, counted.get(number, Tally()))
        for number, title in top.values_list("number", "title")
    )


def _readiness_now(project: Project, facts: Facts) -> tuple[ClauseReadiness, ...]:
    """One query from the clauses down to the evidence behind each checkpoint, only what counting needs."""
    way = "requirements__checkpoints"
    asked = FilteredRelation(way, condition=Q(**{f"{way}__project": project}))
    rows = Clause.objects.of(project.edition).auditable().annotate(asked=asked).order_by("sort_key")
    top: list[tuple[str, str]] = []
    said: dict[UUID, tuple[str, str, datetime | None]] = {}
    evidence: dict[UUID, list[UUID | None]] = {}
    found: Iterable[tuple[Any, ...]] = rows.values_list(
        "number",
        "title",
        "parent_id",
        "asked__id",
        "asked__state",
        "asked__confirmed_at",
        "asked__evidence_links__evidence_id",
    )
    for number, title, parent, pk, state, confirmed_at, linked in found:
        if parent is None and (number, title) not in top:
            top.append((number, title))
        if pk is not None:
            said[pk] = (number, state, confirmed_at)
            evidence.setdefault(pk, []).append(linked)
    counted = tallies(
        Assessed(clause=number, state=state, confirmed_at=at, proofs=newest_of(facts, evidence[pk]))
        for pk, (number, state, at) in said.items()
    )
    return tuple(_figures(number, title, counted.get(number, Tally())) for number, title in top)


def _figures(number: str, title: str, tally: Tally) -> ClauseReadiness:
    return ClauseReadiness(
        clause=number,
        title=title,
        total=tally.total,
        met=tally.met,
        ready=tally.ready,
        partly=tally.partly,
        not_met=tally.not_met,
        not_assessed=tally.not_assessed,
        lapsed=tally.lapsed,
    )
