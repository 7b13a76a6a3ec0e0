"""Many runs of the remaining plan, each task as long as chance has it: when the end is likely, and what drives it.

Pure functions over plain whole numbers. A run is a place in a list, so that a step over ten thousand runs is one
pass of the interpreter's own loops; durations come from 256 equally likely values, and who drove whom is kept in
bits. Positions are working minutes of the plan's calendar.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import add, eq

STEPS = 256
Runs = list[int]


@dataclass(frozen=True, slots=True)
class Chance:
    """How much longer or shorter than planned: the ratio at best, and at worst; planned is most likely."""

    best: float
    worst: float

    def ratios(self) -> list[float]:
        """Equally likely ratios of a triangular distribution, in order."""
        low, high = min(self.best, self.worst), max(self.best, self.worst)
        top = min(max(1.0, low), high)
        if high <= low:
            return [low] * STEPS
        turn = (top - low) / (high - low)
        return [_triangle((step + 0.5) / STEPS, low, top, high, turn) for step in range(STEPS)]


def _triangle(share: float, low: float, top: float, high: float, turn: float) -> float:
    if share < turn:
        return low + (share * (high - low) * (top - low)) ** 0.5
    return high - ((1 - share) * (high - low) * (high - top)) ** 0.5


def from_history(seen: Iterable[float]) -> list[float]:
    """Equally likely ratios as they were seen so far, in order; between two of them on a straight line."""
    known = sorted(seen)
    last = len(known) - 1
    found = []
    for step in range(STEPS):
        at = (step + 0.5) / STEPS * last
        low = int(at)
        high = min(low + 1, last)
        found.append(known[low] + (known[high] - known[low]) * (at - low))
    return found


@dataclass(frozen=True, slots=True)
class Tied:
    """A link: from the start or the finish of one node to the start or the finish of another, and its lag."""

    before: int
    from_start: bool = False
    to_finish: bool = False
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the plan. Before `floor` it does not start; without ratios it lasts exactly its minutes."""

    floor: int
    minutes: int
    ratios: Sequence[float] | None = None
    links: tuple[Tied, ...] = ()


@dataclass(frozen=True)
class Result:
    """What the runs gave: sorted ends of the targets, shares of runs per node and per group."""

    runs: int
    ends: dict[int, Runs] = field(default_factory=dict)
    critical: dict[int, float] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)

    def at(self, target: int, share: float) -> int:
        """By when the target is reached in this share of the runs."""
        ends = self.ends[target]
        return ends[min(max(round(share * len(ends)) - 1, 0), len(ends) - 1)]

    def by(self, target: int, work: int) -> float:
        """In what share of the runs it is reached by then."""
        return bisect_left(self.ends[target], work + 1) / self.runs

    def late_in(self, nodes: Iterable[int]) -> float:
        """In what share of the runs at least one of the nodes ends after the deadline."""
        found = 0
        for node in nodes:
            found |= self.late.get(node, 0)
        return found.bit_count() / self.runs


def simulate(
    nodes: Sequence[Node],
    *,
    runs: int,
    seed: int,
    targets: Collection[int],
    end: int | None = None,
    deadline: int | None = None,
    watched: Collection[int] = (),
) -> Result:
    """Run the plan so often. `nodes` stand so that none comes before what it hangs on.

    `end` is the target whose drivers are counted; of the `watched` nodes it is kept in which runs they end
    after the deadline. The same seed gives the same runs.
    """
    chance = random.Random(seed)  # noqa: S311
    uses = [0] * len(nodes)
    for node in nodes:
        for link in node.links:
            uses[link.before] += 1
    kept = set(targets)
    starts: dict[int, Runs] = {}
    finishes: dict[int, Runs] = {}
    drove: list[list[tuple[int, int]]] = []
    ends: dict[int, Runs] = {}
    late: dict[int, int] = {}
    watch = set(watched) if deadline is not None else set()
    for number, node in enumerate(nodes):
        length = _length(node, runs, chance)
        start, drivers = _start(node, length, starts, finishes, runs)
        finish = list(map(add, start, length)) if node.minutes else start
        drove.append(drivers)
        starts[number], finishes[number] = start, finish
        if number in kept:
            ends[number] = sorted(finish)
        if number in watch and deadline is not None:
            late[number] = _bits(map(deadline.__lt__, finish))
        for link in node.links:
            uses[link.before] -= 1
            if not uses[link.before]:
                del starts[link.before], finishes[link.before]
    critical = _critical(drove, end, runs) if end is not None else {}
    return Result(runs, ends, critical, late)


def _length(node: Node, runs: int, chance: random.Random) -> Runs:
    if not node.minutes:
        return [0] * runs
    if node.ratios is None:
        return [node.minutes] * runs
    table = [round(node.minutes * ratio) for ratio in node.ratios]
    return list(map(table.__getitem__, chance.randbytes(runs)))


def _start(
    node: Node, length: Runs, starts: dict[int, Runs], finishes: dict[int, Runs], runs: int
) -> tuple[Runs, list[tuple[int, int]]]:
    """When it starts in each run, and which links decided that, run by run."""
    wanted: list[tuple[int, Runs]] = []
    for link in node.links:
        base = (starts if link.from_start else finishes)[link.before]
        if link.lag:
            base = list(map(add, base, repeat(link.lag)))
        if link.to_finish:
            base = [x - y for x, y in zip(base, length, strict=True)]
        wanted.append((link.before, base))
    floor = node.floor
    start: Runs | None = None
    for _before, runs_of in wanted:
        start = runs_of if start is None else [x if x > y else y for x, y in zip(start, runs_of, strict=True)]
    if start is None:
        return [floor] * runs, []
    if min(start) < floor:
        start = [x if x > floor else floor for x in start]
    if len(wanted) == 1 and start is wanted[0][1]:
        return start, [(wanted[0][0], (1 << 8 * runs) // 255)]
    return start, [(before, _bits(map(eq, runs_of, start))) for before, runs_of in wanted]


def _bits(said: Iterable[bool]) -> int:
    """A byte for each run, nought or one, as one number: and, or and counting are then one step."""
    return int.from_bytes(bytes(said), "little")


def _critical(drove: list[list[tuple[int, int]]], end: int, runs: int) -> dict[int, float]:
    """In what share of the runs a node lies on a path that decides the end."""
    found = {end: (1 << 8 * runs) // 255}
    for number in range(end, -1, -1):
        mine = found.get(number, 0)
        if mine:
            for before, decided in drove[number]:
                found[before] = found.get(before, 0) | (mine & decided)
    return {number: bits.bit_count() / runs for number, bits in found.items()}
