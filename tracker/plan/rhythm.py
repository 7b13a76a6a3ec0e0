"""When something comes again: weeks and months, counted by arithmetic alone, and put on working days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.plan.choices import RhythmKind

MOST = 200
LONGEST = 60
# So many weeks, or months, lie at most between two times.
MOST_EVERY = 60
LAST = -1
LAST_YEAR = 2150
# Who stops working for longer than this has no next working day.
FARTHEST = 400


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks on weekdays, or every so many months on a day or on the first, …, last weekday.

    Weekdays count from Monday, 0. It ends on a day (included) or after so many times. Weeks and months are
    counted from the one in which it starts.
    """

    kind: str
    starts_on: date
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    nth: int = 1
    until: date | None = None
    times: int | None = None


class Worked(NamedTuple):
    """On which days is there work: on those of an ordinary week, and on any given one."""

    week: tuple[bool, ...]
    on: Callable[[date], bool]


class Turn(NamedTuple):
    """The day by the rhythm, and the working day on which it takes place."""

    day: date
    on: date


@dataclass(frozen=True, slots=True)
class Laid:
    """The times that come, in order; `left` are days of the rhythm that fell onto another time, or past the end."""

    turns: list[Turn]
    left: list[date]


def lay(rhythm: Rhythm, worked: Worked, *, had: int = 0, skip: Callable[[Turn], bool] | None = None) -> Laid:
    """Put the rhythm on working days: one that is none gives way to the next, and no day is taken twice.

    So many times it `had` already count as times; those to `skip` are not laid and do not count. Raises
    `RuleBroken` for a rhythm that cannot be, that never comes, or that comes more than 200 times.
    """
    check(rhythm, worked)
    turns: list[Turn] = []
    left: list[date] = []
    last: date | None = None
    for turn in _turns(rhythm, worked):
        if rhythm.times is not None and len(turns) + had >= rhythm.times:
            break
        if skip and skip(turn):
            continue
        if turn.on == last or (rhythm.until and turn.on > rhythm.until):
            left.append(turn.day)
            continue
        if len(turns) + had >= MOST:
            raise RuleBroken(
                _("It would come more than %(most)s times. Let it end sooner, or come less often.")
                % {"most": MOST},
                field="until",
            )
        turns.append(turn)
        last = turn.on
    if not turns and not had:
        raise RuleBroken(
            _("No day of this rhythm lies between the first day and the last. Let it end later."),
            field="until",
        )
    if turns and turns[-1].on.year > LAST_YEAR:
        raise RuleBroken(
            _("A plan lies between the years 1990 and %(last)s.") % {"last": LAST_YEAR}, field="until"
        )
    return Laid(turns, left)


def _turns(rhythm: Rhythm, worked: Worked) -> Iterator[Turn]:
    for day in days_of(rhythm):
        if rhythm.until and day > rhythm.until:
            return
        yield Turn(day, next_worked(day, worked))


def days_of(rhythm: Rhythm) -> Iterator[date]:
    """The days of the rhythm from its start on, worked or not, without an end."""
    week = rhythm.starts_on - timedelta(days=rhythm.starts_on.weekday())
    month = rhythm.starts_on.year * 12 + rhythm.starts_on.month - 1
    for step in count(0, rhythm.every):
        if rhythm.kind == RhythmKind.WEEKS:
            found = [week + timedelta(weeks=step, days=day) for day in sorted(set(rhythm.weekdays))]
        else:
            found = [_in_month(rhythm, *divmod(month + step, 12))]
        yield from (day for day in found if day >= rhythm.starts_on)


