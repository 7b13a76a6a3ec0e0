"""The plan for other programs: read once from the database, then written without it."""

from tracker.plan.exporting.formats import Format, plan_file
from tracker.plan.exporting.gather import Held, gather

__all__ = ["Format", "Held", "gather", "plan_file"]
