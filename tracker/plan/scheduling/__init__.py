"""The scheduling engine: critical path over working calendars, pure functions over plain values.

Rules of the passes: critical path method (PMBOK Guide, schedule network analysis), with dates and floats counted
as Microsoft Project does; see `docs/scheduling.md`.
"""

from tracker.plan.scheduling.order import order
from tracker.plan.scheduling.problems import BadActivity, Loop, NoWorkingTime, TooFar, Unschedulable
from tracker.plan.scheduling.result import Schedule, refuse_loop, schedule
from tracker.plan.scheduling.values import (
    DAY,
    FREE,
    MINUTES_A_DAY,
    ROUND_THE_CLOCK,
    STANDARD,
    Activity,
    Basis,
    Calendar,
    Constraint,
    Driver,
    Exceptional,
    Key,
    Kind,
    Link,
    Placed,
    Shifts,
)

__all__ = [
    "DAY",
    "FREE",
    "MINUTES_A_DAY",
    "ROUND_THE_CLOCK",
    "STANDARD",
    "Activity",
    "BadActivity",
    "Basis",
    "Calendar",
    "Constraint",
    "Driver",
    "Exceptional",
    "Key",
    "Kind",
    "Link",
    "Loop",
    "NoWorkingTime",
    "Placed",
    "Schedule",
    "Shifts",
    "TooFar",
    "Unschedulable",
    "order",
    "refuse_loop",
    "schedule",
]
