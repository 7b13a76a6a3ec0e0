"""When a report comes again, in the time of its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reporting.rhythm import WIDEST, Rule

START = date(2026, 1, 1)
OSLO = "Europe/Oslo"


def rule(rhythm: str, zone: str = "UTC", ends_on: date | None = None, **facts: int) -> Rule:
    return Rule(
        rhythm,
        **{"weekday": 0, "nth": 1, "day": 1, "hour": 7, **facts},
        zone=zone,
        starts_on=START,
        ends_on=ends_on,
    )


def days(found: Rule, since: str, count: int) -> list[str]:
    at, said = datetime.fromisoformat(since).replace(tzinfo=UTC), []
    for _place in range(count):
        following = found.next(after=at)
        if following is None:
            break
        at = following
        said.append(at.astimezone(ZoneInfo(found.zone)).strftime("%a %d %b %H:%M"))
    return said


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (rule("week", weekday=2), ["Wed 28 Jan 07:00", "Wed 04 Feb 07:00", "Wed 11 Feb 07:00"]),
        (rule("month_weekday"), ["Mon 02 Feb 07:00", "Mon 02 Mar 07:00", "Mon 06 Apr 07:00"]),
        (rule("month_weekday", weekday=4, nth=5), ["Fri 30 Jan 07:00", "Fri 27 Feb 07:00", "Fri 27 Mar 07:00"]),
        (rule("month_weekday", weekday=3, nth=4), ["Thu 26 Feb 07:00", "Thu 26 Mar 07:00", "Thu 23 Apr 07:00"]),
        (rule("month_day", day=31, hour=0), ["Sat 31 Jan 00:00", "Sat 28 Feb 00:00", "Tue 31 Mar 00:00"]),
        (rule("month_day", day=29, ends_on=date(2026, 2, 27)), ["Thu 29 Jan 07:00"]),
        # The hour that Oslo's clocks leave out on 29 March, and the one that comes twice on 25 October.
        (rule("month_day", OSLO, day=29, hour=2), ["Thu 29 Jan 02:00", "Sat 28 Feb 02:00", "Sun 29 Mar 03:00"]),
    ],
)  # fmt: skip
def test_the_next_days(found: Rule, expected: list[str]) -> None:
    assert days(found, "2026-01-27T12:00", 3) == expected


def test_an_hour_that_comes_twice_is_due_once() -> None:
    found = rule("month_day", OSLO, day=25, hour=2)
    first = found.next(after=datetime(2026, 10, 1, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert found.newest(after=first, until=first + timedelta(hours=3)) is None


def test_whoever_was_away_gets_the_newest_only() -> None:
    weekly = rule("week")
    until = datetime(2026, 6, 10, 12, tzinfo=UTC)
    assert weekly.newest(after=datetime(2026, 1, 1, tzinfo=UTC), until=until) == datetime(
        2026, 6, 8, 7, tzinfo=UTC
    )


@given(
    rhythm=st.sampled_from(["week", "month_weekday", "month_day"]),
    weekday=st.integers(0, 6),
    nth=st.integers(1, 5),
    day=st.integers(1, 31),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["UTC", OSLO, "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
    at=st.datetimes(datetime(2026, 1, 2), datetime(2040, 1, 1)),
)
def test_next_and_newest_agree(
    rhythm: str, weekday: int, nth: int, day: int, hour: int, zone: str, at: datetime
) -> None:
    found, moment = rule(rhythm, zone, weekday=weekday, nth=nth, day=day, hour=hour), at.replace(tzinfo=UTC)
    following = found.next(after=moment)
    assert following is not None
    assert moment < following <= moment + WIDEST
    assert found.newest(after=moment, until=following) == following
    assert found.newest(after=moment, until=following - timedelta(microseconds=1)) is None
