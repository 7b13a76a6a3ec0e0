"""What the pages of the checklist have in common: the tree on the left and its tallies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.checklist.choices import MATURITY_HINTS, Confidence, Maturity, State
from tracker.checklist.queries import (
    CheckpointRow,
    TreeNode,
    clause_tree,
    mine,
    total_tally,
)
from tracker.people.access import user_of
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause

STATE_OPTIONS = [
    (State.NOT_ASSESSED, gettext_lazy("Not assessed"), "not_assessed"),
    (State.NOT_MET, gettext_lazy("Not met"), "not_met"),
    (State.PARTLY_MET, gettext_lazy("Partly met"), "partly_met"),
    (State.MET, gettext_lazy("Met"), "met"),
    (State.MET_BY_OTHER_PARTY, gettext_lazy("By another party"), "met_by_other_party"),
]


@dataclass(frozen=True, slots=True)
class TreeItem:
    """A line of the tree as drawn: clauses off the open path are there, folded away."""

    clause: Clause
    node: TreeNode
    open: bool
    folded: bool
    current: bool

    @property
    def key(self) -> str:
        return self.clause.number.replace(".", "-")


def tree_context(
    request: HttpRequest, project: Project, rows: list[CheckpointRow], *, number: str = ""
) -> dict[str, Any]:
    """The tree with its filters, the path to the clause unfolded."""
    user = user_of(request)
    own = {row.id for row in mine(rows, user)}
    filters: dict[str, Callable[[CheckpointRow], bool]] = {
        "mine": lambda row: row.id in own,
        "gaps": lambda row: not row.met,
        "waiting": lambda row: row.waits,
    }
    show = request.GET.get("show", "")
    keep = filters.get(show)
    words = request.GET.get("find", "").strip()
    roots = clause_tree(project, rows, keep=keep)
    return {
        "project": project,
        "nav": "checklist",
        "items": items_of(roots, number, spread=keep is not None, words=words),
        "total": total_tally(rows),
        "show": show if keep else "",
        "find": words,
        "quick": [
            ("", _("All"), None),
            ("mine", _("Mine"), len(own)),
            ("gaps", _("Gaps"), sum(not row.met for row in rows)),
            ("waiting", _("To confirm"), sum(row.waits for row in rows)),
        ],
        "may_assess": Permission.CHECKPOINT_ASSESS in project.my_permissions,
        "may_confirm": Permission.ASSESSMENT_CONFIRM in project.my_permissions,
        "may_assign": Permission.CHECKPOINT_ASSIGN in project.my_permissions,
        "may_see_evidence": Permission.EVIDENCE_VIEW in project.my_permissions,
        "states": STATE_OPTIONS,
        "levels": [("", _("not said")), *Maturity.choices],
        "level_words": dict(Maturity.choices),
        "level_hints": MATURITY_HINTS,
        "confidences": Confidence.choices,
        "confidence_words": dict(Confidence.choices),
    }


def items_of(roots: list[TreeNode], number: str, *, spread: bool = False, words: str = "") -> list[TreeItem]:
    """The tree as a flat list in reading order."""
    items: list[TreeItem] = []
    path = {number, *_above(number)}
    found = words.casefold()

    def walk(nodes: list[TreeNode], folded: bool) -> None:
        for node in nodes:
            clause = node.clause
            unfolded = spread or bool(found) or clause.number in path
            fits = not found or found in f"{clause.number} {clause.title}".casefold()
            items.append(
                TreeItem(clause, node, unfolded, folded if not found else not fits, clause.number == number)
            )
            walk(node.children, not unfolded)

    walk(roots, folded=False)
    return items


def _above(number: str) -> list[str]:
    parts = number.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def rows_under(rows: list[CheckpointRow], number: str) -> list[CheckpointRow]:
    return [row for row in rows if row.clause == number or row.clause.startswith(f"{number}.")]
