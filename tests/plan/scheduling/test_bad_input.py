"""What has no schedule is refused in a sentence; what only looks strange has one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tracker.plan.queries.why import refusal_sentence
from tracker.plan.scheduling import (
    DAY,
    FREE,
    Activity,
    Basis,
    Calendar,
    Constraint,
    Exceptional,
    Link,
    Loop,
    NoWorkingTime,
    Schedule,
    TooFar,
    Unschedulable,
    schedule,
)

BASIS = Basis(datetime(2026, 1, 5, 8))
A, B, C = Activity("a", 480, "Draft"), Activity("b", 480, "Review"), Activity("c", 480, "Approve")
NOBODY = Calendar("none", "Nobody", (FREE,) * 7)


def run(*activities: Activity, links: list[Link] | None = None, **facts: object) -> Schedule:
    return schedule(list(activities), links or [], **{"basis": BASIS, **facts})  # type: ignore[arg-type]


def test_a_circle_is_spelled_out_by_name() -> None:
    with pytest.raises(Loop) as caught:
        run(A, B, C, links=[Link("a", "b"), Link("b", "c"), Link("c", "a")])
    assert caught.value.keys == ["a", "b", "c", "a"]
    assert "Draft → Review → Approve → Draft" in refusal_sentence(caught.value)


def test_a_circle_through_a_summary_names_the_summary() -> None:
    summary, under = Activity("s", name="Stage"), Activity("u", 480, "Under it", parent="s")
    with pytest.raises(Loop) as caught:
        run(summary, under, A, links=[Link("s", "a"), Link("a", "u")])
    assert set(caught.value.names) == {"Stage", "Under it", "Draft"}
    with pytest.raises(Loop):
        run(summary, under, links=[Link("s", "u")])


def test_summaries_that_lie_under_each_other_are_a_circle() -> None:
    with pytest.raises(Loop):
        run(Activity("s", parent="t"), Activity("t", parent="s"), Activity("u", 480, parent="s"))


def test_a_calendar_without_a_working_day_is_refused_where_it_is_used() -> None:
    run(A, calendars=[NOBODY])
    with pytest.raises(NoWorkingTime) as caught:
        run(Activity("a", 480, calendar="none"), calendars=[NOBODY])
    assert "Nobody" in refusal_sentence(caught.value)


def test_a_calendar_of_a_few_days_runs_out() -> None:
    few = Calendar(
        "few", "Two Saturdays", (FREE,) * 7, (Exceptional(date(2026, 1, 10), date(2026, 1, 10), DAY),)
    )
    assert run(Activity("a", 480, calendar="few"), calendars=[few]).finish("a") == datetime(2026, 1, 10, 17)
    with pytest.raises(NoWorkingTime):
        run(Activity("a", 960, calendar="few"), calendars=[few])


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar("x", "Overlap", (((480, 720), (700, 800)),) * 7),
        Calendar("x", "Backwards", (((720, 480),),) * 7),
        Calendar("x", "Own base", base="x"),
        Calendar("x", "Made of itself", any_of=("x",)),
        Calendar("x", "Ends first", exceptions=(Exceptional(date(2026, 2, 2), date(2026, 2, 1)),)),
    ],
    ids=lambda calendar: calendar.name,
)
def test_a_calendar_that_contradicts_itself_is_refused(calendar: Calendar) -> None:
    with pytest.raises(Unschedulable, match=calendar.name):
        run(Activity("a", 480, calendar="x"), calendars=[calendar])


@pytest.mark.parametrize(
    "activity",
    [
        Activity("a", -1, "Bad"),
        Activity("a", None, "Bad"),
        Activity("a", 480, "Bad", constraint=Constraint.MUST_START),
        Activity("a", 480, "Bad", actual_start=datetime(2026, 1, 6), actual_finish=datetime(2026, 1, 5)),
        Activity("a", 480, "Bad", manual=True, start=datetime(2026, 1, 6), finish=datetime(2026, 1, 5)),
    ],
)
def test_an_activity_that_contradicts_itself_is_named(activity: Activity) -> None:
    with pytest.raises(Unschedulable, match="Bad") as caught:
        run(activity)
    assert "Bad" in refusal_sentence(caught.value)


def test_links_and_parents_into_nothing_are_refused() -> None:
    with pytest.raises(Unschedulable, match="nowhere"):
        run(A, links=[Link("nowhere", "a")])
    with pytest.raises(Unschedulable, match="nowhere"):
        run(Activity("a", 480, parent="nowhere"))
    with pytest.raises(Unschedulable, match="same key"):
        run(A, A)


@pytest.mark.parametrize("lag", [10**9, 10**12])
def test_what_leaves_all_years_is_refused(lag: int) -> None:
    for link in (Link("a", "b", lag=lag), Link("a", "b", lag=lag, elapsed=True)):
        with pytest.raises(TooFar) as caught:
            list(run(A, B, links=[link]))
        assert refusal_sentence(caught.value)


def test_a_lag_that_turns_time_round_stops_at_the_beginning_of_the_plan() -> None:
    placed = run(A, B, links=[Link("a", "b", lag=-480 * 20)])["b"]
    assert (placed.start, placed.driver.kind) == (BASIS.start, "start")


def test_the_29th_of_february_is_a_day_and_the_clocks_change_nothing() -> None:
    leap = schedule([Activity("a", 960)], [], basis=Basis(datetime(2028, 2, 28, 8)))
    assert leap.finish("a") == datetime(2028, 2, 29, 17)
    summer = Calendar("all", "Every day", (((60, 540),),) * 7)
    found = schedule(
        [Activity("a", 960)], [], basis=Basis(datetime(2026, 3, 29, 1), calendar="all"), calendars=[summer]
    )
    assert found.finish("a") == datetime(2026, 3, 30, 9)


def test_an_empty_plan_and_one_that_is_over_have_a_schedule() -> None:
    assert run().project.start == BASIS.start
    over = run(
        Activity("a", 480, actual_start=BASIS.start, actual_finish=datetime(2026, 1, 5, 17), percent=100)
    )
    assert (over["a"].critical, over["a"].total_float, over.project.critical) == (False, 0, False)


def test_fifty_thousand_tasks_in_one_chain_are_scheduled() -> None:
    chain = [Activity(number, 60) for number in range(50_000)]
    links = [Link(number, number + 1) for number in range(49_999)]
    found = run(*chain, links=links)
    assert found.critical(0)
    assert found.finish(49_999) > datetime(2046, 1, 1)
