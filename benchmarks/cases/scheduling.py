"""The scheduling engine on a large plan; the floor only sorts the same links."""

from __future__ import annotations

import random
from datetime import datetime

from benchmarks.harness import Case
from tracker.plan.scheduling import Activity, Basis, Link, order, schedule

TASKS, LINKS = 10_000, 20_000
BASIS = Basis(datetime(2026, 1, 5, 8))  # noqa: DTZ001


def scheduling() -> list[Case]:
    """Early and late dates, floats and the critical path of every task, links finish to start and of all kinds."""
    return [
        _case("schedule 10,000 tasks, 20,000 links", ["FS"], [0], most=8.0),
        _case(
            "schedule 10,000 tasks, 20,000 links of all kinds",
            ["FS", "FS", "FS", "SS", "FF", "SF"],
            [0, 480],
            15.0,
        ),
    ]


def _case(name: str, kinds: list[str], lags: list[int], most: float) -> Case:
    seed = random.Random(20_000)
    activities = [Activity(number, seed.randrange(1, 20) * 240) for number in range(TASKS)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < LINKS:
        before = seed.randrange(TASKS - 1)
        pairs.add((before, min(TASKS - 1, before + 1 + int(seed.expovariate(1 / 50)))))
    links = [Link(*pair, seed.choice(kinds), seed.choice(lags)) for pair in sorted(pairs)]  # type: ignore[arg-type]
    seed.shuffle(links)

    def ours() -> None:
        found = schedule(activities, links, basis=BASIS)
        for number in range(TASKS):
            found.total_float(number)
            found.critical(number)

    def floor() -> None:
        order(range(TASKS), links)

    return Case(name, ours, floor, "a bare topological sort of the same links", most_ratio=most, rounds=9)
