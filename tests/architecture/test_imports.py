"""No import hides in a function, and nobody looks at a clock of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tests.architecture.house import Source, sources

# Each of these costs a second or more, so it is loaded by who needs it.
HEAVY = {
    "weasyprint",
    "openpyxl",
    "pikepdf",
    "icalendar",
    "css_inline",
    "holidays",
    "pyhanko",
    "pyhanko_certvalidator",
    "asn1crypto",
    "qrcode",
}
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "dt.date.today"}
CLOCKS |= {
    "datetime.datetime.now",
    "datetime.date.today",
    "dt.datetime.now",
    "time.time",
    "timezone.localdate",
}


def hidden(found: Iterable[Source]) -> list[str]:
    breaches = []
    for source in found:
        for function in ast.walk(source.tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if source.parts[-1] == "apps" and function.name == "ready":
                continue
            for node in ast.walk(function):
                breaches += [f"{source.path}:{node.lineno}: {name}" for name in _light(node)]
    return breaches


def _light(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            modules = [alias.name for alias in names]
        case ast.ImportFrom(module=module):
            modules = [module or "."]
        case _:
            return []
    return [module for module in modules if module.split(".")[0] not in HEAVY]


def own_clocks(found: Iterable[Source]) -> list[str]:
    return [
        f"{source.path}:{node.lineno}: {ast.unparse(node.func)}"
        for source in found
        if source.path != "tracker/core/clock.py"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]


def test_no_import_hides_in_a_function() -> None:
    assert hidden(sources("tracker", "iso20k")) == []


def test_everybody_asks_the_one_clock() -> None:
    assert own_clocks(sources("tracker")) == []


def test_a_hidden_import_is_caught() -> None:
    planted = Source(
        "tracker/plan/actions.py", "def f():\n    from tracker.checklist.models import Checkpoint\n"
    )
    assert hidden([planted])
    assert not hidden([Source("tracker/core/pdf.py", "def f():\n    import weasyprint\n")])


def test_a_look_at_another_clock_is_caught() -> None:
    assert own_clocks([Source("tracker/plan/queries.py", "late = row.due_on < date.today()")])
