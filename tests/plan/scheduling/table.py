"""Write the worked examples into docs/scheduling.md: python -m tests.plan.scheduling.table."""

from __future__ import annotations

from pathlib import Path

from tests.plan.scheduling.worked import EXAMPLES, Example
from tracker.plan.scheduling import Activity, Link

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "scheduling.md"
MARK = "<!-- worked examples, written by tests/plan/scheduling/table.py -->"


def table() -> str:
    """All examples, one below the other."""
    return "\n\n".join(_one(number, example) for number, example in enumerate(EXAMPLES, 1)) + "\n"


def _one(number: int, example: Example) -> str:
    lines = [f"### {number}. {example.name}", "", example.why, ""]
    if example.calendars:
        lines += ["Calendars: " + ", ".join(calendar.name for calendar in example.calendars) + ".", ""]
    lines += [
        "| Task | Given | Hangs on | Start | Finish | Late start | Late finish | Total | Free |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    known = {task.key: task for task in example.tasks}
    for key, (start, finish, late_start, late_finish, total, free) in example.expected.items():
        links = ", ".join(_link(link) for link in example.links if link.after == key)
        given = _given(known[key])
        dates = f"{_day(start, 8)} | {_day(finish, 17)} | {_day(late_start, 8)} | {_day(late_finish, 17)}"
        lines.append(f"| {key} | {given} | {links} | {dates} | {total} h | {free} h |")
    return "\n".join(lines)


def _day(said: str, hour: int) -> str:
    day, _space, given = said.partition(" ")
    return f"{day}, {int(given or hour):02}:00"


def _link(link: Link) -> str:
    lag = f" {link.lag / 60:+g} h" if link.lag else ""
    if link.percent is not None:
        lag = f" {link.percent:+d} %"
    return f"{link.before} {link.kind}{lag}{' elapsed' if link.elapsed else ''}"


def _given(task: Activity) -> str:
    said = [f"{(task.minutes or 0) / 60:g} h{' elapsed' if task.elapsed else ''}"]
    said += [f"under {task.parent}"] if task.parent else []
    said += [f"calendar {task.calendar}"] if task.calendar else []
    if task.constraint != "asap":
        moment = f" {task.constraint_at:%-d, %H:%M}" if task.constraint_at else ""
        said.append(f"{task.constraint.name.lower().replace('_', ' ')}{moment}")
    said += [f"deadline {task.deadline:%-d, %H:%M}"] if task.deadline else []
    said += [f"by hand {task.start:%-d, %H:%M}"] if task.manual and task.start else []
    said += [f"began {task.actual_start:%-d, %H:%M}"] if task.actual_start else []
    said += [f"ended {task.actual_finish:%-d, %H:%M}"] if task.actual_finish else []
    said += [f"{task.percent} % done"] if task.percent else []
    return ", ".join(said)


if __name__ == "__main__":
    head, _mark, _shown = DOCUMENT.read_text().partition(MARK)
    DOCUMENT.write_text(f"{head}{MARK}\n\n{table()}")
