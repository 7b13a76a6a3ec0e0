"""Plans from other programs, read into plain values: no database inside."""

from tracker.plan.importing.check import check
from tracker.plan.importing.plain import ImportedLink, ImportedPlan, ImportedTask, Unread, as_json
from tracker.plan.importing.reader import read_plan

__all__ = [
    "ImportedLink",
    "ImportedPlan",
    "ImportedTask",
    "Unread",
    "as_json",
    "check",
    "read_plan",
]
