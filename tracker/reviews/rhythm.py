"""On which days reviews fall that come again: pure rules over days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tracker.reviews.choices import Rhythm

MOST = 300
DAYS = {Rhythm.WEEK: 7, Rhythm.FORTNIGHT: 14}


def days_of(rhythm: str, first: date, last: date) -> list[date]:
    """From the first day to the last, both counted; never more than `MOST` and one."""
    if rhythm == Rhythm.ONCE:
        return [first]
    found: list[date] = []
    day = first
    while day <= last and len(found) <= MOST:
        found.append(day)
        day = (
            _month_after(day, first) if rhythm == Rhythm.MONTH else day + timedelta(days=DAYS[Rhythm(rhythm)])
        )
    return found


def _month_after(day: date, first: date) -> date:
    """The same weekday of the next month: a second Tuesday stays one, and a fifth becomes the last."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    nth = (first.day - 1) // 7 + 1
    begin = date(year, month, 1)
    found = 1 + (first.weekday() - begin.weekday()) % 7 + 7 * (nth - 1)
    longest = monthrange(year, month)[1]
    return date(year, month, found if found <= longest else found - 7)
