"""The verbs of this room, one module a noun."""

from tracker.plan.actions.against import Against, held_against
from tracker.plan.actions.baseline import set_baseline
from tracker.plan.actions.copying import copy_plan
from tracker.plan.actions.deliverables import (
    accept_deliverable,
    add_deliverable,
    return_deliverable,
    submit_deliverable,
)
from tracker.plan.actions.doneness import name_proof, set_done_when, set_steps, take_proof_away, tick_step
from tracker.plan.actions.generate import generate_plan, mark_of_plan
from tracker.plan.actions.imports import Imported, import_plan, mark_of, strangers
from tracker.plan.actions.links import link_tasks, unlink_tasks
from tracker.plan.actions.milestones import (
    add_milestone,
    answer_milestone_signoff,
    decide_milestone_at,
    pass_milestone,
    request_milestone_signoff,
)
from tracker.plan.actions.outline import indent_tasks, move_tasks_down, move_tasks_up, outdent_tasks
from tracker.plan.actions.phases import add_phase
from tracker.plan.actions.progress import (
    block_task,
    complete_task,
    redate_task,
    reopen_task,
    spend_hours,
    unblock_task,
)
from tracker.plan.actions.reimport import Choice, Taken, reimport_plan
from tracker.plan.actions.selection import (
    complete_tasks,
    copy_tasks,
    reassign_tasks,
    remove_tasks,
    rephase_tasks,
    shift_tasks,
)
from tracker.plan.actions.series import add_series, change_series, end_series
from tracker.plan.actions.series_undo import take_back_series
from tracker.plan.actions.talk import comment_on_task, drop_view, keep_view, withdraw_comment
from tracker.plan.actions.tasks import add_task, edit_task, lead_to_clauses, remove_task
from tracker.plan.actions.undo import take_back_change, take_back_entry

__all__ = [
    "Against",
    "Choice",
    "Imported",
    "Taken",
    "accept_deliverable",
    "add_deliverable",
    "add_milestone",
    "add_phase",
    "add_series",
    "add_task",
    "answer_milestone_signoff",
    "block_task",
    "change_series",
    "comment_on_task",
    "complete_task",
    "complete_tasks",
    "copy_plan",
    "copy_tasks",
    "decide_milestone_at",
    "drop_view",
    "edit_task",
    "end_series",
    "generate_plan",
    "held_against",
    "import_plan",
    "indent_tasks",
    "keep_view",
    "lead_to_clauses",
    "link_tasks",
    "mark_of",
    "mark_of_plan",
    "move_tasks_down",
    "move_tasks_up",
    "name_proof",
    "outdent_tasks",
    "pass_milestone",
    "reassign_tasks",
    "redate_task",
    "reimport_plan",
    "remove_task",
    "remove_tasks",
    "reopen_task",
    "rephase_tasks",
    "request_milestone_signoff",
    "return_deliverable",
    "set_baseline",
    "set_done_when",
    "set_steps",
    "shift_tasks",
    "spend_hours",
    "strangers",
    "submit_deliverable",
    "take_back_change",
    "take_back_entry",
    "take_back_series",
    "take_proof_away",
    "tick_step",
    "unblock_task",
    "unlink_tasks",
    "withdraw_comment",
]
