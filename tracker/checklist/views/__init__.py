"""The pages of the checklist."""

from tracker.checklist.views.checkpoint import assessment, checkpoint, confirmation, reopening, unlinking
from tracker.checklist.views.clause import clause, clause_evidence, clause_owner
from tracker.checklist.views.crossrefs import crossref_removal, crossrefs, taking_over
from tracker.checklist.views.exchange import exchange, exchange_confirmation, table_file
from tracker.checklist.views.gapsheet import gap_sheet, gap_sheet_confirmation, gap_sheet_mending
from tracker.checklist.views.kept import keeping, kept_removal
from tracker.checklist.views.lists import all_checkpoints, assigning, clause_list, export
from tracker.checklist.views.parts import clause_parts, parts, parts_table, proposal
from tracker.checklist.views.register import entry, entry_review, register_page
from tracker.checklist.views.rounds import assessment_round, round_aside, rounds
from tracker.checklist.views.talk import comment_withdrawal, comments

__all__ = [
    "all_checkpoints",
    "assessment",
    "assessment_round",
    "assigning",
    "checkpoint",
    "clause",
    "clause_evidence",
    "clause_list",
    "clause_owner",
    "clause_parts",
    "comment_withdrawal",
    "comments",
    "confirmation",
    "crossref_removal",
    "crossrefs",
    "entry",
    "entry_review",
    "exchange",
    "exchange_confirmation",
    "export",
    "gap_sheet",
    "gap_sheet_confirmation",
    "gap_sheet_mending",
    "keeping",
    "kept_removal",
    "parts",
    "parts_table",
    "proposal",
    "register_page",
    "reopening",
    "round_aside",
    "rounds",
    "table_file",
    "taking_over",
    "unlinking",
]
