"""Before and after: a topological sort over numbers, and the circle spelled out where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.plan.scheduling.problems import Loop
from tracker.plan.scheduling.values import Key, Link


def sort(after: Sequence[Sequence[int]], waits: list[int]) -> list[int]:
    """The numbers so that none comes before what it hangs on; those in or behind a circle are missing.

    `waits` is used up: what is not nought at the end never became free.
    """
    done = [number for number, count in enumerate(waits) if not count]
    for number in done:
        for behind in after[number]:
            waits[behind] -= 1
            if not waits[behind]:
                done.append(behind)
    return done


def circle(after: Sequence[Sequence[int]], waits: Sequence[int]) -> list[int]:
    """One circle among those that never became free, each before what hangs on it, the first again at the end."""
    before: dict[int, int] = {}
    for number, count in enumerate(waits):
        if count:
            for behind in after[number]:
                if waits[behind]:
                    before[behind] = number
    path: list[int] = []
    at: dict[int, int] = {}
    number = min(before)
    while number not in at:
        at[number] = len(path)
        path.append(number)
        number = before[number]
    found = path[at[number] :]
    found.reverse()
    return [*found, found[0]]


def order(keys: Iterable[Key], links: Iterable[Link]) -> list[Key]:
    """The keys so that none comes before what it hangs on; raises `Loop`."""
    names = list(keys)
    numbers = {key: number for number, key in enumerate(names)}
    after: list[list[int]] = [[] for _key in names]
    waits = [0] * len(names)
    for link in links:
        after[numbers[link.before]].append(numbers[link.after])
        waits[numbers[link.after]] += 1
    done = sort(after, waits)
    if len(done) < len(names):
        found = [names[number] for number in circle(after, waits)][:-1]
        first = found.index(min(found, key=str))
        raise Loop([*found[first:], *found[:first], found[first]])
    return [names[number] for number in done]
