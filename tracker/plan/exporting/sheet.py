"""The plan as a table under the headings that the importer knows."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.plan.exporting.gather import Held
from tracker.plan.importing.plain import ImportedLink
from tracker.plan.importing.units import MINUTES, MINUTES_A_DAY

HEADING = (
    "ID",
    "Outline level",
    "Name",
    "Start",
    "Finish",
    "Duration",
    "Predecessors",
    "Owner",
    "% Complete",
    "Milestone",
    "Phase",
    "Clause",
    "Effort",
    "Notes",
)


def rows_of(held: Held) -> Iterator[list[object]]:
    """One row a task, in the order of the plan; a link is written as 3FS+2d."""
    for task in held.plan.lines:
        yield [
            task.uid,
            task.level,
            task.name,
            f"{task.start:%Y-%m-%d %H:%M}",
            f"{task.finish:%Y-%m-%d %H:%M}",
            _length(task.duration_minutes),
            ", ".join(_hanging(link) for link in task.links),
            "; ".join(task.owners),
            f"{task.percent}%",
            "yes" if task.milestone else "no",
            task.phase,
            " ".join(task.clauses),
            "" if task.effort_minutes is None else f"{task.effort_minutes}m",
            task.notes,
        ]


def _length(minutes: int) -> str:
    return f"{minutes}m" if minutes % MINUTES_A_DAY else f"{minutes // MINUTES_A_DAY}d"


def _hanging(link: ImportedLink) -> str:
    if link.lag_percent is not None:
        return f"{link.predecessor}{link.kind}{link.lag_percent:+d}{link.lag_unit}"
    if not link.lag_minutes:
        return f"{link.predecessor}{link.kind}"
    amount, rest = divmod(link.lag_minutes, MINUTES.get(link.lag_unit, MINUTES_A_DAY))
    if rest:
        elapsed = "e" if link.lag_unit.startswith("e") else ""
        return f"{link.predecessor}{link.kind}{link.lag_minutes:+d}{elapsed}m"
    return f"{link.predecessor}{link.kind}{amount:+d}{link.lag_unit}"
