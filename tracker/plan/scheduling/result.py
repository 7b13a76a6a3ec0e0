"""The schedule as it is asked for: every value computed from points when somebody wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from tracker.plan.scheduling.drivers import driver_of
from tracker.plan.scheduling.floats import Gaps
from tracker.plan.scheduling.network import Network, build
from tracker.plan.scheduling.passes import Points
from tracker.plan.scheduling.placing import Placement
from tracker.plan.scheduling.values import Activity, Basis, Calendar, Constraint, Driver, Key, Link, Placed
from tracker.plan.scheduling.worktime import minute_of, moment_of


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


def refuse_loop(activities: Collection[Activity], links: Collection[Link]) -> None:
    """Raises `Loop` where activities hang on each other in a circle, through summaries too."""
    build(activities, links, (), Basis(moment_of(0))).sequence()


class Schedule(Placement):
    """What is asked of a plan that has been placed."""

    def __init__(self, network: Network, links: Collection[Link]) -> None:
        super().__init__(network)
        self.links = links
        self.gaps = Gaps(self)

    def __getitem__(self, key: Key) -> Placed:
        start, finish, early_start, early_finish, late_start, late_finish = self.minutes(key)
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
        return moment_of(self.minutes(key)[0])

    def finish(self, key: Key) -> datetime:
        return moment_of(self.minutes(key)[1])

    def total_float(self, key: Key) -> int:
        """Working minutes it can lose before the end of the plan, or a date it must keep, moves."""
        network = self.network
        number = network.number.get(key)
        if number is None:
            _start, _finish, early_start, early_finish, late_start, late_finish = self.minutes(key)
            gap = network.default.work
            return min(gap(late_start) - gap(early_start), gap(late_finish) - gap(early_finish))
        fixed = network.fixed.get(number)
        if fixed is not None and fixed.finished:
            return 0
        if network.time[number] is not network.lag_time[number]:
            return self._counted(key, number, begun=fixed is not None and fixed.begun)
        late, early = self.late, self._held(number)
        finish = (late.finish[number] >> 1) - (early.finish[number] >> 1)
        if fixed is not None and fixed.begun:
            return finish
        return min((late.start[number] >> 1) - (early.start[number] >> 1), finish)

    def _counted(self, key: Key, number: int, *, begun: bool) -> int:
        """The float of what is worked on by one calendar and counted by another."""
        network = self.network
        start, finish, early_start, early_finish, late_start, late_finish = self.minutes(key)
        if self._held(number) is self.placed:
            early_start, early_finish = start, finish
        time = network.time[number]
        work = time.work if time is network.elapsed else network.lag_time[number].work
        late = work(late_finish) - work(early_finish)
        return late if begun else min(work(late_start) - work(early_start), late)

    def free_float(self, key: Key) -> int:
        """Working minutes it can lose before anything that hangs on it moves."""
        number = self.network.number.get(key)
        if number is None:
            under = [self.free_float(child.key) for child in self.network.children.get(key, ())]
            return max(min(min(under, default=0), self.total_float(key)), 0)
        # What would move the end of the plan is not free, even where nothing hangs on it.
        return max(min(self.gaps.free(number), self.total_float(key)), 0)

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
        rows = [self.minutes(key) for key in self.network.number]
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

    @cached_property
    def _ties(self) -> dict[tuple[Key, Key], Link]:
        return {(link.before, link.after): link for link in self.links}


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
