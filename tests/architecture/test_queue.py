"""Every name that is put on the queue or on the timetable is a registered task."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from iso20k.celery import app
from tests.architecture.house import ROOT, Source, sources


def enqueued(found: Iterable[Source]) -> dict[str, str]:
    """Each name with where it stands; a name that is computed stands as `?`."""
    names = {}
    for source in found:
        constants = _constants(source)
        for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name == "enqueue_after_commit" and call.args:
                names[_text(call.args[0], constants)] = f"{source.path}:{call.lineno}"
    return names


def _constants(source: Source) -> dict[str, str]:
    """Names that stand for a text in this file, or in the file of ours they are imported from."""
    found = _assigned(source.tree)
    for node in source.tree.body:
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("tracker."):
                there = _own_constants(module)
                found |= {alias.name: there[alias.name] for alias in names if alias.name in there}
    return found


@lru_cache
def _own_constants(module: str) -> dict[str, str]:
    path = (ROOT / module.replace(".", "/")).with_suffix(".py")
    return _assigned(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _assigned(tree: ast.Module) -> dict[str, str]:
    found = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=text)):
                found[name] = str(text)
    return found


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return constants.get(node.id, "?") if isinstance(node, ast.Name) else "?"


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
