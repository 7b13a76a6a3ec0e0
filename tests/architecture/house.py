"""What the architecture tests walk over: floors, source files, templates."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRACKER = ROOT / "tracker"
TEMPLATES = ROOT / "templates"


def floors() -> dict[str, int]:
    """Each room with its floor, counted from the ground; read from the contract, so there is one list."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    lines = contract["importlinter:contract:floors"]["layers"].strip().splitlines()
    return {
        room: floor
        for floor, line in enumerate(reversed(lines), start=1)
        for room in re.findall(r"\w+", line)
    }


@dataclass(frozen=True)
class Source:
    """One Python file and its tree; tests plant breaches by making one from text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).with_suffix("").parts

    def is_part_of(self, *names: str) -> bool:
        """Whether the file is the module of that name in a room, or lies in the package of that name."""
        return bool(set(self.parts[2:]) & set(names))


@lru_cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files of these folders, without migrations."""
    return tuple(
        Source(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for folder in folders or ("tracker", "iso20k")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    )


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8")
