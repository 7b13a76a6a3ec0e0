"""The verbs of this room; the only writer of checkpoints."""

from tracker.checklist.actions.assess import Lived, assess_checkpoint, confirm_assessment, reopen_checkpoint
from tracker.checklist.actions.assign import assign_checkpoint, assign_checkpoints
from tracker.checklist.actions.crossrefs import drop_crossref, relate_checkpoint, take_over_evidence
from tracker.checklist.actions.exchange import import_table
from tracker.checklist.actions.gapsheet import GapTaken, take_gap_sheet
from tracker.checklist.actions.keeping import drop_filter, keep_filter
from tracker.checklist.actions.open import open_checklist
from tracker.checklist.actions.parts import give_parts, propose_accountable
from tracker.checklist.actions.prove import attach_to_checkpoint, link_evidence, unlink_evidence
from tracker.checklist.actions.register import keep_entry, review_entry
from tracker.checklist.actions.rounds import set_round_aside, take_round
from tracker.checklist.actions.talk import comment_on_checkpoint, withdraw_comment

__all__ = [
    "GapTaken",
    "Lived",
    "assess_checkpoint",
    "assign_checkpoint",
    "assign_checkpoints",
    "attach_to_checkpoint",
    "comment_on_checkpoint",
    "confirm_assessment",
    "drop_crossref",
    "drop_filter",
    "give_parts",
    "import_table",
    "keep_entry",
    "keep_filter",
    "link_evidence",
    "open_checklist",
    "propose_accountable",
    "relate_checkpoint",
    "reopen_checkpoint",
    "review_entry",
    "set_round_aside",
    "take_gap_sheet",
    "take_over_evidence",
    "take_round",
    "unlink_evidence",
    "withdraw_comment",
]
