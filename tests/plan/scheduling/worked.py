"""The networks of docs/scheduling.md, worked out by hand: plan, and what each task comes to.

Days are of January 2026, 5 January being a Monday; `5` is 08:00 of that day as a start and 17:00 as a finish,
`5 13` the hour. Floats are in working hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.plan.scheduling import DAY, FREE, Activity, Basis, Calendar, Constraint, Exceptional, Link


def at(said: str, hour: int = 8) -> datetime:
    """A moment of January, or of the months after where the day is larger."""
    day, _space, given = said.partition(" ")
    if given:
        hour, minute = (int(given), 0) if ":" not in given else tuple(map(int, given.split(":")))  # type: ignore[assignment]
    else:
        minute = 0
    return datetime(2026, 1, int(day), hour, minute)


BASIS = Basis(datetime(2026, 1, 5, 8), calendar="std")


@dataclass(frozen=True)
class Example:
    """`tasks` are activities; `expected` says per task start, finish, late start, late finish, total, free."""

    name: str
    why: str
    tasks: list[Activity]
    links: list[Link]
    expected: dict[str, tuple[str, str, str, str, int, int]]
    basis: Basis = BASIS
    calendars: list[Calendar] = field(default_factory=list)


def task(key: str, hours: int = 8, **facts: Any) -> Activity:
    return Activity(key, hours * 60, key, **facts)


STD = Calendar("std", "Standard")
HOLIDAY = Calendar(
    "std", "With a holiday on the 6th", exceptions=(Exceptional(date(2026, 1, 6), date(2026, 1, 6)),)
)
SATURDAY = Calendar(
    "std", "Saturday 10th worked", exceptions=(Exceptional(date(2026, 1, 10), date(2026, 1, 10), DAY),)
)
MORNINGS = Calendar("mornings", "Mornings", (((480, 720),),) * 5 + (FREE,) * 2)
HEIR = Calendar(
    "heir", "As standard, not on Wednesdays", (None, None, FREE, None, None, None, None), base="std"
)
NIGHT = Calendar(
    "night", "22 to 6", (((1320, 1440),),) + (((0, 360), (1320, 1440)),) * 4 + (((0, 360),), FREE)
)
AWAY = Exceptional(date(2026, 1, 5), date(2026, 1, 6))
ABSENT = Calendar("ann", "Ann, away on the 5th and 6th", (None,) * 7, (AWAY,), "std")
Q = Constraint
H = 60

EXAMPLES = [
    Example("FS", "B begins the working moment after A ends: 17:00 on Monday and 08:00 on Tuesday are one.",
            [task("A"), task("B")], [Link("A", "B")],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("6", "6", "6", "6", 0, 0)}),
    Example("FS + 1 day", "One working day lies between: Tuesday.",
            [task("A"), task("B")], [Link("A", "B", lag=8 * H)],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("7", "7", "7", "7", 0, 0)}),
    Example("FS − 4 hours", "A lead: B begins at noon of A's day; half of it falls on the next.",
            [task("A"), task("B")], [Link("A", "B", lag=-4 * H)],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("5 13", "6 12", "5 13", "6 12", 0, 0)}),
    Example("FS + 2 elapsed days over a weekend", "Friday 17:00 and two days is Sunday 17:00: Monday.",
            [task("A", 40), task("B")], [Link("A", "B", lag=2 * 1440, elapsed=True)],
            {"A": ("5", "9", "5", "9", 0, 0), "B": ("12", "12", "12", "12", 0, 0)}),
    Example("FS + 50 %", "Half of A's sixteen hours is one day.",
            [task("A", 16), task("B")], [Link("A", "B", percent=50)],
            {"A": ("5", "6", "5", "6", 0, 0), "B": ("8", "8", "8", "8", 0, 0)}),
    Example("SS", "Both begin on Monday; were A to begin later, B would, and the plan would end later.",
            [task("A"), task("B", 16)], [Link("A", "B", "SS")],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("5", "6", "5", "6", 0, 0)}),
    Example("SS + 1 day", "B a day after A begins: A's end could wait, its start cannot.",
            [task("A"), task("B", 16)], [Link("A", "B", "SS", 8 * H)],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("6", "7", "6", "7", 0, 0)}),
    Example("SS − 1 day", "A lead never takes B before the plan begins.",
            [task("A"), task("B", 16)], [Link("A", "B", "SS", -8 * H)],
            {"A": ("5", "5", "6", "6", 8, 8), "B": ("5", "6", "5", "6", 0, 0)}),
    Example("FF", "B is shorter and must not end before A: it begins on Tuesday.",
            [task("A", 16), task("B")], [Link("A", "B", "FF")],
            {"A": ("5", "6", "5", "6", 0, 0), "B": ("6", "6", "6", "6", 0, 0)}),
    Example("FF + 1 day", "B ends a day after A.",
            [task("A", 16), task("B")], [Link("A", "B", "FF", 8 * H)],
            {"A": ("5", "6", "5", "6", 0, 0), "B": ("7", "7", "7", "7", 0, 0)}),
    Example("SF", "B ends where A begins: Wednesday 08:00, shown as it stands there.",
            [task("S", 16), task("A"), task("B")], [Link("S", "A"), Link("A", "B", "SF")],
            {"S": ("5", "6", "5", "6", 0, 0), "A": ("7", "7", "7", "7", 0, 0),
             "B": ("6", "7 8", "7", "7", 8, 8)}),
    Example("SF + 1 day", "B ends a day after A begins.",
            [task("A", 24), task("B")], [Link("A", "B", "SF", 16 * H)],
            {"A": ("5", "7", "5", "7", 0, 0), "B": ("6", "6", "7", "7", 8, 8)}),
    Example("Two ways to one end", "The longer way is critical; the shorter one has a day.",
            [task("A"), task("B", 16), task("C"), task("D")],
            [Link("A", "B"), Link("A", "C"), Link("B", "D"), Link("C", "D")],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("6", "7", "6", "7", 0, 0),
             "C": ("6", "6", "7", "7", 8, 8), "D": ("8", "8", "8", "8", 0, 0)}),
    Example("Free and total float differ", "B may lose a day without moving C, both together no more than that.",
            [task("A", 24), task("B"), task("C"), task("D")],
            [Link("A", "D"), Link("B", "C"), Link("C", "D")],
            {"A": ("5", "7", "5", "7", 0, 0), "B": ("5", "5", "6", "6", 8, 0),
             "C": ("6", "6", "7", "7", 8, 8), "D": ("8", "8", "8", "8", 0, 0)}),
    Example("A milestone ends with what it hangs on", "Monday 17:00, not Tuesday 08:00; B begins on Tuesday.",
            [task("A"), task("M", 0), task("B")], [Link("A", "M"), Link("M", "B")],
            {"A": ("5", "5", "5", "5", 0, 0), "M": ("5 17", "5 17", "5 17", "5 17", 0, 0),
             "B": ("6", "6", "6", "6", 0, 0)}),
    Example("A holiday is not worked", "Tuesday is free: B begins on Wednesday.",
            [task("A"), task("B")], [Link("A", "B")],
            {"A": ("5", "5", "5", "5", 0, 0), "B": ("7", "7", "7", "7", 0, 0)}, calendars=[HOLIDAY]),
    Example("A Saturday is worked", "Six days from Monday end on Saturday.",
            [task("A", 48)], [], {"A": ("5", "10", "5", "10", 0, 0)}, calendars=[SATURDAY]),
    Example("A task's own calendar", "Eight hours by mornings of four take two days; floats count in its calendar.",
            [task("A", calendar="mornings", lag_calendar="mornings"), task("B")], [Link("A", "B")],
            {"A": ("5", "6 12", "5", "6 12", 0, 0), "B": ("6 13", "7 12", "6 13", "7 12", 0, 0)},
            calendars=[STD, MORNINGS]),
    Example("An inherited calendar", "As standard but for Wednesday: three days are Monday, Tuesday, Thursday.",
            [task("A", 24, calendar="heir", lag_calendar="heir")], [],
            {"A": ("5", "8", "5", "8", 0, 0)}, calendars=[STD, HEIR]),
    Example("A night shift over midnight", "Eight hours from Monday 22:00 end on Tuesday 06:00.",
            [task("A", calendar="night", lag_calendar="night"), task("B")], [Link("A", "B")],
            {"A": ("5 22", "6 6", "5 22", "6 6", 0, 0), "B": ("6", "6", "6", "6", 0, 0)},
            calendars=[STD, NIGHT]),
    Example("A person's absence", "Ann comes back on Wednesday; her task waits for her.",
            [task("A", calendar="ann"), task("B", 40)], [],
            {"A": ("7", "7", "9", "9", 16, 16), "B": ("5", "9", "5", "9", 0, 0)}, calendars=[STD, ABSENT]),
    Example("Start no earlier than", "B could begin on Tuesday, but not before Thursday.",
            [task("A"), task("B", constraint=Q.START_NO_EARLIER, constraint_at=at("8"))], [Link("A", "B")],
            {"A": ("5", "5", "7", "7", 16, 16), "B": ("8", "8", "8", "8", 0, 0)}),
    Example("Finish no earlier than", "B must not end before Friday.",
            [task("A"), task("B", constraint=Q.FINISH_NO_EARLIER, constraint_at=at("9", 17))], [Link("A", "B")],
            {"A": ("5", "5", "8", "8", 24, 24), "B": ("9", "9", "9", "9", 0, 0)}),
    Example("Must start on, against a link", "The date holds; A is a day too long, which its float says.",
            [task("A", 16), task("B", constraint=Q.MUST_START, constraint_at=at("6"))], [Link("A", "B")],
            {"A": ("5", "6", "2", "5", -8, 0), "B": ("6", "6", "6", "6", 0, 0)}),
    Example("Finish no later than", "B has until Wednesday, whatever the plan's end.",
            [task("A", 40), task("B", constraint=Q.FINISH_NO_LATER, constraint_at=at("7", 17))], [],
            {"A": ("5", "9", "5", "9", 0, 0), "B": ("5", "5", "7", "7", 16, 16)}),
    Example("Start no later than", "B may begin on Tuesday at the latest.",
            [task("A", 40), task("B", constraint=Q.START_NO_LATER, constraint_at=at("6"))], [],
            {"A": ("5", "9", "5", "9", 0, 0), "B": ("5", "5", "6", "6", 8, 8)}),
    Example("As late as possible", "B moves behind its float, up to the end of A.",
            [task("A", 40), task("B", constraint=Q.AS_LATE)], [],
            {"A": ("5", "9", "5", "9", 0, 0), "B": ("9", "9", "9", "9", 0, 0)}),
    Example("A deadline passed", "It moves nothing and takes the float: one day missing.",
            [task("A", 16, deadline=at("5", 17))], [], {"A": ("5", "6", "2", "5", -8, 0)}),
    Example("Half done", "A began a day late on Tuesday and is half done; the rest follows, B behind it.",
            [task("A", 16, actual_start=at("6"), percent=50), task("B")], [Link("A", "B")],
            {"A": ("6", "7", "6", "7", 0, 0), "B": ("8", "8", "8", "8", 0, 0)}),
    Example("What is open lies behind the status date", "A is half done and should be over: the rest from Thursday.",
            [task("A", 16, actual_start=at("5"), percent=50), task("B")], [Link("A", "B")],
            {"A": ("5", "8", "5", "8", 0, 0), "B": ("9", "9", "9", "9", 0, 0)},
            basis=Basis(datetime(2026, 1, 5, 8), calendar="std", status=datetime(2026, 1, 8), reschedule=True)),
    Example("Finished early", "A ended on Monday noon: B begins then, and A holds nothing back.",
            [task("A", 16, actual_start=at("5"), actual_finish=at("5 12"), percent=100), task("B")],
            [Link("A", "B")], {"A": ("5", "5 12", "5", "5 12", 0, 0), "B": ("5 13", "6 12", "5 13", "6 12", 0, 0)}),
    Example("Out of a summary", "C waits for all that lies under S.",
            [Activity("S"), task("A", parent="S"), task("B", 16, parent="S"), task("C")], [Link("S", "C")],
            {"S": ("5", "6", "5", "6", 0, 0), "A": ("5", "5", "6", "6", 8, 8), "B": ("5", "6", "5", "6", 0, 0),
             "C": ("7", "7", "7", "7", 0, 0)}),
    Example("Into a summary", "All that lies under S waits for C.",
            [task("C"), Activity("S"), task("A", parent="S"), task("B", 16, parent="S")], [Link("C", "S")],
            {"C": ("5", "5", "5", "5", 0, 0), "S": ("6", "7", "6", "7", 0, 0), "A": ("6", "6", "7", "7", 8, 8),
             "B": ("6", "7", "6", "7", 0, 0)}),
    Example("By hand, against a link", "A ends on Tuesday, B stays on Monday as somebody set it; C follows B.",
            [task("A", 16), task("B", manual=True, start=at("5"), finish=at("5", 17)), task("C")],
            [Link("A", "B"), Link("B", "C")],
            {"A": ("5", "6", "1", "2", -16, 0), "B": ("5", "5", "5", "6 8", 0, 0), "C": ("6", "6", "6", "6", 0, 0)}),
    Example("An elapsed duration", "Two elapsed days from Friday evening end on Sunday evening; B on Monday.",
            [task("A", 40), Activity("E", 2 * 1440, "E", elapsed=True), task("B")], [Link("A", "E"), Link("E", "B")],
            {"A": ("5", "9", "5", "9", 0, 0), "E": ("9 17", "11 17", "10 8", "12 8", 15, 15),
             "B": ("12", "12", "12", "12", 0, 0)}),
    Example("Backwards from the finish", "The plan is to end on Friday: everything lies as late as that allows.",
            [task("A", constraint=Q.AS_LATE), task("B", 16, constraint=Q.AS_LATE)], [Link("A", "B")],
            {"A": ("7", "7", "7", "7", 0, 0), "B": ("8", "9", "8", "9", 0, 0)},
            basis=Basis(datetime(2026, 1, 1, 8), datetime(2026, 1, 9, 17), from_finish=True, calendar="std")),
]  # fmt: skip
