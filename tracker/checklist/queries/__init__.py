"""Questions about the checklist; nothing here is stored, everything follows from the rows of a moment."""

from tracker.checklist.queries.crossrefs import Corresponding, Elsewhere, corresponding, elsewhere
from tracker.checklist.queries.holding import RegisterLine, register_lines
from tracker.checklist.queries.kept import kept_filters
from tracker.checklist.queries.parts import ClauseWho, Who, parts_seen, who
from tracker.checklist.queries.register import RegisterRow, Required, register, required_in_writing
from tracker.checklist.queries.rounds import (
    Cell,
    Comparison,
    Frozen,
    as_frozen,
    cells_of,
    compare,
    frozen_rows,
    heat_clauses,
    rounds_of,
)
from tracker.checklist.queries.rows import CheckpointRow, Lapse, checklist_rows
from tracker.checklist.queries.talk import comment_counts, comments_of
from tracker.checklist.queries.tallies import (
    ClauseReadiness,
    Tally,
    TreeNode,
    clause_tree,
    readiness,
    tallies,
    total_tally,
)
from tracker.checklist.queries.waiting import gaps, mine, waiting_confirmation

__all__ = [
    "Cell",
    "CheckpointRow",
    "ClauseReadiness",
    "ClauseWho",
    "Comparison",
    "Corresponding",
    "Elsewhere",
    "Frozen",
    "Lapse",
    "RegisterLine",
    "RegisterRow",
    "Required",
    "Tally",
    "TreeNode",
    "Who",
    "as_frozen",
    "cells_of",
    "checklist_rows",
    "clause_tree",
    "comment_counts",
    "comments_of",
    "compare",
    "corresponding",
    "elsewhere",
    "frozen_rows",
    "gaps",
    "heat_clauses",
    "kept_filters",
    "mine",
    "parts_seen",
    "readiness",
    "register",
    "register_lines",
    "required_in_writing",
    "rounds_of",
    "tallies",
    "total_tally",
    "waiting_confirmation",
    "who",
]