def _in_month(rhythm: Rhythm, year: int, month: int) -> date:
    """A day that the month does not have is its last."""
    first, length = monthrange(year, month + 1)
    if rhythm.kind == RhythmKind.MONTH_DAY:
        return date(year, month + 1, min(rhythm.month_day, length))
    day = 1 + (rhythm.weekdays[0] - first) % 7
    if rhythm.nth == LAST:
        return date(year, month + 1, day + (length - day) // 7 * 7)
    return date(year, month + 1, day + (rhythm.nth - 1) * 7)


def next_worked(day: date, worked: Worked) -> date:
    """The day itself where there is work on it, or the next on which there is."""
    for step in range(FARTHEST):
        if worked.on(day + timedelta(days=step)):
            return day + timedelta(days=step)
    raise RuleBroken(
        _("By the calendar of the plan nobody works for more than a year after %(day)s.")
        % {"day": day_year(day)},
        field="starts_on",
    )


def last_worked(first: date, length: int, worked: Worked) -> date:
    """The day on which so many days of work end that begin on this working day."""
    day = first
    for _step in range(length - 1):
        day = next_worked(day + timedelta(days=1), worked)
    return day


def check(rhythm: Rhythm, worked: Worked) -> None:
    """Raises `RuleBroken` with what is wrong about it."""
    for field, wrong, sentence in _problems(rhythm):
        if wrong:
            raise RuleBroken(sentence, field=field)
    if rhythm.kind != RhythmKind.MONTH_DAY and not any(worked.week[day] for day in rhythm.weekdays):
        names = ", ".join(str(WEEKDAYS[day]) for day in sorted(set(rhythm.weekdays)))
        raise RuleBroken(
            _(
                "There is no working day in this rhythm: by the calendar of the plan nobody works on %(days)s. "
                "Choose another weekday, or change the working time."
            )
            % {"days": names},
            field="weekdays" if rhythm.kind == RhythmKind.WEEKS else "weekday",
        )


def _problems(rhythm: Rhythm) -> Iterator[tuple[str, bool, str]]:
    of_week, of_month = rhythm.kind == RhythmKind.WEEKS, rhythm.kind == RhythmKind.MONTH_WEEKDAY
    years = {rhythm.starts_on.year, (rhythm.until or rhythm.starts_on).year}
    yield "weekdays", of_week and not rhythm.weekdays, _("Choose at least one weekday.")
    yield "weekday", of_month and len(rhythm.weekdays) != 1, _("Choose a weekday.")
    yield (
        "every",
        not 1 <= rhythm.every <= MOST_EVERY,
        _("Say every how many: 1 to %(n)s.") % {"n": MOST_EVERY},
    )
    yield "month_day", not 1 <= rhythm.month_day <= 31, _("A day of the month lies between 1 and 31.")
    yield (
        "nth",
        rhythm.nth not in {1, 2, 3, 4, LAST},
        _("Say which one: the first to the fourth, or the last."),
    )
    # Later days could not be told from a slip of the keyboard, and a plan has no place for them.
    yield (
        "starts_on",
        not all(1990 <= year <= LAST_YEAR for year in years),
        (_("A plan lies between the years 1990 and %(last)s.") % {"last": LAST_YEAR}),
    )
    yield (
        "until",
        (rhythm.until is None) == (rhythm.times is None),
        (_("Say until which day it comes, or how many times: one of the two.")),
    )
    yield (
        "until",
        bool(rhythm.until and rhythm.until < rhythm.starts_on),
        (_("The last day cannot lie before the first.")),
    )
    yield (
        "times",
        rhythm.times is not None and not 1 <= rhythm.times <= MOST,
        (_("It can come 1 to %(most)s times.") % {"most": MOST}),
    )


def in_words(rhythm: Rhythm) -> str:
    """“every 2 weeks on Monday and Thursday”, “every month on the last Friday”."""
    every = {"num": rhythm.every}
    names = [str(WEEKDAYS[day]) for day in sorted(set(rhythm.weekdays))]
    if rhythm.kind == RhythmKind.WEEKS:
        said = ngettext("every week on %(days)s", "every %(num)s weeks on %(days)s", rhythm.every)
        return said % {**every, "days": ", ".join(names)}
    month = ngettext("every month", "every %(num)s months", rhythm.every) % every
    if rhythm.kind == RhythmKind.MONTH_DAY:
        if rhythm.month_day <= 28:
            return _("%(every)s on day %(day)s") % {"every": month, "day": rhythm.month_day}
        return _("%(every)s on day %(day)s, or the last where a month is shorter") % {
            "every": month,
            "day": rhythm.month_day,
        }
    which = {
        1: _("the first"),
        2: _("the second"),
        3: _("the third"),
        4: _("the fourth"),
        LAST: _("the last"),
    }
    return _("%(every)s on %(which)s %(day)s") % {"every": month, "which": which[rhythm.nth], "day": names[0]}
