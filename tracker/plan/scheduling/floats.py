"""What a place leaves: the gaps to what hangs on it, counted in working minutes."""

from __future__ import annotations

from functools import cached_property

from tracker.plan.scheduling.network import Tie
from tracker.plan.scheduling.passes import Backward, Forward
from tracker.plan.scheduling.placing import Placement


class Gaps:
    """The gaps in one placement."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self.network = placement.network

    def gap(self, number: int, early: int, late: int) -> int:
        """Working minutes from one point of an activity to another, counted as its floats are."""
        network = self.network
        time, counted = network.time[number], network.lag_time[number]
        if time is counted:
            return (late >> 1) - (early >> 1)
        if time is network.elapsed:
            return late - early >> 1
        return counted.work(time.minute(late)) - counted.work(time.minute(early))

    def free(self, number: int) -> int:
        """The smallest gap to what hangs on it; nothing hangs on it: to the end of the plan."""
        network, placed = self.network, self.placement.placed
        open_ = [other for other in network.after[number] if not self._is_over(other)]
        ties = [
            tie
            for tie in network.ties_out.get(number, ())
            if not self._is_over(tie.after) and self._holds(tie)
        ]
        if not open_ and not ties:
            time = network.time[number]
            return self.gap(number, placed.finish[number], time.point(self.placement.end))
        gaps = [
            (placed.start[other] >> 1) - (placed.finish[number] >> 1) + self._behind(other) for other in open_
        ]
        return min(gaps + [self._gap_of(tie) + self._behind(tie.after) for tie in ties])

    def _gap_of(self, tie: Tie) -> int:
        placed = self.placement.placed
        if tie.same:
            wanted = (placed.finish if tie.to_finish else placed.start)[tie.after]
            return (wanted >> 1) - (self._forward.reach(tie) >> 1)
        own = (placed.start if tie.from_start else placed.finish)[tie.before]
        return self.gap(tie.before, own, self._backward.reach(tie))

    @cached_property
    def _forward(self) -> Forward:
        reader = Forward(self.network, self.placement.sequence, 0)
        reader.points = self.placement.placed
        return reader

    @cached_property
    def _backward(self) -> Backward:
        reader = Backward(self.network, self.placement.sequence, 0, self.placement.forward.chosen)
        reader.points = self.placement.placed
        return reader

    def _behind(self, number: int) -> int:
        """What a hub passes on: the float of what hangs on the summary."""
        return self.free(number) if number >= self.network.size else 0

    def _is_over(self, number: int) -> bool:
        fixed = self.network.fixed.get(number)
        return fixed is not None and fixed.finished

    def _holds(self, tie: Tie) -> bool:
        return self.placement.forward.chosen.get(tie.after, tie.before) == tie.before
