"""Dates pushed forward over links: plain values, checked by hand on a calendar."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from tracker.plan.schedule import Activity, Kind, Link, Loop, forecast, order

MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(2, 7))
NEXT_MON, NEXT_TUE, NEXT_FRI = date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 13)


def test_a_task_without_links_stays_where_it_is_planned() -> None:
    told = forecast([Activity("a", MON, WED)], [], today=MON)["a"]
    assert (told.start, told.finish, told.critical) == (MON, WED, True)


def test_an_open_task_of_the_past_moves_to_today() -> None:
    told = forecast([Activity("a", MON, TUE)], [], today=NEXT_MON)["a"]
    assert (told.start, told.finish) == (NEXT_MON, NEXT_TUE)


def test_what_is_finished_keeps_its_real_dates() -> None:
    done = Activity("a", MON, TUE, actual_start=MON, actual_finish=FRI, percent=100)
    told = forecast([done, Activity("b", WED, WED)], [Link("a", "b")], today=MON)
    assert (told["a"].finish, told["b"].start) == (FRI, NEXT_MON)


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        ("FS", 0, THU),
        ("FS", 2, NEXT_MON),
        ("FS", -1, WED),
        ("SS", 0, MON),
        ("SS", 3, THU),
        ("FF", 0, TUE),
        ("FF", 2, THU),
        ("SF", 4, THU),
    ],
)
def test_each_kind_of_link_pushes_as_it_says(kind: Kind, lag: int, start: date) -> None:
    plan = [Activity("a", MON, WED), Activity("b", MON, TUE)]
    assert forecast(plan, [Link("a", "b", kind, lag)], today=MON)["b"].start == start


@pytest.mark.parametrize(
    ("finish", "elapsed", "start"),
    [(FRI, 1, NEXT_MON), (FRI, 3, NEXT_TUE), (MON, 1, WED), (FRI, 7, date(2026, 11, 16))],
)
def test_elapsed_days_run_through_the_weekend(finish: date, elapsed: int, start: date) -> None:
    plan = [Activity("a", MON, finish), Activity("b", MON, MON)]
    assert forecast(plan, [Link("a", "b", elapsed=elapsed)], today=MON)["b"].start == start


def test_holidays_are_not_worked() -> None:
    plan = [Activity("a", MON, MON), Activity("b", MON, MON)]
    assert forecast(plan, [Link("a", "b")], today=MON, holidays=[TUE])["b"].start == WED


def test_slack_is_what_a_task_may_lose() -> None:
    plan = [
        Activity("long", MON, FRI),
        Activity("short", MON, TUE),
        Activity("end", MON, MON, milestone=True),
    ]
    told = forecast(plan, [Link("long", "end"), Link("short", "end")], today=MON)
    assert (told["long"].slack, told["short"].slack) == (0, 3)
    assert (told["long"].critical, told["short"].critical) == (True, False)
    assert told["end"].finish == FRI


def test_a_circle_is_refused_and_spelled_out() -> None:
    with pytest.raises(Loop) as caught:
        order("abcd", [Link("a", "b"), Link("b", "c"), Link("c", "a"), Link("c", "d")])
    assert caught.value.keys == ["a", "b", "c", "a"]


def test_time_grows_with_tasks_and_links() -> None:
    def run(size: int) -> float:
        plan = [Activity(number, MON, TUE) for number in range(size)]
        links = [Link(number, number + 1) for number in range(size - 1)]
        began = perf_counter()
        forecast(plan, links, today=MON)
        return perf_counter() - began

    run(100)
    assert run(4000) < 40 * max(run(400), 0.002)
