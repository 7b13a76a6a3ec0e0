"""Where an activity lies that no link moves any more: finished, begun, or scheduled by hand."""

from __future__ import annotations

from typing import NamedTuple

from tracker.plan.scheduling.problems import BadActivity
from tracker.plan.scheduling.values import Activity, Basis, Constraint
from tracker.plan.scheduling.worktime import WorkTime, minute_of


class Fixed(NamedTuple):
    """First and last minute and their points; `remaining` is what is still to be worked."""

    start: int
    finish: int
    start_point: int
    finish_point: int
    remaining: int
    finished: bool
    begun: bool


def fixed_by(activity: Activity, time: WorkTime, basis: Basis) -> Fixed | None:
    """None where links and constraints still decide. Raises where it ended before it began."""
    if activity.actual_finish is not None or (activity.percent >= 100 and activity.actual_start is not None):
        start, finish, remaining = *_finished(activity, time), 0
    elif activity.actual_start is not None:
        start, finish, remaining = _begun(activity, time, basis)
    elif activity.start is not None:
        start, finish = _by_hand(activity, time, basis)
        remaining = _minutes(activity)
    else:
        return None
    if finish < start:
        raise BadActivity(activity.key, activity.name, "ends before it begins")
    done = activity.actual_finish is not None or activity.percent >= 100
    begun = activity.actual_start is not None or activity.actual_finish is not None
    return Fixed(start, finish, time.point(start), time.point(finish), remaining, done and begun, begun)


def _finished(activity: Activity, time: WorkTime) -> tuple[int, int]:
    if activity.actual_finish is None:
        start = minute_of(activity.actual_start)  # type: ignore[arg-type]
        return start, time.shifted(start, _minutes(activity)) if _minutes(activity) else start
    finish = minute_of(activity.actual_finish)
    if activity.actual_start is not None:
        return minute_of(activity.actual_start), finish
    return time.shifted(finish, -_minutes(activity)) if _minutes(activity) else finish, finish


def _begun(activity: Activity, time: WorkTime, basis: Basis) -> tuple[int, int, int]:
    """What is done stays; the rest follows it, or goes on where work is taken up again."""
    start = minute_of(activity.actual_start)  # type: ignore[arg-type]
    expected = _expected(activity, start, basis)
    if expected is not None:
        at = max(start, _status(basis))
        return start, expected, max(time.work(expected) - time.work(at), 0)
    remaining = activity.remaining
    if remaining is None:
        remaining = _minutes(activity) - _minutes(activity) * activity.percent // 100
    remaining = max(min(remaining, _minutes(activity)), 0)
    at = time.shifted(start, _minutes(activity) - remaining) if remaining < _minutes(activity) else start
    if activity.resume is not None:
        at = max(at, minute_of(activity.resume))
    if basis.reschedule and basis.status is not None:
        at = max(at, minute_of(basis.status))
    finish = time.shifted(at, remaining) if remaining else at
    if activity.constraint == Constraint.FINISH_NO_EARLIER and activity.constraint_at is not None:
        finish = max(finish, minute_of(activity.constraint_at))
    return start, finish, remaining


def _expected(activity: Activity, start: int, basis: Basis) -> int | None:
    """The finish that somebody expects, as long as it is not past."""
    if activity.expected_finish is None:
        return None
    expected = minute_of(activity.expected_finish)
    return expected if expected >= max(start, _status(basis)) else None


def _status(basis: Basis) -> int:
    return (
        minute_of(basis.status) if basis.reschedule and basis.status is not None else minute_of(basis.start)
    )


def _by_hand(activity: Activity, time: WorkTime, basis: Basis) -> tuple[int, int]:
    start = minute_of(activity.start)  # type: ignore[arg-type]
    late = basis.reschedule and basis.status is not None and start < minute_of(basis.status)
    if late and basis.status is not None:
        start = (
            time.begin(time.work(minute_of(basis.status))) if _minutes(activity) else minute_of(basis.status)
        )
    if activity.finish is not None and not late:
        return start, minute_of(activity.finish)
    return start, time.shifted(start, _minutes(activity)) if _minutes(activity) else start


def _minutes(activity: Activity) -> int:
    return activity.minutes or 0
