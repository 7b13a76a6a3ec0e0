"""The plan as numbered nodes: activities that are worked on, and hubs through which links of summaries run.

A summary with links gets a hub for each way it is tied: links into it run through a gate to everything under it,
links out of it through the end (or the beginning) of everything under it. So the links stay as many as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from tracker.plan.scheduling.order import circle, sort
from tracker.plan.scheduling.problems import BadActivity, Loop, Unschedulable
from tracker.plan.scheduling.progress import Fixed, fixed_by
from tracker.plan.scheduling.values import (
    MINUTES_A_DAY,
    STANDARD,
    Activity,
    Basis,
    Calendar,
    Constraint,
    Key,
    Link,
)
from tracker.plan.scheduling.worktime import Elapsed, WorkTime, lay_out, minute_of


class Tie(NamedTuple):
    """A link that needs more than a comparison: another kind than finish to start, a lag, two calendars."""

    before: int
    after: int
    from_start: bool
    to_finish: bool
    lag: int
    elapsed: bool
    same: bool


class Network:
    """Everything the passes read, in lists by number."""

    def __init__(self, activities: Collection[Activity], calendars: Iterable[Calendar], basis: Basis) -> None:
        self.basis = basis
        self.calendars = {calendar.key: calendar for calendar in calendars}
        self.times: dict[Key, WorkTime] = {}
        self.elapsed = Elapsed()
        if basis.calendar is None:
            self.calendars[None] = STANDARD
        self.default = self.calendar(basis.calendar)
        self.by_key = {activity.key: activity for activity in activities}
        if len(self.by_key) < len(activities):
            raise Unschedulable("Two activities have the same key.")
        self.children: dict[Key, list[Activity]] = defaultdict(list)
        for activity in activities:
            if activity.parent is not None:
                self.children[activity.parent].append(activity)
        self.keys: list[Key] = []
        self.number: dict[Key, int] = {}
        self.minutes: list[int] = []
        self.time: list[WorkTime] = []
        self.lag_time: list[WorkTime] = []
        self.fixed: dict[int, Fixed] = {}
        # Constraints and deadlines as points, by number.
        self.pinned: dict[int, tuple[Constraint, int]] = {}
        self.deadline: dict[int, int] = {}
        self.not_before: dict[int, int] = {}
        self.hubs: dict[tuple[Key, str], int] = {}
        self.before: list[list[int]] = []
        self.after: list[list[int]] = []
        self.ties_in: dict[int, list[Tie]] = defaultdict(list)
        self.ties_out: dict[int, list[Tie]] = defaultdict(list)
        self.linked: set[int] = set()
        for activity in activities:
            if activity.key not in self.children:
                self._add(activity)
        self.size = len(self.keys)
        self.mixed = any(time is not self.default for time in self.time)

    def calendar(self, key: Key | None) -> WorkTime:
        found = self.times.get(key)
        if found is None:
            found = self.times[key] = lay_out(key, self.calendars, self.basis.start)
        return found

    def _add(self, activity: Activity) -> None:
        number = self.number[activity.key] = len(self.keys)
        default = self.default
        time = default if activity.calendar is None else self.calendar(activity.calendar)
        if activity.elapsed:
            time = self.elapsed
        lag_time = default if activity.lag_calendar is None else self.calendar(activity.lag_calendar)
        if activity.minutes is None or activity.minutes < 0:
            activity = _with_minutes(activity, time)
        self._node(activity.key, activity.minutes or 0, time, lag_time)
        if activity.manual or activity.actual_start is not None or activity.actual_finish is not None:
            fixed = fixed_by(activity, time, self.basis)
            if fixed is not None:
                self.fixed[number] = fixed
        if activity.not_before is not None:
            self.not_before[number] = time.point(minute_of(activity.not_before))
        if activity.constraint is not Constraint.AS_SOON:
            self._constrain(number, activity, time)
        if activity.deadline is not None:
            self.deadline[number] = time.point(minute_of(activity.deadline))

    def _node(self, key: Key, minutes: int, time: WorkTime, lag_time: WorkTime) -> None:
        self.keys.append(key)
        self.minutes.append(minutes)
        self.time.append(time)
        self.lag_time.append(lag_time)
        self.before.append([])
        self.after.append([])

    def _constrain(self, number: int, activity: Activity, time: WorkTime) -> None:
        kind = Constraint(activity.constraint)
        if not kind.is_dated:
            self.pinned[number] = (kind, 0)
        elif activity.constraint_at is None:
            raise BadActivity(activity.key, activity.name, "has a constraint without a date")
        else:
            self.pinned[number] = (kind, time.point(minute_of(activity.constraint_at)))

    def tie(self, links: Iterable[Link]) -> None:
        """Take the links in. Raises for one that hangs on nothing."""
        number, time, lag_time = self.number, self.time, self.lag_time
        for link in links:
            before, after = number.get(link.before), number.get(link.after)
            if before is None or after is None:
                before, after = self._ends(link)
            self.linked.add(before)
            self.linked.add(after)
            if link.kind == "FS" and not link.lag and not link.percent and time[before] is time[after]:
                self.before[after].append(before)
                self.after[before].append(after)
            else:
                same = time[before] is time[after] and (lag_time[after] is time[after] or not link.lag)
                self._tie(before, after, link, same=same)

    def _tie(self, before: int, after: int, link: Link, *, same: bool) -> None:
        lag, kind, elapsed = link.lag, link.kind, link.elapsed
        if link.percent is not None:
            lag = round(self.minutes[before] * link.percent / 100)
            same = False
        if elapsed and lag:
            same = False
        tie = Tie(before, after, kind[0] == "S", kind[1] == "F", lag, elapsed, same)
        self.ties_in[after].append(tie)
        self.ties_out[before].append(tie)

    def _ends(self, link: Link) -> tuple[int, int]:
        for key in (link.before, link.after):
            if key not in self.by_key:
                raise Unschedulable(f"A link hangs on “{key}”, which is not in the plan.")
        before, after = self.number.get(link.before), self.number.get(link.after)
        if before is None:
            before = self.hub(link.before, "end" if link.kind in {"FS", "FF"} else "begin")
        if after is None:
            after = self.hub(link.after, "gate" if link.kind in {"FS", "SS"} else "last gate")
        return before, after

    def hub(self, summary: Key, role: str) -> int:
        """The node that stands for the summary in this role, tied to what lies under it."""
        found = self.hubs.get((summary, role))
        if found is not None:
            return found
        number = self.hubs[summary, role] = len(self.keys)
        self._node(summary, 0, self.elapsed if self.mixed else self.default, self.default)
        for child in self.children[summary]:
            under = self.number.get(child.key)
            if under is None:
                under = self.hub(child.key, role)
            self._tie_hub(number, under, role)
        return number

    def _tie_hub(self, hub: int, under: int, role: str) -> None:
        same = self.time[hub] is self.time[under]
        if role == "end":
            pair, kinds = (under, hub), (False, False)
        elif role == "begin":
            pair, kinds = (under, hub), (True, False)
        else:
            pair, kinds = (hub, under), (False, role == "last gate" and under < self.size)
        if same and kinds == (False, False):
            self.before[pair[1]].append(pair[0])
            self.after[pair[0]].append(pair[1])
        else:
            tie = Tie(*pair, *kinds, 0, False, same)
            self.ties_in[pair[1]].append(tie)
            self.ties_out[pair[0]].append(tie)

    def edges(self) -> tuple[list[list[int]], list[int]]:
        """What hangs on each number, and on how many others each hangs; the latter is the caller's own."""
        waits = [len(before) for before in self.before]
        after = self.after
        if self.ties_in:
            after = list(self.after)
            for number, ties in self.ties_out.items():
                after[number] = after[number] + [tie.after for tie in ties]
            for number, ties in self.ties_in.items():
                waits[number] += len(ties)
        return after, waits

    def sequence(self) -> list[int]:
        """The numbers so that none comes before what it hangs on. Raises `Loop`."""
        after, waits = self.edges()
        done = sort(after, waits)
        if len(done) < len(self.keys):
            raise self._loop(circle(after, waits))
        return done

    def _loop(self, numbers: list[int]) -> Loop:
        keys = [self.keys[number] for number in numbers[:-1]]
        # Two hubs of one summary stand for one name.
        keys = [key for at, key in enumerate(keys) if key != keys[at - 1]] or keys[:1]
        first = keys.index(min(keys, key=str))
        keys = [*keys[first:], *keys[:first], keys[first]]
        return Loop(keys, [self.by_key[key].name or str(key) for key in keys])

    def begins(self, hub: int) -> bool:
        """Whether it is a hub that stands for the first beginning of what lies under a summary."""
        return hub >= self.size and self.hubs.get((self.keys[hub], "begin")) == hub


