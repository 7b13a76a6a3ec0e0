"""Questions about the catalogue: the tree, a clause's neighbours, what must be in writing."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.standard.models import Clause, Edition


@dataclass
class ClauseNode:
    """A clause with the clauses below it, for pages that walk the tree."""

    clause: Clause
    children: list[ClauseNode] = field(default_factory=list)


def tree(edition: Edition, *, auditable_only: bool = True) -> list[ClauseNode]:
    """The clause tree in reading order, from one query."""
    clauses = Clause.objects.of(edition).order_by("sort_key")
    if auditable_only:
        clauses = clauses.auditable()
    nodes = {clause.pk: ClauseNode(clause) for clause in clauses}
    roots: list[ClauseNode] = []
    for node in nodes.values():
        parent = nodes.get(node.clause.parent_id) if node.clause.parent_id else None
        (parent.children if parent else roots).append(node)
    return roots


def numbers_above(number: str) -> list[str]:
    """ "8", "8.5", "8.5.1" for "8.5.1.2": whatever a tally of that clause also counts in."""
    parts = number.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def neighbours(clause: Clause) -> tuple[Clause | None, Clause | None]:
    """The lowest-level clause before and after this one, in reading order."""
    leaves = Clause.objects.filter(edition_id=clause.edition_id).auditable().leaves()
    before = leaves.filter(sort_key__lt=clause.sort_key).order_by("-sort_key").first()
    after = leaves.filter(sort_key__gt=clause.sort_key).order_by("sort_key").first()
    return before, after
