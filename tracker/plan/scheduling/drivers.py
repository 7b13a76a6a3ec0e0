"""Why a date is what it is: the link, the constraint or the beginning that decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.plan.scheduling.network import Network
from tracker.plan.scheduling.passes import Forward, Points, start_of
from tracker.plan.scheduling.values import Constraint, Driver, Key, Link
from tracker.plan.scheduling.worktime import moment_of


def driver_of(
    network: Network, forward: Forward, placed: Points, links: Mapping[tuple[Key, Key], Link], key: Key
) -> Driver:
    """What decides the start; of several links that do, the one from the smallest key."""
    number = network.number.get(key)
    if number is None:
        return Driver("summary")
    activity = network.by_key[key]
    fixed = network.fixed.get(number)
    if fixed is not None:
        return Driver("actual" if fixed.begun else "manual", at=moment_of(fixed.start))
    if network.basis.from_finish and placed.start[number] >> 1 != forward.points.start[number] >> 1:
        return Driver("finish", at=network.basis.finish)
    kind, at = network.pinned.get(number, (Constraint.AS_SOON, 0))
    if kind is Constraint.AS_LATE:
        return Driver("late")
    start = placed.start[number] >> 1
    by_date = kind.is_dated and start_of(kind, at, network.minutes[number]) >> 1 == start
    found = _link(network, forward, links, number, start)
    if by_date and (found is None or kind in {Constraint.MUST_START, Constraint.MUST_FINISH}):
        return Driver("constraint", constraint=kind, at=activity.constraint_at)
    return _beginning(network, number, start) if found is None else Driver("link", link=found)


def _beginning(network: Network, number: int, start: int) -> Driver:
    """Nothing but the plan itself decides: the day it is planned for, the present, or where the plan begins."""
    basis, activity = network.basis, network.by_key[network.keys[number]]
    if activity.not_before is not None and network.not_before[number] >> 1 == start:
        return Driver("planned", at=activity.not_before)
    if basis.reschedule and basis.status is not None and basis.status > basis.start:
        return Driver("status", at=basis.status)
    return Driver("start", at=basis.start)


def _link(
    network: Network, forward: Forward, links: Mapping[tuple[Key, Key], Link], number: int, start: int
) -> Link | None:
    """The link that puts the start exactly there; through a gate, the one before the gate."""
    found = []
    for before in _pushing(network, forward, number, start):
        link = links.get((network.keys[before], network.keys[number]))
        if link is None and before >= network.size:
            link = _link(network, forward, links, before, forward.points.start[before] >> 1)
        if link is not None:
            found.append(link)
    return min(found, key=lambda link: (str(link.before), link.kind), default=None)


def _pushing(network: Network, forward: Forward, number: int, start: int) -> Iterator[int]:
    length = network.minutes[number]
    for before in network.before[number]:
        if forward.points.finish[before] >> 1 == start:
            yield before
    for tie in network.ties_in.get(number, ()):
        if (forward.reach(tie) >> 1) - (length if tie.to_finish else 0) == start:
            yield tie.before
