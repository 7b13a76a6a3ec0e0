"""Random plans of up to 200 tasks, scheduled by the engine and by a plain slow implementation of the same rules."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from tests.deep.proof import write_proof
from tests.plan.scheduling.networks import made
from tests.plan.scheduling.test_properties import equal

pytestmark = pytest.mark.deep
PLANS = int(os.environ.get("PLANS", "2000"))


def test_every_random_plan_comes_to_the_same() -> None:
    counts: Counter[str] = Counter()
    for number in range(PLANS):
        seed = random.Random(number)
        size = seed.choice([2, 5, 10, 20, 50, 200])
        activities, links = made(seed, size, wild=number % 4 > 0)
        equal(activities, links)
        counts["Plans"] += 1
        counts["Tasks"] += len(activities)
        counts["Links"] += len(links)
    write_proof("schedules", "Random plans against a plain implementation", {**counts, "Different": 0})
