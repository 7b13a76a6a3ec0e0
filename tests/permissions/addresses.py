"""Every address of the site, taken from the URLconf itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("table.txt")
CAST = ("manager", "member", "sponsor", "auditor", "viewer", "stranger", "admin", "anonymous")
LOGIN = "/accounts/login/"


@dataclass(frozen=True, order=True)
class Address:
    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.name:<42} {self.method:<5}" + "".join(f" {answer:<8}" for answer in self.answers).rstrip()
        )


def addresses() -> list[Address]:
    return sorted(set(_walk(get_resolver(), (), ())))


def _walk(resolver: URLResolver, spaces: tuple[str, ...], arguments: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        wanted = (*arguments, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces, wanted)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name or f"unnamed {entry.pattern}"))
            yield Address(name, tuple(sorted(wanted)))


def routes() -> list[tuple[str, str]]:
    """The path of each address with its arguments left open, and the name it has."""
    return sorted(_routes(get_resolver(), (), ""))


def _routes(resolver: URLResolver, spaces: tuple[str, ...], before: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = before + re.sub(r"<(?:(\w+):)?\w+>", r"<\1>", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _routes(entry, (*spaces, entry.namespace) if entry.namespace else spaces, path)
        elif isinstance(entry, URLPattern):
            yield path, ":".join((*spaces, entry.name or path))


def shadowed(found: list[tuple[str, str]]) -> list[str]:
    """Paths that two names share: whichever stands first in the URLconf answers for both."""
    names: dict[str, set[str]] = {}
    for path, name in found:
        names.setdefault(path, set()).add(name)
    return [f"{path}: {', '.join(sorted(shared))}" for path, shared in names.items() if len(shared) > 1]


def rows(text: str | None = None) -> list[Row]:
    found = []
    for line in (TABLE.read_text(encoding="utf-8") if text is None else text).splitlines():
        words = line.partition("#")[0].split()
        if words:
            found.append(Row(words[0], words[1], tuple(words[2:])))
    return found


def without_row(found: list[Address], table: list[Row]) -> list[str]:
    named = {row.name for row in table}
    return [address.name for address in found if address.name not in named]


def in_a_word(response: HttpResponseBase) -> str:
    """What an answer means to who asked."""
    status = response.status_code
    if status in {301, 302} and response.headers["Location"].startswith(LOGIN):
        return "login"
    return {403: "no", 404: "hidden", 405: "405"}.get(status, "yes" if status < 500 else "broken")
