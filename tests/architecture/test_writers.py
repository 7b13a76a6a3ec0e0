"""Only actions write: doors and questions never change a row."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.house import Source, sources

# Verbs and what they stand on; core and history are the tools that write for them.
WRITERS = ("actions", "models", "migrations", "seeds", "seed")
TOOLS = ("tracker/core/", "tracker/history/")

ALWAYS = {
    "save_because",
    "delete_because",
    "bulk_save_because",
    "bulk_delete_because",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "create_user",
}
ON_ROWS = {"update", "create", "acreate", "aupdate", "adelete"}
WITHOUT_ARGUMENTS = {"save", "delete", "asave"}
QUERY_WORDS = {
    "objects",
    "filter",
    "exclude",
    "all",
    "select_for_update",
    "visible_to",
    "of",
    "_default_manager",
}


def writes(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _writes(node):
            yield f"{source.path}:{node.lineno}: {ast.unparse(node.func)}(…)"


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in ALWAYS - {"create_user"}
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if name in ALWAYS:
        return name != "create_user" or "objects" in _chain(call.func.value)
    if name in ON_ROWS:
        return bool(_chain(call.func.value) & QUERY_WORDS)
    return name in WITHOUT_ARGUMENTS and not call.args


def _chain(node: ast.AST) -> set[str]:
    """The words of `A.objects.filter(…)`, from the inside out."""
    words = set()
    while True:
        match node:
            case ast.Attribute(value=inner, attr=word):
                words.add(word)
                node = inner
            case ast.Call(func=inner):
                node = inner
            case _:
                return words


def breaches(found: Iterable[Source]) -> list[str]:
    return [
        line
        for source in found
        if not source.path.startswith(TOOLS) and not source.is_part_of(*WRITERS)
        for line in writes(source)
    ]


def test_only_actions_write() -> None:
    assert breaches(sources("tracker")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "task.save()",
        "form.save()",
        "task.delete()",
        "Task.objects.create(name=1)",
        "Task.objects.filter(pk=1).update(name=2)",
        "Task.objects.bulk_create(rows)",
        "task.save_because('x', by=actor)",
        "bulk_save_because(rows, reason='x', by=actor)",
    ],
)
def test_a_write_in_a_view_is_caught(planted: str) -> None:
    assert breaches([Source("tracker/plan/views.py", planted)])
    assert not breaches([Source("tracker/plan/actions/rebaseline.py", planted)])


@pytest.mark.parametrize(
    "harmless", ["values.update(more)", "digest.update(b'')", "book.save(path)", "make.create(x)"]
)
def test_what_only_looks_like_a_write_is_left_alone(harmless: str) -> None:
    assert not breaches([Source("tracker/plan/views.py", harmless)])
