"""Earned value as plain arithmetic: what was planned by a day, what is earned by it, what it took. No database.

It counts work done against a plan, in hours. It says nothing of conformity: readiness is counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

NOUGHT = Decimal(0)
HALF = Decimal("0.5")
WEEK = 5
WHOLE = 100


class Rule(StrEnum):
    """When the hours of a task count as earned."""

    AT_END = "0-100"
    HALVES = "50-50"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Step:
    """A weighted step, in percent of the task's hours."""

    name: str
    weight: int
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One task of the baseline. `products` are the days on which its deliverables were accepted, None where not."""

    name: str
    budget: Decimal
    starts_on: date
    due_on: date
    rule: Rule = Rule.AT_END
    steps: tuple[Step, ...] = ()
    began_on: date | None = None
    finished_on: date | None = None
    products: tuple[date | None, ...] = ()

    def planned(self, on: date) -> Decimal:
        """What its rule would have earned by the end of that day, had all gone as in the baseline."""
        if self.rule == Rule.STEPS and self.steps:
            days = step_days(self.starts_on, self.due_on, len(self.steps))
            reached = sum(step.weight for step, day in zip(self.steps, days, strict=True) if day <= on)
            return self.budget * reached / WHOLE
        ends = self.budget if self.due_on <= on else NOUGHT
        if self.rule == Rule.HALVES:
            begins = self.budget if self.starts_on <= on else NOUGHT
            return (begins + ends) * HALF
        return ends

    def earned(self, on: date) -> Decimal:
        """What is earned by the end of that day: accepted deliverables, or the end of the task where it has none."""
        if self.rule == Rule.STEPS and self.steps:
            reached = sum(step.weight for step in self.steps if step.done_on and step.done_on <= on)
            return self.budget * reached / WHOLE
        ends = self.products or (self.finished_on,)
        share = Decimal(sum(day is not None and day <= on for day in ends)) / len(ends)
        if self.rule == Rule.HALVES:
            begun = self.began_on is not None and self.began_on <= on
            return self.budget * HALF * ((1 if begun or share else 0) + share)
        return self.budget * share


def step_days(starts_on: date, due_on: date, steps: int) -> list[date]:
    """The days on which steps are planned: spread evenly over the working days, the last one when the task is due."""
    days = [
        day
        for day in (starts_on + timedelta(days=number) for number in range((due_on - starts_on).days + 1))
        if day.weekday() < WEEK
    ] or [due_on]
    found = [days[-(-len(days) * number // steps) - 1] for number in range(1, steps)]
    return [*found, due_on]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure, or the reason why there is none."""

    value: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Budget at completion, planned and earned value, actual cost; and what follows from them."""

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal

    @property
    def sv(self) -> Decimal:
        return self.ev - self.pv

    @property
    def cv(self) -> Decimal:
        return self.ev - self.ac

    @property
    def spi(self) -> Measured:
        if not self.pv:
            return Measured(why=_("nothing was to be earned by this day"))
        return Measured(_ratio(self.ev, self.pv))

    @property
    def cpi(self) -> Measured:
        if not self.ac:
            return Measured(why=_("no hours are written down"))
        return Measured(_ratio(self.ev, self.ac))

    @property
    def eac(self) -> Measured:
        """At the pace so far: BAC / CPI, not rounded in between."""
        if not self.ac:
            return Measured(why=_("no hours are written down"))
        if not self.ev:
            return Measured(why=_("nothing is earned yet"))
        return Measured(_tenth(self.bac * self.ac / self.ev))

    @property
    def etc(self) -> Measured:
        return Measured(self.eac.value - self.ac) if self.eac.value is not None else self.eac

    @property
    def vac(self) -> Measured:
        return Measured(self.bac - self.eac.value) if self.eac.value is not None else self.eac

    @property
    def tcpi(self) -> Measured:
        """How efficient the rest must be to end within the budget."""
        if self.ev >= self.bac:
            return Measured(why=_("all is earned") if self.bac else _("the baseline holds no hours"))
        if self.ac >= self.bac:
            return Measured(why=_("the budget is spent: no efficiency reaches it"))
        return Measured(_ratio(self.bac - self.ev, self.bac - self.ac))


def figures(items: Iterable[Item], spent: Decimal, on: date) -> Figures:
    """All tasks together at the end of that day."""
    items = list(items)
    return Figures(
        bac=sum((item.budget for item in items), NOUGHT),
        pv=_tenth(sum((item.planned(on) for item in items), NOUGHT)),
        ev=_tenth(sum((item.earned(on) for item in items), NOUGHT)),
        ac=spent,
    )


@dataclass(frozen=True, slots=True)
class Curve:
    """What was planned, earned and spent by each day."""

    planned: list[tuple[date, Decimal]] = field(default_factory=list)
    earned: list[tuple[date, Decimal]] = field(default_factory=list)
    spent: list[tuple[date, Decimal]] = field(default_factory=list)


def curve(
    items: Sequence[Item], spent: Sequence[tuple[date, Decimal]], today: date, points: int = 60
) -> Curve:
    """Along the baseline; earned and spent only up to today. `spent` are the totals known at each day, in order."""
    if not items:
        return Curve()
    first = min(item.starts_on for item in items)
    last = max(item.due_on for item in items)
    days = _days(first, last, points)
    past = [day for day in days if day < today]
    past += [today] if today >= first else []
    return Curve(
        planned=[(day, sum((item.planned(day) for item in items), NOUGHT)) for day in days],
        earned=[(day, sum((item.earned(day) for item in items), NOUGHT)) for day in past],
        spent=[(day, _known(spent, day)) for day in past],
    )


def _days(first: date, last: date, points: int) -> list[date]:
    span = (last - first).days
    step = max(-(-span // points), 1)
    return [*(first + timedelta(days=number) for number in range(0, span, step)), last]


def _known(spent: Sequence[tuple[date, Decimal]], on: date) -> Decimal:
    found = NOUGHT
    for day, total in spent:
        if day > on:
            break
        found = total
    return found


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole).quantize(Decimal("0.001"), ROUND_HALF_UP)


def _tenth(hours: Decimal) -> Decimal:
    return hours.quantize(Decimal("0.1"), ROUND_HALF_UP)
