"""Dates for a tailored plan: forwards from the start, and back from the target; working days are Monday to Friday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.plan.methods.values import Dated, Method, Piece, Stage, Tailored, Wish

LAST_YEAR = 2150
MOST_REPORTS = 60
WEEK = 5


def first_working_day(on: date) -> date:
    return on + timedelta(days=7 - on.weekday()) if on.weekday() >= WEEK else on


def working_day(start: date, steps: int) -> date:
    """So many working days after a working day, or before it."""
    weeks, rest = divmod(start.weekday() + steps, WEEK)
    try:
        return start - timedelta(days=start.weekday()) + timedelta(days=7 * weeks + rest)
    except OverflowError as far:
        raise _too_far() from far


def working_days(start: date, until: date) -> int:
    """How many working days lie from a day to another, both included."""
    if until < start:
        return 0
    weeks, rest = divmod((until - start).days + 1, 7)
    return weeks * WEEK + sum((start.weekday() + step) % 7 < WEEK for step in range(rest))


def _too_far() -> RuleBroken:
    return RuleBroken(
        _("So much work would end after the year %(year)s. Look at the numbers of the scope.")
        % {"year": LAST_YEAR},
        field="services",
    )


def put_dates(method: Method, tailored: Tailored, wish: Wish) -> Dated:
    """Lay the plan. Room before the target goes into operating, where records are gathered; a target that is too
    near moves nothing together, it is said."""
    start = first_working_day(wish.starts_on)
    pieces = {piece.key: piece for piece in tailored.pieces}
    lengths = {key: piece.days for key, piece in pieces.items()}
    begins = _forward(pieces, lengths)
    goal = next(piece.key for piece in tailored.pieces if piece.milestone == "certificate")
    until = working_days(start, wish.target_on)
    room = until - begins[goal]
    latest = working_day(start, room)
    stretching = [key for key, piece in pieces.items() if piece.stretches]
    if room > 0 and stretching:
        lengths[stretching[0]] += room
        begins = _forward(pieces, lengths)
    if working_day(start, max(begins.values())).year > LAST_YEAR:
        raise _too_far()
    tailored, begins, lengths = _with_reports(method, tailored, wish, begins, lengths, begins[goal])
    days = {key: _span(start, begins[key], lengths[key]) for key in begins}
    certificate = days[goal][1]
    return Dated(
        tailored=tailored,
        days=days,
        lengths=lengths,
        certificate_on=certificate,
        latest_start=latest,
        room=max(room, 0),
        too_tight="" if room >= 0 else _tight(wish, certificate, latest, -room),
    )


def _tight(wish: Wish, certificate: date, latest: date, missing: int) -> str:
    return _(
        "The target is too tight: from %(start)s this way leads to the certificate on %(end)s, %(n)s working days "
        "after %(target)s. To keep the target it would have had to begin on %(latest)s. Move the target, take a "
        "smaller size, or bring more people in."
    ) % {
        "start": day_year(wish.starts_on),
        "end": day_year(certificate),
        "n": missing,
        "target": day_year(wish.target_on),
        "latest": day_year(latest),
    }


def _forward(pieces: Mapping[str, Piece], lengths: Mapping[str, int]) -> dict[str, int]:
    """The working day on which each can begin, counted from 0."""
    begins: dict[str, int] = {}
    left = dict(pieces)
    while left:
        free = [key for key, piece in left.items() if all(before in begins for before, _lag in piece.after)]
        if not free:
            raise RuleBroken(_("These wait for one another: %(names)s.") % {"names": ", ".join(left)})
        for key in free:
            after = left.pop(key).after
            begins[key] = max((begins[before] + lengths[before] + lag for before, lag in after), default=0)
    return begins


def _span(start: date, begin: int, length: int) -> tuple[date, date]:
    """First and last day; a milestone lies at the end of the day before what follows it."""
    if length:
        return working_day(start, begin), working_day(start, begin + length - 1)
    day = working_day(start, max(begin - 1, 0))
    return day, day


def _with_reports(
    method: Method,
    tailored: Tailored,
    wish: Wish,
    begins: dict[str, int],
    lengths: dict[str, int],
    end: int,
) -> tuple[Tailored, dict[str, int], dict[str, int]]:
    """Reports by the calendar, each in the stage that runs then; they hold up nothing."""
    every = method.report.every.get(wish.formality)
    if not every:
        return tailored, begins, lengths
    ends = [begins[f"end-{stage.phases[-1]}"] for stage in tailored.stages]
    size = list("SML").index(wish.size)
    made = []
    for number, at in enumerate(range(every, end, every), start=1):
        if number > MOST_REPORTS:
            break
        stage = next((place for place, last in enumerate(ends) if at < last), len(ends) - 1)
        made.append(_report(method, tailored.stages[stage], stage, number, size))
        begins[made[-1].key], lengths[made[-1].key] = at - 1, 1
    return replace(tailored, pieces=(*tailored.pieces, *made)), begins, lengths


def _report(method: Method, stage: Stage, place: int, number: int, size: int) -> Piece:
    return Piece(
        key=f"report-{number}",
        kind="report",
        name=method.report.name.format(number=number),
        phase=stage.phases[-1],
        stage=place,
        role=method.report.role,
        hours=method.report.hours[size],
        days=1,
    )
