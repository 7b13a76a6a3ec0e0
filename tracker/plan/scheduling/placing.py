"""Where everything is placed: the passes in the order that the plan's basis and wishes ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from tracker.plan.scheduling.network import Network
from tracker.plan.scheduling.passes import NEVER, Backward, Forward, Points, Spots, begin_of
from tracker.plan.scheduling.values import Constraint, Key
from tracker.plan.scheduling.worktime import WorkTime, minute_of


class Placement:
    """Early, late and scheduled points of every node, and the minutes they are."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.sequence = network.sequence()
        basis = network.basis
        self.forward = Forward(network, self.sequence, begin_of(network))
        self.early = self.placed = self.forward.run()
        if basis.from_finish and basis.finish is not None:
            self.end = minute_of(basis.finish)
            self._from_finish()
        else:
            self.end = self._last(self.early)
            self.late = Backward(network, self.sequence, self.end, self.forward.chosen).run()
            self._as_late()

    def _as_late(self) -> None:
        """What is wanted as late as possible takes its late dates, and pushes what hangs on it."""
        spots = self._wanted({Constraint.AS_LATE}, self.late)
        if spots:
            again = Forward(self.network, self.sequence, begin_of(self.network), spots)
            self.placed = again.run()
            self.early = _with(self.placed, {number: self._point(self.early, number) for number in spots})
            self.forward = again

    def _from_finish(self) -> None:
        """Everything as late as the finish allows; what is wanted soon as soon as that lets the plan begin."""
        network, chosen = self.network, self.forward.chosen
        self.late = Backward(network, self.sequence, self.end, chosen).run()
        open_ = [number for number in range(network.size) if number not in network.fixed]
        begin = min((self._minute(self.late.start, number) for number in open_), default=self.end)
        self.forward = Forward(network, self.sequence, begin)
        self.early = self.forward.run()
        soon = {
            number: self._point(self.early, number)
            for number in open_
            if network.pinned.get(number, (None, 0))[0] is not Constraint.AS_LATE
        }
        if soon:
            again = Backward(network, self.sequence, self.end, self.forward.chosen, soon).run()
            self.late = _with(again, {number: self._point(self.late, number) for number in soon})
        self.placed = _with(self.late, soon)
        for number in network.fixed:
            self.placed.start[number], self.placed.finish[number] = self._point(self.early, number)

    def _wanted(self, kinds: set[Constraint], points: Points) -> dict[int, tuple[int, int]]:
        network = self.network
        return {
            number: self._point(points, number)
            for number, (kind, _at) in network.pinned.items()
            if kind in kinds and number not in network.fixed
        }

    def _point(self, points: Points, number: int) -> tuple[int, int]:
        return points.start[number], points.finish[number]

    def _minute(self, points: Sequence[int], number: int) -> int:
        return self.network.time[number].minute(points[number])

    def _last(self, points: Points) -> int:
        """The last minute of all: the latest finish in each calendar, compared on the clock."""
        network = self.network
        ends: dict[WorkTime, int] = {}
        for time, finish in zip(network.time[: network.size], points.finish, strict=False):
            if finish > ends.get(time, -NEVER):
                ends[time] = finish
        found = [time.minute(finish) for time, finish in ends.items()]
        found += [fixed.finish for fixed in network.fixed.values()]
        return max(found, default=minute_of(network.basis.start))

    def minutes(self, key: Key) -> tuple[int, int, int, int, int, int]:
        """Scheduled, early and late start and finish on the clock."""
        found = self._known.get(key)
        if found is None:
            number = self.network.number.get(key)
            found = self._known[key] = self._spanned(key) if number is None else self._of(number)
        return found

    @cached_property
    def _known(self) -> dict[Key, tuple[int, int, int, int, int, int]]:
        return {}

    def _of(self, number: int) -> tuple[int, int, int, int, int, int]:
        network = self.network
        fixed = network.fixed.get(number)
        minute = network.time[number].minute
        late_start, late_finish = self.late.start[number], self.late.finish[number]
        if fixed is not None:
            first = (fixed.start, fixed.finish, fixed.start, fixed.finish)
            if fixed.finished:
                return *first, fixed.start, fixed.finish
            return *first, fixed.start if fixed.begun else minute(late_start), minute(late_finish)
        early_start, early_finish = self.early.start[number], self.early.finish[number]
        start, finish = self.placed.start[number], self.placed.finish[number]
        if not network.minutes[number]:
            # A milestone that cannot move has its late date where it stands, not at the other end of the night.
            late_start = late_finish = (
                early_start if late_finish >> 1 == early_start >> 1 else late_finish & ~1
            )
            if self.placed is not self.early and start >> 1 == late_start >> 1:
                start = finish = late_start
        points = (start, finish, early_start, early_finish, late_start, late_finish)
        return tuple(map(minute, points))  # type: ignore[return-value]

    def _spanned(self, key: Key) -> tuple[int, int, int, int, int, int]:
        """A summary spans what lies under it, from the innermost outwards."""
        waiting = [key]
        while waiting:
            at = waiting[-1]
            children = self.network.children[at]
            missing = [
                child.key
                for child in children
                if child.key not in self._known and child.key not in self.network.number
            ]
            if missing:
                waiting.extend(missing)
                continue
            rows = list(zip(*(self.minutes(child.key) for child in children), strict=True))
            pick: list[Callable[[Iterable[int]], int]] = [min, max] * 3
            self._known[at] = tuple(take(row) for take, row in zip(pick, rows, strict=True))  # type: ignore[assignment]
            waiting.pop()
        return self._known[key]


def _with(points: Points, spots: Spots) -> Points:
    """A copy in which some nodes stand elsewhere."""
    start, finish = list(points.start), list(points.finish)
    for number, (first, last) in spots.items():
        start[number], finish[number] = first, last
    return Points(start, finish)
