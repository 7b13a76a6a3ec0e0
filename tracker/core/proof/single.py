"""The one file that travels with what it checks: the modules of this package, put together."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

PARTS = ("findings", "sources", "packs", "chains", "logs", "command")
PACKAGE = "tracker.core.proof."
HEADING = '#!/usr/bin/env python3\n"""{told}"""\n\nfrom __future__ import annotations\n\n'


class NotOneFile(Exception):
    """Two modules use one name for different things, so they cannot be put together."""


@lru_cache(maxsize=1)
def single_file() -> bytes:
    """`verify.py`: the same bytes for the same product."""
    folder = Path(__file__).parent
    return put_together({name: folder.joinpath(f"{name}.py").read_text(encoding="utf-8") for name in PARTS})


def put_together(parts: dict[str, str]) -> bytes:
    """Module after module without the lines that import one from another."""
    imports: dict[str, None] = {}
    bodies: list[str] = []
    names: set[str] = set()
    for name, text in parts.items():
        tree = ast.parse(text)
        told = ast.get_docstring(tree, clean=False) or ""
        lines = text.splitlines()
        for node in tree.body:
            names |= _defined(node, names, name)
            if _is_import(node):
                statement = ast.unparse(node)
                if not statement.startswith(("from __future__", f"from {PACKAGE}")):
                    imports[statement] = None
                for at in range(node.lineno - 1, node.end_lineno or node.lineno):
                    lines[at] = ""
        first = tree.body[0].end_lineno or 1
        bodies.append(f"# {name}: {told.splitlines()[0]}\n\n\n" + "\n".join(lines[first:]).strip("\n") + "\n")
    head = HEADING.format(told=told) + "\n".join(sorted(imports)) + "\n\n"
    return (head + "\n\n".join(bodies)).encode()


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _defined(node: ast.stmt, taken: set[str], part: str) -> set[str]:
    found: set[str] = set()
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        found = {node.name}
    elif isinstance(node, ast.Assign):
        found = {
            each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
        }
    if twice := found & taken:
        raise NotOneFile(f"{part} defines {', '.join(sorted(twice))}, which an earlier part has already.")
    return found
