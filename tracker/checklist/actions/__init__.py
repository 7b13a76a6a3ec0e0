"""The verbs of this room; the only writer of checkpoints."""

from tracker.checklist.actions.assess import assess_checkpoint, confirm_assessment, reopen_checkpoint
from tracker.checklist.actions.assign import assign_checkpoint, assign_checkpoints
from tracker.checklist.actions.open import open_checklist
from tracker.checklist.actions.prove import attach_to_checkpoint, link_evidence, unlink_evidence

__all__ = [
    "assess_checkpoint",
    "assign_checkpoint",
    "assign_checkpoints",
    "attach_to_checkpoint",
    "confirm_assessment",
    "link_evidence",
    "open_checklist",
    "reopen_checkpoint",
    "unlink_evidence",
]
