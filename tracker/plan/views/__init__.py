"""The pages of the plan."""

from tracker.plan.views.board import board, month
from tracker.plan.views.dates import task_dates, task_joining
from tracker.plan.views.deliverables import (
    deliverable_acceptance,
    deliverable_list,
    deliverable_return,
    deliverable_submission,
)
from tracker.plan.views.imports import plan_import, plan_import_changes, plan_import_confirmation
from tracker.plan.views.milestones import (
    milestone,
    milestone_decision,
    milestone_new,
    milestone_passing,
    milestone_signoff_request,
)
from tracker.plan.views.progress import (
    task_blocking,
    task_completion,
    task_date,
    task_effect,
    task_hours,
    task_reopening,
    task_unblocking,
)
from tracker.plan.views.selection import selection_change
from tracker.plan.views.table import task_list, task_row
from tracker.plan.views.talk import comment_withdrawal, kept_view_removal, kept_views, task_comments
from tracker.plan.views.tasks import link_removal, task, task_clauses, task_link, task_new, task_removal
from tracker.plan.views.undo import selection_taking_back, task_taking_back

__all__ = [
    "board",
    "comment_withdrawal",
    "deliverable_acceptance",
    "deliverable_list",
    "deliverable_return",
    "deliverable_submission",
    "kept_view_removal",
    "kept_views",
    "link_removal",
    "milestone",
    "milestone_decision",
    "milestone_new",
    "milestone_passing",
    "milestone_signoff_request",
    "month",
    "plan_import",
    "plan_import_changes",
    "plan_import_confirmation",
    "selection_change",
    "selection_taking_back",
    "task",
    "task_blocking",
    "task_clauses",
    "task_comments",
    "task_completion",
    "task_date",
    "task_dates",
    "task_effect",
    "task_hours",
    "task_joining",
    "task_link",
    "task_list",
    "task_new",
    "task_removal",
    "task_reopening",
    "task_row",
    "task_taking_back",
    "task_unblocking",
]
