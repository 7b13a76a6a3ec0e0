"""A random draw that anybody can repeat: with the seed, the size of the population and a SHA-256, nothing else.

Each position from 1 to the size of the population is hashed together with the seed; those with the lowest
hashes are the sample. So it is fixed by the seed alone, in every version of every language.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Sequence

LARGEST_POPULATION = 200_000
LARGEST_SAMPLE = 500


def draw(seed: str, population: int, size: int) -> list[int]:
    """The positions that are drawn, in the order of the population."""
    found = heapq.nsmallest(size, range(1, population + 1), key=lambda position: mark_of(seed, position))
    return sorted(found)


def mark_of(seed: str, position: int) -> str:
    """SHA-256 of the seed, a colon and the position, as hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{position}".encode()).hexdigest()


def digest_of(ids: Sequence[str]) -> str:
    """What a list of numbers of records is known by: SHA-256 of its lines, each ended by a line feed."""
    return hashlib.sha256("".join(f"{each}\n" for each in ids).encode()).hexdigest()
