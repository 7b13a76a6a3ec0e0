"""Random networks for the properties: links only go forward, so there is no circle."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tracker.plan.scheduling import DAY, FREE, Activity, Basis, Calendar, Constraint, Exceptional, Link

BEGIN = datetime(2026, 1, 5, 8)
NIGHT = ((0, 180), (240, 480), (1380, 1440))
HOLIDAYS = (
    Exceptional(date(2026, 1, 6), date(2026, 1, 6)),
    Exceptional(date(2026, 1, 17), date(2026, 1, 17), ((540, 720),)),
    Exceptional(date(2026, 2, 2), date(2026, 2, 6)),
)
CALENDARS = [
    Calendar("std", "Standard", (DAY, DAY, DAY, DAY, DAY, FREE, FREE), HOLIDAYS),
    Calendar(
        "night", "Night shift", (((1380, 1440),), NIGHT, NIGHT, NIGHT, NIGHT, ((0, 180), (240, 480)), FREE)
    ),
    Calendar("part", "Mornings, not on Fridays", (((480, 720),),) * 4 + (FREE,) * 3),
]
BASIS = Basis(BEGIN, calendar="std")
KINDS = ["FS", "FS", "FS", "SS", "FF", "SF"]
LENGTHS = [0, 0, 30, 60, 240, 480, 480, 960, 2400]


@st.composite
def networks(draw: st.DrawFn, most: int = 12, *, wild: bool = True) -> tuple[list[Activity], list[Link]]:
    """Activities and links. `wild` ones have other calendars, constraints, deadlines and elapsed lags too."""
    size = draw(st.integers(1, most))
    # A number and not the random source itself: drawing each choice apart takes a hundred times as long.
    return made(random.Random(draw(st.integers(0, 1 << 30))), size, wild=wild)


def made(seed: Any, size: int, *, wild: bool) -> tuple[list[Activity], list[Link]]:
    """The network that comes from these random numbers."""
    activities = [_activity(seed, number, wild=wild) for number in range(size)]
    pairs = {tuple(sorted(seed.sample(range(size), 2))) for _link in range(2 * size)} if size > 1 else set()
    links = []
    for before, after in sorted(pairs):
        lag = seed.choice([0, 0, 0, 60, 480, 1440, -60, -240])
        elapsed = wild and bool(lag) and seed.random() < 0.2
        links.append(Link(before, after, seed.choice(KINDS), lag, elapsed))
    return activities, links


def _activity(seed: Any, number: int, *, wild: bool) -> Activity:
    facts: dict[str, Any] = {}
    if wild and seed.random() < 0.3:
        facts["calendar"] = seed.choice(["night", "part"])
        if seed.random() < 0.5:
            facts["lag_calendar"] = facts["calendar"]
    if wild and seed.random() < 0.3:
        facts["constraint"] = seed.choice(
            [
                Constraint.START_NO_EARLIER,
                Constraint.FINISH_NO_EARLIER,
                Constraint.START_NO_LATER,
                Constraint.FINISH_NO_LATER,
                Constraint.MUST_START,
            ]
        )
        day = BEGIN + timedelta(days=seed.randrange(20))
        facts["constraint_at"] = day.replace(hour=seed.choice([8, 10, 17]))
    if wild and seed.random() < 0.1:
        facts["deadline"] = BEGIN.replace(hour=17) + timedelta(days=seed.randrange(30))
    return Activity(number, seed.choice(LENGTHS), f"Task {number}", **facts)
