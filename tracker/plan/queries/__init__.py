"""Questions across the plan; nothing here writes."""

from tracker.plan.queries.effect import Effect, Moved, effect_between, effect_of
from tracker.plan.queries.milestones import (
    MilestoneFact,
    certificate,
    milestone_content,
    milestones,
    what_keeps_open,
)
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.queries.standing import Standing, standing_of
from tracker.plan.queries.table import PlanRow, PlanTable, plan_table
from tracker.plan.queries.work import open_tasks_of, tasks_leading_to

__all__ = [
    "Effect",
    "MilestoneFact",
    "Moved",
    "Outlook",
    "PlanRow",
    "PlanTable",
    "Standing",
    "certificate",
    "effect_between",
    "effect_of",
    "milestone_content",
    "milestones",
    "open_tasks_of",
    "outlook",
    "plan_table",
    "standing_of",
    "tasks_leading_to",
    "what_keeps_open",
]
