"""What the engine is given: plain frozen values. No database, no framework, nothing that changes.

All moments are local wall-clock time of the plan, without a zone: a working day of eight hours has eight hours
on the day the clocks change too. Lengths are whole minutes.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Key = Hashable
Kind = Literal["FS", "SS", "FF", "SF"]
# From and to, in minutes of the day; 1440 is midnight at its end.
Shift = tuple[int, int]
Shifts = tuple[Shift, ...]

DAY: Shifts = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
FREE: Shifts = ()
ROUND_THE_CLOCK: Shifts = ((0, 1440),)
MINUTES_A_DAY = 480


class Constraint(StrEnum):
    """When an activity wants to lie; all but the first two come with a moment."""

    AS_SOON = "asap"
    AS_LATE = "alap"
    MUST_START = "mso"
    MUST_FINISH = "mfo"
    START_NO_EARLIER = "snet"
    START_NO_LATER = "snlt"
    FINISH_NO_EARLIER = "fnet"
    FINISH_NO_LATER = "fnlt"

    @property
    def is_dated(self) -> bool:
        return self not in {Constraint.AS_SOON, Constraint.AS_LATE}


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days, both included, that are not as the week says: a holiday, an absence, a Saturday that is worked."""

    first: date
    last: date
    shifts: Shifts = FREE


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time. A weekday that is None, Monday first, is as in the base calendar.

    With `any_of` or `all_of` it is made from others instead: when any of them works, or when all do.
    """

    key: Key
    name: str = ""
    week: tuple[Shifts | None, ...] = (DAY, DAY, DAY, DAY, DAY, FREE, FREE)
    exceptions: tuple[Exceptional, ...] = ()
    base: Key | None = None
    any_of: tuple[Key, ...] = ()
    all_of: tuple[Key, ...] = ()


STANDARD = Calendar("standard", "Standard")


@dataclass(frozen=True, slots=True)
class Activity:
    """What is to be scheduled: a task, a milestone (no minutes) or, where others name it as parent, a summary.

    `calendar` is when it is worked on (a task's own, its people's, or both); lags and floats are counted in
    `lag_calendar`, for people's absences move work and not floats. None means the plan's. `start` and `finish`
    are read of what is scheduled by hand, and of what lasts None minutes: as long as the working time between
    them, a day where that is none; before `not_before` nothing is placed that has not begun.
    What has begun ends at its `expected_finish`, if somebody has said one that is not past.
    """

    key: Key
    minutes: int | None = 0
    name: str = ""
    parent: Key | None = None
    calendar: Key | None = None
    lag_calendar: Key | None = None
    elapsed: bool = False
    constraint: Constraint = Constraint.AS_SOON
    constraint_at: datetime | None = None
    deadline: datetime | None = None
    manual: bool = False
    start: datetime | None = None
    finish: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    percent: int = 0
    remaining: int | None = None
    resume: datetime | None = None
    not_before: datetime | None = None
    expected_finish: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`after` hangs on `before`. The lag is in working minutes, in elapsed ones, or a share of `before`."""

    before: Key
    after: Key
    kind: Kind = "FS"
    lag: int = 0
    elapsed: bool = False
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """From where a plan is computed.

    Driven from its start, or, with `from_finish`, from its finish. With `status` and `reschedule`, what is not
    done by then lies behind it. Dates that must be kept hold against links, unless they are not to be honoured:
    then they only tell in the float.
    """

    start: datetime
    finish: datetime | None = None
    from_finish: bool = False
    calendar: Key | None = None
    status: datetime | None = None
    reschedule: bool = False
    honor: bool = True
    critical_minutes: int = 0


DriverKind = Literal[
    "link", "constraint", "start", "finish", "planned", "status", "actual", "manual", "late", "summary"
]


@dataclass(frozen=True, slots=True)
class Driver:
    """What decides a start: a link (with the activity behind it), a constraint, or where the plan begins."""

    kind: DriverKind
    link: Link | None = None
    constraint: Constraint | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """When an activity is scheduled, how early and late it could be, and what that leaves, in minutes."""

    key: Key
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: int
    free_float: int
    critical: bool
    driver: Driver = field(default_factory=lambda: Driver("start"))
