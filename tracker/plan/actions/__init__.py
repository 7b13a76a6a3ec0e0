"""The verbs of this room, one module a noun."""

from tracker.plan.actions.baseline import set_baseline
from tracker.plan.actions.deliverables import (
    accept_deliverable,
    add_deliverable,
    return_deliverable,
    submit_deliverable,
)
from tracker.plan.actions.imports import Imported, import_plan, mark_of, strangers
from tracker.plan.actions.links import link_tasks, unlink_tasks
from tracker.plan.actions.milestones import (
    add_milestone,
    answer_milestone_signoff,
    pass_milestone,
    request_milestone_signoff,
)
from tracker.plan.actions.phases import add_phase
from tracker.plan.actions.progress import block_task, complete_task, redate_task, reopen_task, unblock_task
from tracker.plan.actions.tasks import add_task, edit_task, lead_to_clauses, remove_task

__all__ = [
    "Imported",
    "accept_deliverable",
    "add_deliverable",
    "add_milestone",
    "add_phase",
    "add_task",
    "answer_milestone_signoff",
    "block_task",
    "complete_task",
    "edit_task",
    "import_plan",
    "lead_to_clauses",
    "link_tasks",
    "mark_of",
    "pass_milestone",
    "redate_task",
    "remove_task",
    "reopen_task",
    "request_milestone_signoff",
    "return_deliverable",
    "set_baseline",
    "strangers",
    "submit_deliverable",
    "unblock_task",
    "unlink_tasks",
]
