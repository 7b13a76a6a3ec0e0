"""What holds of every network, and that the engine equals a plain slow implementation of the same rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.scheduling.networks import BASIS, CALENDARS, made, networks
from tests.plan.scheduling.plain import minute, minutes_of, plainly
from tracker.plan.scheduling import Activity, Constraint, Link, Placed, Schedule, schedule

HOURS = {calendar.key: minutes_of(calendar) for calendar in CALENDARS}
few = settings(max_examples=40, deadline=None)


def run(activities: list[Activity], links: list[Link]) -> Schedule:
    return schedule(activities, links, basis=BASIS, calendars=CALENDARS)


@few
@given(networks(), st.data())
def test_moving_a_task_later_never_makes_a_successor_earlier(
    network: tuple[list[Activity], list[Link]], data: Any
) -> None:
    activities, links = network
    before = run(activities, links)
    number = data.draw(st.integers(0, len(activities) - 1))
    day = before.start(number) + timedelta(days=data.draw(st.integers(1, 9)))
    later = replace(activities[number], not_before=day)
    after = run([*activities[:number], later, *activities[number + 1 :]], links)
    assert all(after.start(link.after) >= before.start(link.after) for link in links)
    assert after.project.finish >= before.project.finish


@few
@given(networks(wild=False))
def test_float_is_never_negative_without_a_constraint(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    rows = list(run(activities, links))
    assert all(0 <= row.free_float <= row.total_float for row in rows)
    assert any(row.critical for row in rows)


@few
@given(networks(), st.integers())
def test_permuting_the_order_changes_nothing(network: tuple[list[Activity], list[Link]], seed: int) -> None:
    activities, links = network
    expected = {row.key: row for row in run(activities, links)}
    shuffled, other = list(activities), list(links)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(other)
    assert {row.key: row for row in run(shuffled, other)} == expected


@settings(max_examples=60, deadline=None)
@given(networks(most=20))
def test_it_equals_the_plain_implementation(network: tuple[list[Activity], list[Link]]) -> None:
    equal(*network)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_equals_the_plain_implementation_on_two_hundred_tasks(seed: int) -> None:
    equal(*made(random.Random(seed), 200, wild=seed > 1))


def test_a_start_no_later_than_the_end_of_a_shift_may_be_the_next_morning() -> None:
    """Found by the property: the constraint holds already, so it leaves the finish where the link put it."""
    evening = datetime(2026, 1, 22, 10)
    night = Activity(
        0, 60, "Night", calendar="night", constraint=Constraint.MUST_START, constraint_at=evening
    )
    limit = datetime(2026, 1, 21, 17)
    day = Activity(1, 480, "Day", constraint=Constraint.START_NO_LATER, constraint_at=limit)
    network = ([night, day], [Link(0, 1, "SF")])
    assert run(*network)[1].early_finish == datetime(2026, 1, 23, 8)
    equal(*network)


def equal(activities: list[Activity], links: list[Link]) -> None:
    """Every early and late moment, as working time, and every float."""
    ours = run(activities, links)
    for key, row in plainly(activities, links, BASIS, CALENDARS).items():
        activity = activities[int(str(key))]
        hours = HOURS[activity.calendar or "std"]
        mine = ours[key]
        assert minute(mine.early_start) == row.early_start, f"early start of {key}"
        assert minute(mine.early_finish) == row.early_finish, f"early finish of {key}"
        for name, said, found in (
            ("late start", mine.late_start, row.late_start),
            ("late finish", mine.late_finish, row.late_finish),
        ):
            assert hours.between(0, minute(said)) == hours.between(0, found), f"{name} of {key}"
        assert mine.total_float == row.total, f"float of {key}"
    assert minute(ours.project.finish) == max(minute(placed.finish) for placed in ours)
    assert isinstance(ours[0], Placed)
    assert isinstance(ours.total_float(0), int)
