"""An export of the log: a signed list of its lines, and the chain that runs through them."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.core.proof.chains import CHAINED, FIRST, canonical_json, entry_reasons
from tracker.core.proof.findings import PUBLIC_KEY, VERIFIER, Finding, Outside, Signed, check_signature
from tracker.core.proof.sources import Source, check_file

LOG, LINES, LOG_SIGNATURE = "log.json", "log.jsonl", "log.sig"
LONGEST_LINE = 4 * 1024 * 1024


@dataclass(slots=True)
class Line:
    """One line as it lies there: its digest, and the entry where it can be read as one."""

    number: int
    sha256: str
    entry: dict[str, Any] | None
    canonical: bool = True

    @property
    def name(self) -> str:
        return f"line {self.number}" + (f" (entry {self.entry['position']})" if self.entry else "")


@dataclass(slots=True)
class Promise:
    """What the signed file says of the lines."""

    chain: str
    position: int
    digest: str
    lines: list[str]
    heads: list[tuple[int, str, str]]
    verifier: str


def check_log(source: Source, outside: Outside) -> Finding:
    """Compare every line with the signed list and follow the chain through all of them."""
    finding = Finding(problems=list(source.problems), kind="export")
    known = {LOG, LINES, LOG_SIGNATURE, PUBLIC_KEY, VERIFIER}
    finding.problems += [f"missing: {name}" for name in sorted(known - set(source.sizes))]
    finding.problems += [f"extra: {name}" for name in sorted(set(source.sizes) - known)]
    written = source.small_or_none(LOG)
    promise = _promise(written or b"", finding)
    if written is not None:
        named = _named_key(written)
        signature, inside = source.small_or_none(LOG_SIGNATURE), source.small_or_none(PUBLIC_KEY)
        check_signature(Signed(LOG, LOG_SIGNATURE, written, signature, inside, named), outside, finding)
        finding.manifest_digest = hashlib.sha256(written).hexdigest()
    if promise and VERIFIER in source.sizes:
        finding.problems += check_file(source, VERIFIER, source.sizes[VERIFIER], promise.verifier)
    if LINES not in source.sizes:
        return finding
    lines = list(_lines(source))
    finding.files, finding.entries = len(set(source.sizes) & known), len(lines)
    finding.erased = sum(1 for line in lines if line.entry and "erased_at" in (line.entry["names"] or ()))
    moved = list(compare_lines(lines, promise.lines)) if promise and finding.signed else []
    finding.problems += moved or follow_chain(lines, promise, outside.heads)
    return finding


def _lines(source: Source) -> Iterator[Line]:
    with source.open(LINES) as reading:
        number = 0
        while written := reading.readline(LONGEST_LINE):
            number += 1
            entry = _entry(written)
            canonical = entry is not None and canonical_json(entry) + b"\n" == written
            yield Line(number, hashlib.sha256(written).hexdigest(), entry, canonical)


def _entry(written: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(written)
        whole = set(entry) == {*CHAINED, "digest", "names"} and type(entry["position"]) is int
        canonical_json(entry)
    except (ValueError, TypeError, RecursionError):
        return None
    return entry if whole and isinstance(entry["names"], dict | None) else None


def _promise(written: bytes, finding: Finding) -> Promise | None:
    try:
        said = json.loads(written)
        heads = [(int(head["position"]), str(head["digest"]), str(head["at"])) for head in said["heads"]]
        end, lines = said["head"], [str(line) for line in said["lines"]]
        verifier = str(said["verifier_sha256"])
        return Promise(str(said["chain"]), int(end["position"]), str(end["digest"]), lines, heads, verifier)
    except (ValueError, KeyError, TypeError, RecursionError):
        finding.problems.append(f"damaged: {LOG} is not the head of an export")
        return None


def _named_key(written: bytes) -> str | None:
    try:
        return str(json.loads(written)["key"]["fingerprint"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


# Beside the signed list -----------------------------------------------------------------


def compare_lines(lines: list[Line], wanted: list[str]) -> Iterator[str]:
    """Each line that is not as it was signed, by what was done to it."""
    places = {sha256: place for place, sha256 in enumerate(wanted)}
    found = [places.get(line.sha256) for line in lines]
    if found == list(range(len(wanted))):
        return
    if len(found) == len(wanted) == len(set(found) - {None}):
        for line, place in zip(lines, found, strict=True):
            if place is not None and place != line.number - 1:
                yield f"{line.name}: swapped; it was signed as line {place + 1}"
        return
    steady = _in_order(found)
    present = {place for place in found if place is not None}
    yield from _beside_steady(lines, found, steady, [place not in present for place in range(len(wanted))])


def _in_order(found: list[int | None]) -> set[int]:
    """Which lines keep their order: the longest rising run of places, by line index."""
    ends: list[int] = []
    last: list[int] = []
    before: dict[int, int] = {}
    for index, place in enumerate(found):
        if place is None:
            continue
        at = bisect_left(ends, place)
        if ends[at : at + 1] == [place]:
            continue
        ends[at : at + 1], last[at : at + 1] = [place], [index]
        before[index] = last[at - 1] if at else -1
    kept: set[int] = set()
    index = last[-1] if last else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


def _beside_steady(
    lines: list[Line], found: list[int | None], steady: set[int], missing: list[bool]
) -> Iterator[str]:
    """Walks both lists from one steady line to the next; between them unknown lines stand for missing ones."""
    after, unknown, seen = 0, [], set()
    for index, line in enumerate(lines):
        place = found[index]
        if place is None:
            unknown.append(line)
        elif index in steady:
            yield from _between(unknown, [each for each in range(after, place) if missing[each]], line)
            after, unknown = place + 1, []
        elif place in seen or any(found[each] == place for each in steady):
            yield f"{line.name}: inserted; line {place + 1} of those signed stands here a second time"
        else:
            yield f"{line.name}: swapped; it was signed as line {place + 1}"
        seen.add(place)
    yield from _between(unknown, [each for each in range(after, len(missing)) if missing[each]], None)


def _between(unknown: list[Line], gone: list[int], following: Line | None) -> Iterator[str]:
    for line, _place in zip(unknown, gone, strict=False):
        yield f"{line.name}: {_what_changed(line)}"
    for line in unknown[len(gone) :]:
        yield f"{line.name}: inserted; no such line was signed"
    left = gone[len(unknown) :]
    if not left:
        return
    entries = f"entry {left[0] + 1}" if len(left) == 1 else f"entries {left[0] + 1} to {left[-1] + 1}"
    if following is None:
        yield f"rolled back: {entries} removed from the end"
    else:
        yield f"{following.name}: {entries} removed before it"


def _what_changed(line: Line) -> str:
    if line.entry is None:
        return "changed; it cannot be read as an entry"
    reasons = list(entry_reasons(line.entry, line.entry["previous"]))
    if reasons:
        return f"changed; {', '.join(reasons)}"
    return "changed and re-hashed" if line.canonical else "changed; it is written differently"


# Along the chain ------------------------------------------------------------------------


def follow_chain(
    lines: list[Line], promise: Promise | None, printed: tuple[tuple[int, str], ...]
) -> Iterator[str]:
    """Each line that does not follow from the one before it, and each head that the chain does not pass."""
    standing = Counter(line.entry["position"] for line in lines if line.entry)
    position, digest = 0, FIRST
    digests: dict[int, str] = {}
    for line in lines:
        if line.entry is None:
            yield f"{line.name}: changed; it cannot be read as an entry"
            continue
        entry = line.entry
        yield from (f"{line.name}: {reason}" for reason in _line_reasons(line, position, digest, standing))
        if promise and entry["chain"] != promise.chain:
            yield f"{line.name}: inserted; it belongs to another chain"
        position, digest = entry["position"], entry["digest"]
        digests.setdefault(position, digest)
    yield from _missed_heads(promise, printed, digests)
    if promise and (position, digest) != (promise.position, promise.digest):
        yield f"the log ends at entry {position}, its head says entry {promise.position}: rolled back or re-hashed"


def _missed_heads(
    promise: Promise | None, printed: tuple[tuple[int, str], ...], digests: dict[int, str]
) -> Iterator[str]:
    for place, wanted, at in promise.heads if promise else ():
        if digests.get(place) != wanted:
            yield _head_problem(place, digests, f"signed on {at}")
    for place, wanted in printed:
        if digests.get(place) != wanted:
            yield _head_problem(place, digests, "you were given")


def _line_reasons(line: Line, position: int, digest: str, standing: Counter[int]) -> Iterator[str]:
    entry = line.entry or {}
    gone = [
        each for each in range(position + 1, min(entry["position"], position + 1000)) if not standing[each]
    ]
    if gone:
        named = f"entry {gone[0]}" if len(gone) == 1 else f"entries {gone[0]} to {entry['position'] - 1}"
        yield f"{named} removed before it"
    elif standing[entry["position"]] > 1 and entry["position"] <= position:
        yield "inserted; another line has this place"
    elif entry["position"] != position + 1:
        yield "swapped; it stands out of order"
    if not line.canonical:
        yield "changed; it is written differently"
    yield from entry_reasons(entry, digest)


def _head_problem(position: int, digests: dict[int, str], whose: str) -> str:
    if position not in digests:
        return f"rolled back: entry {position}, the head {whose}, is not here"
    return f"entry {position}: re-hashed; it is not the head {whose}"
