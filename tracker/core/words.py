"""Words as they are looked for: the same on both engines, whatever case and accents they were written with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 40
WORD = re.compile(r"[^\W_]+")
BEFORE, AFTER = 70, 110
LOOKED_AT = 200_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where a word stands: what comes before it, the word as it is written, and what follows."""

    before: str
    word: str
    after: str


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without case and accents."""
    return plain(text)


def plain(text: str) -> str:
    """`folded` for texts too long to remember."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def words_of(text: str) -> Iterator[str]:
    """Each word folded and spelled in ASCII, so that no engine has an opinion of its own on it."""
    for found in WORD.finditer(plain(text)):
        yield from spelled(found.group())


def spelled(word: str) -> Iterator[str]:
    """A folded word in ASCII; scripts that do not part their words give one for each sign."""
    if word.isascii():
        yield word[:LONGEST]
        return
    run = ""
    for sign in word:
        if unicodedata.east_asian_width(sign) in "WF":
            if run:
                yield run
                run = ""
            yield _code(sign)
        elif len(run) < LONGEST:
            run += sign if sign.isascii() else _code(sign)
    if run:
        yield run


def _code(sign: str) -> str:
    return f"u{ord(sign):06x}"


def holds(terms: Iterable[str], *texts: str) -> bool:
    """Do the texts, taken together, hold every term?"""
    whole = "\n".join(plain(text) for text in texts)
    return all(folded(term) in whole for term in terms)


def excerpt(text: str, terms: Iterable[str]) -> Excerpt | None:
    """The first place where one of the terms begins a word, or stands within one."""
    for term in terms:
        place = _place(text, term)
        if place is not None:
            start, end = place
            before = text[max(start - BEFORE, 0) : start]
            after = text[end : end + AFTER]
            return Excerpt(
                _lead(before, cut=start > BEFORE), text[start:end], _trail(after, cut=end + AFTER < len(text))
            )
    return None


def _place(text: str, term: str) -> tuple[int, int] | None:
    found = re.search(rf"(?<![^\W_]){re.escape(term)}", text, re.IGNORECASE)
    if found:
        return found.span()
    wanted = next((folded(part) for part in WORD.findall(term)), "")
    if not wanted:
        return None
    for each in WORD.finditer(text[:LOOKED_AT]):
        if folded(each.group()).startswith(wanted):
            return each.span()
    found = re.search(re.escape(term), text, re.IGNORECASE)
    return found.span() if found else None


def _lead(text: str, *, cut: bool) -> str:
    """What stands before, from the beginning of a word on."""
    told = re.sub(r"\s+", " ", text)
    return "… " + told.partition(" ")[2] if cut and " " in told.rstrip() else told.lstrip()


def _trail(text: str, *, cut: bool) -> str:
    told = re.sub(r"\s+", " ", text)
    return told.rpartition(" ")[0] + " …" if cut and " " in told.lstrip() else told.rstrip()
