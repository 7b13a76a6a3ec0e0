"""When something comes again: by hand, and as a property of every rhythm."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.core.errors import RuleBroken
from tracker.plan.choices import RhythmKind
from tracker.plan.rhythm import LAST, MOST, Rhythm, Worked, in_words, last_worked, lay

pytestmark = pytest.mark.once
WEEK = (True,) * 5 + (False,) * 2
MONDAY = date(2026, 11, 2)


def worked(*free: date, week: tuple[bool, ...] = WEEK) -> Worked:
    return Worked(week, lambda day: week[day.weekday()] and day not in free)


def weekly(*days: int, **facts: object) -> Rhythm:
    return replace(Rhythm(RhythmKind.WEEKS, MONDAY, weekdays=days, times=4), **facts)  # type: ignore[arg-type]


def monthly(day: int, **facts: object) -> Rhythm:
    said = {"times": 4, "month_day": day, **facts}
    return Rhythm(RhythmKind.MONTH_DAY, date(2026, 11, 1), **said)  # type: ignore[arg-type]


def on(rhythm: Rhythm, *free: date) -> list[str]:
    return [f"{turn.on:%d.%m.}" for turn in lay(rhythm, worked(*free)).turns]


def test_weeks_are_counted_from_the_one_in_which_it_starts() -> None:
    assert on(weekly(0)) == ["02.11.", "09.11.", "16.11.", "23.11."]
    assert on(weekly(0, 3, every=2)) == ["02.11.", "05.11.", "16.11.", "19.11."]
    # It starts on a Wednesday: that week's Monday has passed, the Thursday has not.
    assert on(weekly(0, 3, every=2, starts_on=date(2026, 11, 4))) == ["05.11.", "16.11.", "19.11.", "30.11."]


def test_a_day_that_a_month_has_not_is_its_last() -> None:
    assert on(monthly(31, times=5)) == ["30.11.", "31.12.", "01.02.", "01.03.", "31.03."]
    every_day = worked(week=(True,) * 7)
    days = [turn.on for turn in lay(monthly(30, times=5), every_day).turns]
    assert days[3] == date(2027, 2, 28)
    assert days[4] == date(2027, 3, 30)
    leap = lay(replace(monthly(29), starts_on=date(2028, 2, 1), times=2), every_day).turns
    assert [turn.on for turn in leap] == [date(2028, 2, 29), date(2028, 3, 29)]


def test_a_weekday_of_the_month() -> None:
    rhythm = Rhythm(RhythmKind.MONTH_WEEKDAY, MONDAY, weekdays=(3,), nth=LAST, times=3)
    assert on(rhythm) == ["26.11.", "31.12.", "28.01."]
    assert on(replace(rhythm, nth=2, every=2)) == ["12.11.", "14.01.", "11.03."]
    # The first Sunday of November lies before it starts, and a Sunday gives way to the Monday.
    assert in_words(replace(rhythm, nth=1, every=3)) == "every 3 months on the first Thursday"


def test_a_day_without_work_gives_way_and_no_day_is_taken_twice() -> None:
    laid = lay(weekly(0, 1, times=4), worked(MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)))
    # The Monday of the first week falls onto its Tuesday; the second week's both onto the Wednesday.
    assert [(turn.day.day, turn.on.day) for turn in laid.turns] == [(2, 3), (9, 11), (16, 16), (17, 17)]
    assert [day.day for day in laid.left] == [3, 10]
    # Past the end it falls away.
    ends = weekly(4, times=None, until=date(2026, 11, 13))
    assert on(ends, date(2026, 11, 13)) == ["06.11."]


@pytest.mark.parametrize(
    ("rhythm", "sentence"),
    [
        (weekly(), "Choose at least one weekday"),
        (weekly(5, 6), "no working day in this rhythm: .* on Saturday, Sunday"),
        (weekly(0, every=0), "Say every how many"),
        (weekly(0, every=61), "Say every how many"),
        (weekly(0, times=0), "1 to 200 times"),
        (weekly(0, times=201), "1 to 200 times"),
        (weekly(0, until=MONDAY), "one of the two"),
        (weekly(0, times=None), "one of the two"),
        (weekly(0, times=None, until=date(2026, 11, 1)), "cannot lie before the first"),
        (weekly(4, times=None, until=date(2026, 11, 3)), "No day of this rhythm"),
        (weekly(0, 1, 2, 3, 4, times=None, until=date(2027, 12, 31)), "more than 200 times"),
        (weekly(0, starts_on=date(1890, 1, 1)), "between the years"),
        (weekly(0, times=None, until=date(9999, 12, 31)), "between the years"),
        (weekly(0, starts_on=date(2150, 12, 1), times=200), "between the years"),
        (monthly(0), "between 1 and 31"),
        (monthly(32), "between 1 and 31"),
        (Rhythm(RhythmKind.MONTH_WEEKDAY, MONDAY, times=1), "Choose a weekday"),
        (Rhythm(RhythmKind.MONTH_WEEKDAY, MONDAY, times=1, weekdays=(1,), nth=5), "first to the fourth"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(rhythm: Rhythm, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        lay(rhythm, worked())


def test_a_calendar_without_work_for_years_is_said() -> None:
    with pytest.raises(RuleBroken, match="nobody works for more than a year"):
        lay(monthly(1), Worked(WEEK, lambda _day: False))


def test_a_length_counts_working_days() -> None:
    assert last_worked(date(2026, 11, 5), 1, worked()) == date(2026, 11, 5)
    assert last_worked(date(2026, 11, 5), 3, worked()) == date(2026, 11, 9)
    assert last_worked(date(2026, 11, 5), 3, worked(date(2026, 11, 9))) == date(2026, 11, 10)


def test_a_rhythm_is_told_in_words() -> None:
    assert in_words(weekly(0)) == "every week on Monday"
    assert in_words(weekly(3, 0, every=2)) == "every 2 weeks on Monday, Thursday"
    assert in_words(monthly(7)) == "every month on day 7"
    assert in_words(monthly(31, every=2)) == "every 2 months on day 31, or the last where a month is shorter"
    last = Rhythm(RhythmKind.MONTH_WEEKDAY, MONDAY, weekdays=(4,), nth=LAST, times=1)
    assert in_words(last) == "every month on the last Friday"


# The plain reference: look at every day by itself ---------------------------------


def _is_turn(rhythm: Rhythm, day: date) -> bool:
    first = rhythm.starts_on
    if rhythm.kind == RhythmKind.WEEKS:
        weeks = (day - timedelta(days=day.weekday()) - first + timedelta(days=first.weekday())).days // 7
        return weeks % rhythm.every == 0 and day.weekday() in rhythm.weekdays
    months = (day.year - first.year) * 12 + day.month - first.month
    length = monthrange(day.year, day.month)[1]
    if months % rhythm.every:
        return False
    if rhythm.kind == RhythmKind.MONTH_DAY:
        return day.day == rhythm.month_day or (day.day == length < rhythm.month_day)
    if day.weekday() != rhythm.weekdays[0]:
        return False
    return day.day + 7 > length if rhythm.nth == LAST else (day.day - 1) // 7 + 1 == rhythm.nth


def reference(rhythm: Rhythm, working: Worked, last: date) -> list[date]:
    """Days on which it takes place until that day, found one after the other."""
    found: list[date] = []
    waiting = False
    day = rhythm.starts_on
    while day <= last:
        waiting = waiting or _is_turn(rhythm, day)
        if waiting and working.on(day):
            found.append(day)
            waiting = False
        day += timedelta(days=1)
    return found


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    kind = draw(st.sampled_from(RhythmKind))
    starts_on = draw(st.dates(date(2023, 6, 1), date(2028, 6, 1)))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    single = kind == RhythmKind.MONTH_WEEKDAY
    ends: dict[str, object] = (
        {"until": starts_on + timedelta(days=draw(st.integers(0, 150)))}
        if draw(st.booleans())
        else {"times": draw(st.integers(1, 12))}
    )
    return Rhythm(
        kind,
        starts_on,
        every=draw(st.integers(1, 4)),
        weekdays=(min(weekdays),) if single else tuple(sorted(weekdays)),
        month_day=draw(st.integers(1, 31)),
        nth=draw(st.sampled_from([1, 2, 3, 4, LAST])),
        **ends,  # type: ignore[arg-type]
    )


@settings(max_examples=150, deadline=None)
@given(
    rhythms(),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.integers(0, 120), max_size=40),
)
def test_every_rhythm_is_what_looking_at_each_day_finds(
    rhythm: Rhythm, days: set[int], away: set[int]
) -> None:
    free = {rhythm.starts_on + timedelta(days=step) for step in away}
    week = tuple(day in days for day in range(7))
    working = worked(*free, week=week)
    try:
        laid = lay(rhythm, working)
    except RuleBroken:
        never = rhythm.kind != RhythmKind.MONTH_DAY and not any(week[day] for day in rhythm.weekdays)
        assert never or (rhythm.until and reference(rhythm, working, rhythm.until) == [])
        return
    found = [turn.on for turn in laid.turns]
    assert found == sorted(set(found))
    assert 0 < len(found) <= (rhythm.times or MOST)
    assert all(working.on(day) for day in found)
    assert rhythm.starts_on <= found[0]
    assert rhythm.until is None or found[-1] <= rhythm.until
    assert all(turn.day <= turn.on and _is_turn(rhythm, turn.day) for turn in laid.turns)
    assert found == reference(rhythm, working, rhythm.until or found[-1])
    assert rhythm.times is None or len(found) == rhythm.times
