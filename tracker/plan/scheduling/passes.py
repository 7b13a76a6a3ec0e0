"""Forward for the early dates, backward for the late ones: critical path method over points.

A point is a moment as an integer in the activity's own calendar, see `worktime`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.plan.scheduling.network import Network, Tie
from tracker.plan.scheduling.values import Constraint
from tracker.plan.scheduling.worktime import WorkTime, minute_of

NEVER = 1 << 60
_LOWER = frozenset({Constraint.START_NO_EARLIER, Constraint.FINISH_NO_EARLIER})
_UPPER = frozenset({Constraint.START_NO_LATER, Constraint.FINISH_NO_LATER})
_EXACT = frozenset({Constraint.MUST_START, Constraint.MUST_FINISH})
Spots = Mapping[int, tuple[int, int]]


@dataclass(slots=True)
class Points:
    """Start and finish of every node."""

    start: list[int]
    finish: list[int]


def lagged(point: int, lag: int) -> int:
    """A lag forward ends with work done, one backward begins where work goes on, none changes nothing."""
    if lag > 0:
        return (point >> 1) + lag << 1
    return (point >> 1) + lag << 1 | 1 if lag else point


class Forward:
    """Early points, each node after what it hangs on. `spots` are held where they are."""

    def __init__(
        self, network: Network, sequence: Sequence[int], begin: int, spots: Spots | None = None
    ) -> None:
        self.network = network
        self.sequence = sequence
        self.begin = begin
        self.spots = spots or {}
        size = len(network.keys)
        self.points = Points([0] * size, [0] * size)
        self.chosen: dict[int, int] = {}
        self.base: dict[int, int] = {}

    def run(self) -> Points:
        network, starts, finishes = self.network, self.points.start, self.points.finish
        before, minutes, times = network.before, network.minutes, network.time
        plain = self.floor(network.default)
        default = network.default
        tied = network.ties_in
        special = network.fixed.keys() | network.pinned.keys() | network.not_before.keys() | self.spots.keys()
        special |= set(range(network.size, len(network.keys)))
        for number in self.sequence:
            point = plain if times[number] is default else self.floor(times[number])
            for other in before[number]:
                if finishes[other] > point:
                    point = finishes[other]
            if number in special:
                self._place(number, point)
                continue
            length = minutes[number]
            if number in tied:
                point, finish = self._linked(number, point)
                if finish is not None and length:
                    starts[number], finishes[number] = point | 1, finish
                    continue
            if length:
                starts[number] = point | 1
                finishes[number] = (point >> 1) + length << 1
            else:
                starts[number] = finishes[number] = point
        return self.points

    def floor(self, time: WorkTime) -> int:
        """Where the plan begins, as a point of this calendar."""
        found = self.base.get(id(time))
        if found is None:
            found = self.base[id(time)] = time.point(self.begin)
        return found

    def _place(self, number: int, point: int) -> None:
        network, points = self.network, self.points
        fixed = network.fixed.get(number)
        if number in self.spots:
            points.start[number], points.finish[number] = self.spots[number]
        elif fixed is not None:
            points.start[number], points.finish[number] = fixed.start_point, fixed.finish_point
        elif network.begins(number):
            self._first(number)
        else:
            self._pushed(number, point)

    def _first(self, hub: int) -> None:
        """A summary begins with the first of what lies under it."""
        network = self.network
        found = [(self.reach(tie), str(network.keys[tie.before]), tie.before) for tie in network.ties_in[hub]]
        point, _key, self.chosen[hub] = min(found)
        self.points.start[hub] = self.points.finish[hub] = point

    def _pushed(self, number: int, point: int) -> None:
        """As late as links push it, within what its constraint allows."""
        network = self.network
        length = network.minutes[number]
        point = max(point, network.not_before.get(number, point))
        kind, at = network.pinned.get(number, (None, 0))
        wanted = start_of(kind, at, length)
        honor = network.basis.honor
        if kind in _LOWER or (kind in _EXACT and not honor):
            point = max(point, wanted)
        point, finish = self._linked(number, point)
        if honor and (kind in _EXACT or (kind in _UPPER and point > wanted)):
            point, finish = wanted, None
        if finish is None:
            finish = (point >> 1) + length << 1
        self.points.start[number] = point | 1 if length else point
        self.points.finish[number] = finish if length else point

    def _linked(self, number: int, point: int) -> tuple[int, int | None]:
        """The start that the links leave; with the finish where a link puts that."""
        length = self.network.minutes[number]
        starts, finishes = self.points.start, self.points.finish
        finish = None
        for tie in self.network.ties_in.get(number, ()):
            before, _after, from_start, to_finish, lag, _elapsed, same = tie
            source = starts[before] if from_start else finishes[before]
            reached = lagged(source, lag) if same else self.reach(tie)
            if not to_finish:
                if reached > point:
                    point, finish = reached, None
                continue
            start = (reached >> 1) - length << 1 | 1 if length else reached
            if start > point or (start == point and reached > (finish or 0)):
                point, finish = start, reached
        return point, finish

    def reach(self, tie: Tie) -> int:
        """Where the link puts the start, or the finish, of what hangs on it, in that one's calendar."""
        source = (self.points.start if tie.from_start else self.points.finish)[tie.before]
        if tie.same:
            return lagged(source, tie.lag)
        network = self.network
        minute = _minute(network, tie.before, source, start=tie.from_start)
        if tie.elapsed:
            minute += tie.lag
        elif tie.lag:
            minute = network.lag_time[tie.after].shifted(minute, tie.lag)
        return network.time[tie.after].point(minute)


