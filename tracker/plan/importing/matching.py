"""Which line of a file is which task of a plan: by its number, and by its name and what it lies under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tracker.plan.importing.plain import ImportedPlan, ImportedTask

Path = tuple[str, ...]


@dataclass(slots=True)
class Twins:
    """`numbers` leads from the number in the file to the one in the plan; the two differ by `offset` as a rule."""

    offset: int = 0
    numbers: dict[int, int] = field(default_factory=dict)


def parents(lines: Iterable[ImportedTask]) -> dict[int, int | None]:
    """Under what each line lies."""
    above: list[int] = []
    found: dict[int, int | None] = {}
    for task in lines:
        del above[task.level - 1 :]
        found[task.uid] = above[-1] if above else None
        above.append(task.uid)
    return found


def match(now: ImportedPlan, said: ImportedPlan) -> Twins:
    """Numbers of Microsoft Project stay with their tasks; those of a table may only count its rows.

    A file that was put beside other tasks once has other numbers than the plan, all by one offset.
    """
    flat = "outline" not in said.carries
    there, here = _paths(now, flat), _paths(said, flat)
    by_path = _pairs(there, here)
    evidence = by_path or _pairs(_names(now), _names(said))
    offset = _offset(evidence) if "uid" in said.carries else None
    found = Twins(offset or 0)
    numbers = {task.uid for task in now.lines}

    def by_number() -> None:
        taken = set(found.numbers.values())
        for task in said.lines:
            twin = task.uid + found.offset
            if task.uid not in found.numbers and twin in numbers and twin not in taken:
                found.numbers[task.uid] = twin

    def by_words(words: Callable[[ImportedPlan], dict[int, Path]]) -> None:
        taken = set(found.numbers.values())
        left = {uid: path for uid, path in words(now).items() if uid not in taken}
        found.numbers |= _pairs(left, {u: p for u, p in words(said).items() if u not in found.numbers})

    def paths(plan: ImportedPlan) -> dict[int, Path]:
        return there if plan is now else here

    if offset is not None and said.source == "mspdi":
        by_number()
    by_words(paths)
    if offset is not None:
        by_number()
    by_words(_names)
    return found


def _offset(evidence: dict[int, int]) -> int | None:
    """By how much the numbers of the plan are higher; nothing where they are no guide."""
    steps = Counter(there - here for here, there in evidence.items())
    if not steps:
        return 0
    offset, count = max(steps.items(), key=lambda step: (step[1], step[0] == 0))
    return offset if count * 2 >= len(evidence) and (count > 1 or offset == 0) else None


def _pairs(there: dict[int, Path], here: dict[int, Path]) -> dict[int, int]:
    """Those that stand under the same words, once on either side."""
    found, looked = _once(there), _once(here)
    return {uid: found[path] for path, uid in looked.items() if path in found}


def _once(paths: dict[int, Path]) -> dict[Path, int]:
    counts = Counter(paths.values())
    return {path: uid for uid, path in paths.items() if counts[path] == 1}


def _names(plan: ImportedPlan) -> dict[int, Path]:
    return {task.uid: (_word(task),) for task in plan.lines}


def _paths(plan: ImportedPlan, flat: bool) -> dict[int, Path]:
    if flat:
        return _names(plan)
    over = parents(plan.lines)
    found: dict[int, Path] = {}
    for task in plan.lines:
        parent = over[task.uid]
        found[task.uid] = (*(found[parent] if parent is not None else ()), _word(task))
    return found


def _word(task: ImportedTask) -> str:
    return " ".join(task.name.split()).casefold()
