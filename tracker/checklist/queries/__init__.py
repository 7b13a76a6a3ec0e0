"""Questions about the checklist; nothing here is stored, everything follows from the rows of a moment."""

from tracker.checklist.queries.holding import RegisterLine, register_lines
from tracker.checklist.queries.register import RegisterRow, Required, register, required_in_writing
from tracker.checklist.queries.rows import CheckpointRow, Lapse, checklist_rows
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
    "CheckpointRow",
    "ClauseReadiness",
    "Lapse",
    "RegisterLine",
    "RegisterRow",
    "Required",
    "Tally",
    "TreeNode",
    "checklist_rows",
    "clause_tree",
    "gaps",
    "mine",
    "readiness",
    "register",
    "register_lines",
    "required_in_writing",
    "tallies",
    "total_tally",
    "waiting_confirmation",
]
