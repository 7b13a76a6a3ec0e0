"""Measuring: rounds of floor and ours in turn, medians, minima, and the ratio pair by pair."""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: a piece of work, its floor, and what we hold ourselves to."""

    name: str
    ours: Work
    floor: Work | None = None
    floor_is: str = ""
    most_queries: int | None = None
    most_ratio: float | None = None
    rounds: int = 15


@dataclass(slots=True)
class Measured:
    """What was measured of one case. Times are CPU milliseconds of this process."""

    name: str
    rounds: int
    queries: int
    ours_median: float
    ours_min: float
    floor_median: float | None = None
    ratio_median: float | None = None
    floor_is: str = ""
    most_queries: int | None = None
    most_ratio: float | None = None
    ratios: list[float] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        found = []
        if self.most_queries is not None and self.queries > self.most_queries:
            found.append(f"{self.name}: {self.queries} queries, at most {self.most_queries} wanted")
        if (
            self.most_ratio is not None
            and self.ratio_median is not None
            and self.ratio_median > self.most_ratio
        ):
            found.append(
                f"{self.name}: {self.ratio_median:.1f} × its floor, at most {self.most_ratio} × wanted"
            )
        return found


def measure(case: Case) -> Measured:
    """Warm both up, count the queries of ours once, then take turns."""
    case.ours()
    if case.floor:
        case.floor()
    with CaptureQueriesContext(connection) as queries:
        case.ours()
    ours, floors, ratios = [], [], []
    for _round in range(case.rounds):
        floor = _cpu(case.floor) if case.floor else None
        mine = _cpu(case.ours)
        ours.append(mine)
        if floor is not None:
            floors.append(floor)
            ratios.append(mine / max(floor, 1e-6))
    return Measured(
        name=case.name,
        rounds=case.rounds,
        queries=len([row for row in queries.captured_queries if not _is_frame(row["sql"])]),
        ours_median=statistics.median(ours),
        ours_min=min(ours),
        floor_median=statistics.median(floors) if floors else None,
        ratio_median=statistics.median(ratios) if ratios else None,
        floor_is=case.floor_is,
        most_queries=case.most_queries,
        most_ratio=case.most_ratio,
        ratios=[round(ratio, 2) for ratio in ratios],
    )


def _is_frame(sql: str) -> bool:
    """Beginning, ending and savepoints ask nothing of the data."""
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))


def _cpu(work: Work) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def growth(name: str, small: Work, large: Work, factor: int, rounds: int = 7) -> dict[str, Any]:
    """How CPU time grows when the data grows `factor`-fold: 1.0 is in step with the data."""
    import math

    pairs = []
    small()
    large()
    for _round in range(rounds):
        pairs.append(_cpu(large) / max(_cpu(small), 1e-6))
    ratio = statistics.median(pairs)
    return {"name": name, "factor": factor, "ratio": ratio, "exponent": math.log(ratio) / math.log(factor)}


def table(rows: Iterable[Measured]) -> str:
    """For people."""
    lines = [f"{'work':<44}{'queries':>8}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}  floor"]
    for row in rows:
        floor = f"{row.floor_median:.2f}" if row.floor_median is not None else "–"
        ratio = f"{row.ratio_median:.1f}" if row.ratio_median is not None else "–"
        lines.append(
            f"{row.name:<44}{row.queries:>8}{row.ours_median:>10.2f}{floor:>10}{ratio:>8}  {row.floor_is}"
        )
    return "\n".join(lines)


def write_json(target: Path, rows: Iterable[Measured], grown: list[dict[str, Any]]) -> None:
    """For machines, with what the machine is."""
    facts = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "database": connection.vendor,
        "unit": "CPU milliseconds of one process",
    }
    content = {"machine": facts, "rows": [asdict(row) for row in rows], "growth": grown}
    target.write_text(json.dumps(content, indent=1), encoding="utf-8")