def build(
    activities: Collection[Activity], links: Iterable[Link], calendars: Iterable[Calendar], basis: Basis
) -> Network:
    """Number everything. Raises `Unschedulable`."""
    network = Network(activities, calendars, basis)
    _check_tree(network)
    network.tie(links)
    return network


def _with_minutes(activity: Activity, time: WorkTime) -> Activity:
    """As long as the working time from its start to its finish; raises where it lasts less than nothing."""
    if activity.minutes is not None:
        raise BadActivity(activity.key, activity.name, "lasts less than nothing")
    if activity.start is None or activity.finish is None:
        raise BadActivity(activity.key, activity.name, "has neither a duration nor a start and a finish")
    found = time.work(minute_of(activity.finish)) - time.work(minute_of(activity.start))
    return replace(activity, minutes=found if found > 0 else MINUTES_A_DAY)


def _check_tree(network: Network) -> None:
    above: dict[Key, Key] = {}
    for parent in network.children:
        summary = network.by_key.get(parent)
        if summary is None:
            raise Unschedulable(f"Something lies under “{parent}”, which is not in the plan.")
        if summary.parent is not None:
            above[parent] = summary.parent
    sound: set[Key] = set()
    for key in above:
        path: list[Key] = []
        while key in above and key not in sound:
            if key in path:
                names = [network.by_key[one].name or str(one) for one in path]
                raise Loop([*path, path[0]], [*names, names[0]])
            path.append(key)
            key = above[key]
        sound.update(path)
