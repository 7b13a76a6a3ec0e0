"""Every name that is put on the queue or on the timetable is a registered task."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from iso20k.celery import app
from tests.architecture.house import Source, sources


def enqueued(found: Iterable[Source]) -> dict[str, str]:
    """Each name with where it stands; what is not written out stands as `?`."""
    names = {}
    for source in found:
        for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name == "enqueue_after_commit" and call.args:
                first = call.args[0]
                text = first.value if isinstance(first, ast.Constant) else "?"
                names[str(text)] = f"{source.path}:{call.lineno}"
    return names


def unknown(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name not in app.tasks)


def test_every_enqueued_name_is_a_registered_task() -> None:
    assert unknown(enqueued(sources("tracker"))) == []


def test_every_beat_is_a_registered_task() -> None:
    assert unknown(str(line["task"]) for line in app.conf.beat_schedule.values()) == []


def test_an_unknown_or_computed_name_is_caught() -> None:
    planted = Source(
        "tracker/plan/actions.py",
        'enqueue_after_commit("plan.fly", 1)\nqueue.enqueue_after_commit(f"plan.{x}")',
    )
    assert unknown(enqueued([planted])) == ["?", "plan.fly"]
