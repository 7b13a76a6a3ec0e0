"""The plan as a table under the headings that the importer knows."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.plan.exporting.gather import Held
from tracker.plan.importing.plain import ImportedLink
from tracker.plan.importing.units import hanging_text, length_text

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
            length_text(task.duration_minutes),
            ", ".join(_hanging(link) for link in task.links),
            "; ".join(task.owners),
            f"{task.percent}%",
            "yes" if task.milestone else "no",
            task.phase,
            " ".join(task.clauses),
            "" if task.effort_minutes is None else f"{task.effort_minutes}m",
            task.notes,
        ]


def _hanging(link: ImportedLink) -> str:
    return hanging_text(str(link.predecessor), link.kind, link.lag_minutes, link.lag_unit, link.lag_percent)
