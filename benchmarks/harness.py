"""Measuring: rounds of floor and ours in turn, medians, minima, and the ratio pair by pair."""

from __future__ import annotations

import gc
import math
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], Any]
MOST_EXPONENT = 1.2


@dataclass(frozen=True, slots=True)
class Growth:
    """The same work on a tenth of the data."""

    small: Work
    words: str
    factor: int = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: a piece of work, its floor, and what we hold ourselves to."""

    name: str
    ours: Work
    floor: Work | None = None
    floor_is: str = ""
    http: Work | None = None
    growth: Growth | None = None
    most_queries: int | None = None
    most_ratio: float | None = None
    rounds: int = 15
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of several rounds."""

    median: float
    least: float

    @classmethod
    def of(cls, rounds: list[float]) -> Times | None:
        return cls(statistics.median(rounds), min(rounds)) if rounds else None


@dataclass(frozen=True, slots=True)
class Grown:
    """How CPU time grows with the data: an exponent of 1 is in step with it."""

    words: str
    factor: int
    ratio: float
    exponent: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one case: CPU milliseconds, over HTTP those of the clock on the wall."""

    case: Case
    rounds: int
    queries: int
    ours: Times
    floor: Times | None
    ratio: Times | None
    http: Times | None
    grown: Grown | None

    @property
    def complaints(self) -> list[str]:
        """Where a goal is not met, in words."""
        case, found = self.case, []
        if case.most_queries is not None and self.queries > case.most_queries:
            found.append(f"{case.name}: {self.queries} queries, at most {case.most_queries} wanted")
        if case.most_ratio is not None and self.ratio is not None and self.ratio.median > case.most_ratio:
            found.append(
                f"{case.name}: {self.ratio.median:.1f} × its floor, at most {case.most_ratio} × wanted"
            )
        if self.grown and self.grown.exponent > MOST_EXPONENT:
            found.append(
                f"{case.name}: grows with exponent {self.grown.exponent:.2f}, at most {MOST_EXPONENT} wanted"
            )
        return found


def measure(case: Case, *, quick: bool = False) -> Measured:
    """Warm all up, count the queries of ours once, then take turns."""
    for work in (case.ours, case.floor, case.http, case.growth and case.growth.small):
        if work:
            work()
    queries = _queries(case.ours)
    rounds = min(case.rounds, 3) if quick else case.rounds
    ours, floors, ratios, https, growths = [], [], [], [], []
    for _round in range(rounds):
        floor = _cpu(case.floor) if case.floor else None
        mine = _cpu(case.ours)
        ours.append(mine)
        if floor is not None:
            floors.append(floor)
            ratios.append(mine / max(floor, 0.001))
        if case.growth:
            growths.append(mine / max(_cpu(case.growth.small), 0.001))
        if case.http:
            https.append(_wall(case.http))
    return Measured(
        case=case,
        rounds=rounds,
        queries=queries,
        ours=Times(statistics.median(ours), min(ours)),
        floor=Times.of(floors),
        ratio=Times.of(ratios),
        http=Times.of(https),
        grown=_grown(case.growth, growths) if case.growth else None,
    )


def _grown(growth: Growth, ratios: list[float]) -> Grown:
    ratio = statistics.median(ratios)
    return Grown(growth.words, growth.factor, ratio, math.log(ratio) / math.log(growth.factor))


def _queries(work: Work) -> int:
    """Beginning, ending and savepoints ask nothing of the data and are left out."""
    with CaptureQueriesContext(connection) as caught:
        work()
        asked = [row["sql"] for row in caught.captured_queries]
    frames = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not sql.startswith(frames) for sql in asked)


def _cpu(work: Work) -> float:
    """CPU milliseconds of this process and of those it has waited for, such as the one that sets pages."""
    gc.collect()
    began = os.times()
    fine = time.process_time()
    work()
    fine = time.process_time() - fine
    ended = os.times()
    children = ended.children_user - began.children_user + ended.children_system - began.children_system
    return (fine + children) * 1000


def _wall(work: Work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
