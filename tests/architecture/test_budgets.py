"""Files, functions and classes stay small; the list of exceptions may only shrink."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.house import Source, sources

FILE, FUNCTION, VIEW, CLASS = 400, 50, 40, 200
EXCEPTIONS = Path(__file__).with_name("budget_exceptions.txt")


def over(found: Iterable[Source]) -> dict[str, int]:
    """What is larger than it may be, with its size."""
    return {name: size for source in found for name, size, limit in _sizes(source) if size > limit}


def _sizes(source: Source) -> Iterator[tuple[str, int, int]]:
    yield source.path, source.text.count("\n"), FILE
    function = VIEW if source.is_part_of("views") else FUNCTION
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{source.path}:{node.name}", size, CLASS if isinstance(node, ast.ClassDef) else function


def excepted() -> dict[str, int]:
    lines = [
        line.split() for line in EXCEPTIONS.read_text().splitlines() if line and not line.startswith("#")
    ]
    return {name: int(size) for name, size in lines}


def test_nothing_is_larger_than_it_may_be() -> None:
    allowed = excepted()
    found = over(sources("tracker", "iso20k"))
    assert {name: size for name, size in found.items() if size > allowed.get(name, 0)} == {}


def test_the_list_of_exceptions_only_shrinks() -> None:
    found = over(sources("tracker", "iso20k"))
    stale = {name: size for name, size in excepted().items() if found.get(name, 0) < size}
    assert stale == {}, "smaller now, or gone: write the new size, or take the line out"


def test_what_is_too_large_is_caught() -> None:
    body = "    x = 1\n"
    assert over([Source("tracker/plan/queries.py", "\n" * (FILE + 1))])
    assert over([Source("tracker/plan/queries.py", "def f():\n" + body * FUNCTION)])
    assert over([Source("tracker/plan/views.py", "def f():\n" + body * VIEW)])
    assert over([Source("tracker/plan/models.py", "class A:\n" + body * CLASS)])
    assert not over([Source("tracker/plan/queries.py", "def f():\n" + body * (FUNCTION - 1))])