class Backward:
    """Late points, each node before what hangs on it. `spots` are held where they are."""

    def __init__(
        self,
        network: Network,
        sequence: Sequence[int],
        end: int,
        chosen: Mapping[int, int],
        spots: Spots | None = None,
    ) -> None:
        self.network = network
        self.sequence = sequence
        self.end = end
        self.chosen = chosen
        self.spots = spots or {}
        size = len(network.keys)
        self.points = Points([0] * size, [0] * size)
        self.base: dict[int, int] = {}

    def run(self) -> Points:
        network, starts, finishes = self.network, self.points.start, self.points.finish
        after, minutes, times = network.after, network.minutes, network.time
        plain = self.ceiling(network.default)
        default = network.default
        tied = network.ties_out
        special = network.fixed.keys() | network.pinned.keys() | network.deadline.keys() | self.spots.keys()
        for number in reversed(self.sequence):
            point = plain if times[number] is default else self.ceiling(times[number])
            for other in after[number]:
                if starts[other] < point:
                    point = starts[other]
            if number in special:
                self._place(number, point)
                continue
            if number in tied:
                point = self._linked(number, point)
            length = minutes[number]
            if length:
                finishes[number] = point & ~1
                starts[number] = (point >> 1) - length << 1 | 1
            else:
                starts[number] = finishes[number] = point
        return self.points

    def ceiling(self, time: WorkTime) -> int:
        """Where the plan ends, as a point of this calendar."""
        found = self.base.get(id(time))
        if found is None:
            found = self.base[id(time)] = time.point(self.end)
        return found

    def _place(self, number: int, point: int) -> None:
        network, points = self.network, self.points
        if number in self.spots:
            points.start[number], points.finish[number] = self.spots[number]
            return
        fixed = network.fixed.get(number)
        if fixed is not None and fixed.finished:
            # What is over holds nothing back.
            points.start[number] = points.finish[number] = NEVER
            return
        length = network.minutes[number]
        point = self._linked(number, min(point, network.deadline.get(number, NEVER)))
        if fixed is None:
            point = self._within(number, point, length)
        elif not fixed.begun:
            points.finish[number], points.start[number] = point, (point >> 1) - length << 1 | 1
            return
        if length:
            rest = length if fixed is None else fixed.remaining
            points.finish[number], points.start[number] = point & ~1, (point >> 1) - rest << 1 | 1
        else:
            points.start[number] = points.finish[number] = point

    def _linked(self, number: int, point: int) -> int:
        """The latest finish that the links leave."""
        network = self.network
        length = network.minutes[number]
        for tie in network.ties_out.get(number, ()):
            from_start = tie.from_start
            # The start of what has begun or is set by hand is a fact: nobody holds it back.
            if from_start and (number in network.fixed or self.chosen.get(tie.after, number) != number):
                continue
            limit = self.reach(tie)
            if from_start and length and limit < NEVER:
                limit = (limit >> 1) + length << 1
            point = min(point, limit)
        return point

    def _within(self, number: int, point: int, length: int) -> int:
        """The latest finish that the activity's own constraint allows."""
        kind, at = self.network.pinned.get(number, (None, 0))
        if kind in {Constraint.MUST_START, Constraint.START_NO_LATER}:
            limit = (at >> 1) + length << 1 if length else at
        elif kind in {Constraint.MUST_FINISH, Constraint.FINISH_NO_LATER}:
            limit = at
        elif kind in _LOWER and self.network.basis.from_finish:
            earliest = start_of(kind, at, length)
            return max(point, (earliest >> 1) + length << 1 if length else earliest)
        else:
            return point
        must = kind in {Constraint.MUST_START, Constraint.MUST_FINISH}
        return limit if must else min(point, limit)

    def reach(self, tie: Tie) -> int:
        """How late the link lets the start, or the finish, of what it comes from be, in that one's calendar."""
        target = (self.points.finish if tie.to_finish else self.points.start)[tie.after]
        if target >= NEVER:
            return NEVER
        if tie.same:
            return lagged(target, -tie.lag)
        network = self.network
        minute = network.time[tie.after].minute(target)
        if tie.elapsed:
            minute -= tie.lag
        elif tie.lag:
            minute = network.lag_time[tie.after].shifted(minute, -tie.lag)
        return network.time[tie.before].point(minute)


def start_of(kind: Constraint | None, at: int, length: int) -> int:
    """The start that a dated constraint speaks of; that of work is where work goes on."""
    if kind in {Constraint.MUST_FINISH, Constraint.FINISH_NO_EARLIER, Constraint.FINISH_NO_LATER} and length:
        at = (at >> 1) - length << 1
    return at | 1 if length else at


def _minute(network: Network, number: int, point: int, *, start: bool) -> int:
    fixed = network.fixed.get(number)
    if fixed is not None:
        return fixed.start if start else fixed.finish
    return network.time[number].minute(point)


def begin_of(network: Network) -> int:
    """The minute before which nothing that has not begun is scheduled."""
    basis = network.basis
    begin = minute_of(basis.start)
    if basis.reschedule and basis.status is not None:
        begin = max(begin, minute_of(basis.status))
    return begin
