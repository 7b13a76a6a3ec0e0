"""Levelling: later starts for tasks that may move, so that nobody has more work in a week than time.

The serial schedule generation scheme (J. E. Kelley, 1963) with the rule of the least late start (R. Kolisch, Serial
and parallel resource-constrained project scheduling methods revisited, European Journal of Operational Research 90,
1996): tasks are taken one by one, none before what it hangs on, the one that must start first before the others,
and each is put where it first fits beside those already placed. A heuristic: it finds a plan that fits where each
task fits by itself, not always the shortest. Where a task lies is asked of the engine each time, so every link,
calendar and constraint holds as it does in the plan.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.plan.load import TOLERANCE, Hours, Work
from tracker.plan.scheduling import Key, Schedule
from tracker.plan.scheduling.worktime import minute_of, moment_of

# The plan with some of its tasks held back until a moment.
Place = Callable[[Mapping[Key, datetime]], Schedule]
# When a day's work begins, as a constraint without a time of day does.
MORNING = timedelta(hours=8)
# So long after the end of the plan every week is free.
BEYOND = 60


@dataclass(frozen=True, slots=True)
class Job:
    """What a task asks of people, wherever it lies, and whether it may be held back."""

    work: Work
    movable: bool


@dataclass(frozen=True, slots=True)
class Levelled:
    """Who is held back until when, and the plan with that.

    `beyond` are those that then begin after their late start, `stuck` those for which no place was found;
    `cut` says that it came to an end before all were looked at.
    """

    held: Mapping[Key, datetime]
    schedule: Schedule
    beyond: frozenset[Key]
    stuck: list[Key]
    cut: bool = False


def level(
    place: Place,
    jobs: Mapping[Key, Job],
    hours: Mapping[Key, Hours],
    *,
    since: datetime,
    within_float: bool = False,
    most: int | None = None,
) -> Levelled:
    """Hold tasks back until they fit; with `within_float` none so far that the end, or a date to be kept, moves.

    No more than `most` times is the plan placed anew; what comes after that stays where it is.
    """
    found = _Levelling(place, jobs, hours, since, within_float)
    found.left = most
    for key in found.order():
        found.put(key)
    beyond = frozenset(key for key in found.held if found.now.minutes(key)[0] > found.first.minutes(key)[4])
    return Levelled(found.held, found.now, beyond, found.stuck, cut=found.left == 0)


class _Levelling:
    def __init__(
        self,
        place: Place,
        jobs: Mapping[Key, Job],
        hours: Mapping[Key, Hours],
        since: datetime,
        within_float: bool,
    ) -> None:
        self.place, self.jobs, self.hours = place, jobs, hours
        self.since = minute_of(since)
        self.within_float = within_float
        self.left: int | None = None
        self.held: dict[Key, datetime] = {}
        self.stuck: list[Key] = []
        self.first = self.now = place({})
        self.used: dict[tuple[Key, int], float] = defaultdict(float)
        self.free: dict[tuple[Key, int], int] = {}
        # What cannot move takes its room before the others.
        self.lying: dict[Key, tuple[int, int]] = {}
        self._take_fixed()

    def order(self) -> Iterator[Key]:
        """Those that may move, none before what it hangs on, of those that are free the least late start first."""
        network = self.now.network
        after, waits = network.edges()
        rank = [self._rank(key) for key in network.keys]
        ready = [(*rank[number], number) for number, count in enumerate(waits) if not count]
        heapq.heapify(ready)
        while ready:
            number = heapq.heappop(ready)[-1]
            key = network.keys[number]
            if number < network.size and key in self.jobs and self.jobs[key].movable:
                yield key
            for behind in after[number]:
                waits[behind] -= 1
                if not waits[behind]:
                    heapq.heappush(ready, (*rank[behind], behind))

    def _rank(self, key: Key) -> tuple[int, int]:
        """The late start; of two with the same, who has less float."""
        early, late = self.now.minutes(key)[2], self.now.minutes(key)[4]
        return late, late - early

    def put(self, key: Key) -> None:
        """Leave it where it is, or hold it back until the first day from which it fits."""
        if not self._fits(key, *self.now.minutes(key)[:2]):
            for day, start, finish in self._days(key):
                if not self._fits(key, start, finish):
                    continue
                if self.left == 0:
                    self.stuck.append(key)
                    break
                self.left = None if self.left is None else self.left - 1
                trial = self.place({**self.held, key: day})
                # What hangs on others by its finish may lie later than its own calendar says.
                lies = trial.minutes(key)[:2]
                if self._fits(key, *lies) and not (self.within_float and lies[1] > self.now.minutes(key)[5]):
                    self.held[key], self.now = day, trial
                    self._take_fixed()
                    break
            else:
                self.stuck.append(key)
        self._take(key, 1)

    def _take_fixed(self) -> None:
        """What may not be held back lies where the plan puts it, which may be later by now."""
        for key, job in self.jobs.items():
            if not job.movable and self.lying.get(key) != self.now.minutes(key)[:2]:
                if key in self.lying:
                    self._take(key, -1)
                self._take(key, 1)

    def _days(self, key: Key) -> Iterator[tuple[datetime, int, int]]:
        """The days after its start on which it could begin, and where it would lie."""
        network = self.now.network
        number = network.number[key]
        time, length = network.time[number], network.minutes[number]
        start, _finish, _early, _early_finish, late, late_finish = self.now.minutes(key)
        first = _morning(self.now.start(key))
        span = (moment_of(self.now.end) - first).days + BEYOND
        for step in range(1, span):
            day = first + timedelta(days=step)
            work = time.work(minute_of(day))
            begins, ends = time.begin(work), time.end(work + length)
            if self.within_float and (begins > late or ends > late_finish):
                return
            if begins > start:
                start = begins
                # Said of the day on which it really begins, not of the Saturday before.
                yield max(day, _morning(moment_of(begins))), begins, ends

    def _parts(self, key: Key, start: int, finish: int) -> Iterator[tuple[Key, int, float]]:
        work = self.jobs[key].work.at(max(start, self.since), max(finish, self.since))
        for person in work.people:
            for week, minutes in work.shares(self.hours[person]):
                yield person, week, minutes

    def _fits(self, key: Key, start: int, finish: int) -> bool:
        return all(
            self.used[person, week] + minutes <= self._free(person, week) + TOLERANCE
            for person, week, minutes in self._parts(key, start, finish)
        )

    def _free(self, person: Key, week: int) -> int:
        at = (person, week)
        if at not in self.free:
            self.free[at] = self.hours[person].in_week(week, since=self.since)
        return self.free[at]

    def _take(self, key: Key, times: int) -> None:
        if times > 0:
            self.lying[key] = self.now.minutes(key)[:2]
        for person, week, minutes in self._parts(key, *self.lying[key]):
            self.used[person, week] += times * minutes


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0) + MORNING
