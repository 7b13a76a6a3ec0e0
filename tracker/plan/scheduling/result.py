"""The schedule as it is asked for: every value computed from points when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from tracker.plan.scheduling.drivers import driver_of
from tracker.plan.scheduling.network import Network, Tie, build
from tracker.plan.scheduling.passes import NEVER, Backward, Forward, Points, Spots, begin_of
from tracker.plan.scheduling.values import Activity, Basis, Calendar, Constraint, Driver, Key, Link, Placed
from tracker.plan.scheduling.worktime import WorkTime, minute_of, moment_of


def schedule(
    activities: Collection[Activity],
    links: Collection[Link],
    *,
    basis: Basis,
    calendars: Iterable[Calendar] = (),
) -> Schedule:
    """Place every activity. Time grows with activities plus links. Raises `Unschedulable`."""
    network = build(activities, links, calendars, basis)
    return Schedule(network, links)


class Schedule:
    """Early, late and scheduled points of the whole plan."""

    def __init__(self, network: Network, links: Collection[Link]) -> None:
        self.network = network
        self.links = links
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

    # What is asked of one activity.

    def __getitem__(self, key: Key) -> Placed:
        start, finish, early_start, early_finish, late_start, late_finish = self._minutes(key)
        return Placed(
            key=key,
            start=moment_of(start),
            finish=moment_of(finish),
            early_start=moment_of(early_start),
            early_finish=moment_of(early_finish),
            late_start=moment_of(late_start),
            late_finish=moment_of(late_finish),
            total_float=self.total_float(key),
            free_float=self.free_float(key),
            critical=self.critical(key),
            driver=self.driver(key),
        )

    def __iter__(self) -> Iterator[Placed]:
        return (self[key] for key in self.network.by_key)

    def start(self, key: Key) -> datetime:
        return moment_of(self._minutes(key)[0])

    def finish(self, key: Key) -> datetime:
        return moment_of(self._minutes(key)[1])

    def total_float(self, key: Key) -> int:
        """Working minutes it can lose before the end of the plan, or a date it must keep, moves."""
        network = self.network
        number = network.number.get(key)
        if number is None:
            _start, _finish, early_start, early_finish, late_start, late_finish = self._minutes(key)
            gap = network.default.work
            return min(gap(late_start) - gap(early_start), gap(late_finish) - gap(early_finish))
        fixed = network.fixed.get(number)
        if fixed is not None and fixed.finished:
            return 0
        late, early = self.late, self._held(number)
        finish = self._gap(number, early.finish[number], late.finish[number])
        if fixed is not None and fixed.begun:
            return finish
        return min(self._gap(number, early.start[number], late.start[number]), finish)

    def free_float(self, key: Key) -> int:
        """Working minutes it can lose before anything that hangs on it moves."""
        number = self.network.number.get(key)
        if number is None:
            under = [self.free_float(child.key) for child in self.network.children.get(key, ())]
            return max(min(min(under, default=0), self.total_float(key)), 0)
        fixed = self.network.fixed.get(number)
        return 0 if fixed is not None and fixed.finished else max(self._free(number), 0)

    def critical(self, key: Key) -> bool:
        """Whether it has no float, or no more than the plan calls critical."""
        network = self.network
        number = network.number.get(key)
        if number is None:
            if all(self._done(child) for child in network.children[key]):
                return False
        else:
            fixed = network.fixed.get(number)
            if fixed is not None and (fixed.finished or not (fixed.begun or number in network.linked)):
                return False
        return self.total_float(key) <= network.basis.critical_minutes

    def driver(self, key: Key) -> Driver:
        """What decides when it begins."""
        return driver_of(self.network, self.forward, self.placed, self._ties, key)

    @property
    def project(self) -> Placed:
        """The whole plan as one line."""
        rows = [self._minutes(key) for key in self.network.number]
        if not rows:
            return _line([minute_of(self.network.basis.start)] * 6, 0, 0, critical=False)
        columns = list(zip(*rows, strict=True))
        spans = [min(columns[0]), max(columns[1]), min(columns[2]), max(columns[3])]
        spans += [min(columns[4]), max(columns[5])]
        work = self.network.default.work
        total = min(work(spans[4]) - work(spans[2]), work(spans[5]) - work(spans[3]))
        free = max(min(total, min(self.free_float(key) for key in self.network.number)), 0)
        done = all(fixed.finished for fixed in self.network.fixed.values()) and len(
            self.network.fixed
        ) == len(rows)
        critical = not done and total <= self.network.basis.critical_minutes
        return _line(spans, total, free, critical=critical)

    def _done(self, activity: Activity) -> bool:
        number = self.network.number.get(activity.key)
        if number is None:
            return all(self._done(child) for child in self.network.children[activity.key])
        fixed = self.network.fixed.get(number)
        return fixed is not None and fixed.finished

    def _held(self, number: int) -> Points:
        """Where it stands for its float: what was moved by its wish stands where it is scheduled."""
        pinned = self.network.pinned.get(number)
        if pinned is not None and pinned[0] is Constraint.AS_LATE and not self.network.basis.from_finish:
            return self.placed
        return self.early

    def _minutes(self, key: Key) -> tuple[int, int, int, int, int, int]:
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
            rows = list(zip(*(self._minutes(child.key) for child in children), strict=True))
            pick: list[Callable[[Iterable[int]], int]] = [min, max] * 3
            self._known[at] = tuple(take(row) for take, row in zip(pick, rows, strict=True))  # type: ignore[assignment]
            waiting.pop()
        return self._known[key]

    def _gap(self, number: int, early: int, late: int) -> int:
        """Working minutes from one point of an activity to another, counted as its floats are."""
        network = self.network
        time, counted = network.time[number], network.lag_time[number]
        if time is counted:
            return (late >> 1) - (early >> 1)
        if time is network.elapsed:
            return late - early >> 1
        return counted.work(time.minute(late)) - counted.work(time.minute(early))

    @cached_property
    def _ties(self) -> dict[tuple[Key, Key], Link]:
        return {(link.before, link.after): link for link in self.links}

    def _free(self, number: int) -> int:
        """The smallest gap to what hangs on it; nothing hangs on it: to the end of the plan."""
        network, placed = self.network, self.placed
        open_ = [other for other in network.after[number] if not self._is_over(other)]
        ties = [
            tie
            for tie in network.ties_out.get(number, ())
            if not self._is_over(tie.after) and self._holds(tie)
        ]
        if not open_ and not ties:
            time = network.time[number]
            return self._gap(number, placed.finish[number], time.point(self.end))
        gaps = [
            (placed.start[other] >> 1) - (placed.finish[number] >> 1) + self._behind(other) for other in open_
        ]
        return min(gaps + [self._gap_of(tie) + self._behind(tie.after) for tie in ties])

    def _gap_of(self, tie: Tie) -> int:
        placed = self.placed
        wanted = (placed.finish if tie.to_finish else placed.start)[tie.after]
        reached = Forward.reach(self._reader, tie)
        time, counted = self.network.time[tie.after], self.network.lag_time[tie.before]
        if tie.same:
            return (wanted >> 1) - (reached >> 1)
        return counted.work(time.minute(wanted)) - counted.work(time.minute(reached))

    @cached_property
    def _reader(self) -> Forward:
        reader = Forward(self.network, self.sequence, 0)
        reader.points = self.placed
        return reader

    def _behind(self, number: int) -> int:
        """What a hub passes on: the float of what hangs on the summary."""
        return self._free(number) if number >= self.network.size else 0

    def _is_over(self, number: int) -> bool:
        fixed = self.network.fixed.get(number)
        return fixed is not None and fixed.finished

    def _holds(self, tie: Tie) -> bool:
        return self.forward.chosen.get(tie.after, tie.before) == tie.before


def _line(minutes: Sequence[int], total: int, free: int, *, critical: bool) -> Placed:
    start, finish, early_start, early_finish, late_start, late_finish = map(moment_of, minutes)
    return Placed(
        key=None,
        start=start,
        finish=finish,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        total_float=total,
        free_float=free,
        critical=critical,
        driver=Driver("summary"),
    )


def _with(points: Points, spots: Spots) -> Points:
    """A copy in which some nodes stand elsewhere."""
    start, finish = list(points.start), list(points.finish)
    for number, (first, last) in spots.items():
        start[number], finish[number] = first, last
    return Points(start, finish)
