"""The arithmetic of a business case: pure functions over sums by month, in decimal money.

Month 0 is the start and is not discounted. With a rate of *r* a year, a sum of month *m* is worth today

    PV = sum / (1 + r) ** (m / 12)

so that sums at months 0, 12, 24 give the textbook's yearly figures to the cent. The formulas are those of
Brealey, Myers and Allen, *Principles of Corporate Finance*, chapters "How to Calculate Present Values" and "Net
Present Value and Other Investment Criteria"; sensitivity and switching values as in HM Treasury, *The Green
Book*. `docs/business-case.md` holds examples worked by hand, and a test holds this module to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise

from django.utils.translation import gettext as _

from tracker.governance.choices import Direction, Rhythm

CENT, TENTH, ZERO, HUNDRED = Decimal("0.01"), Decimal("0.1"), Decimal(0), Decimal(100)
HIGHEST_RATE = 1000  # percent a year; beyond it a rate of return tells nobody anything
EVERY = {Rhythm.ONCE: 0, Rhythm.MONTHLY: 1, Rhythm.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Sum:
    """A cost or a benefit as it is entered."""

    direction: str
    amount: Decimal
    rhythm: str = Rhythm.ONCE
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What if: costs and benefits by so many percent, benefits so many months later, another rate."""

    cost: Decimal = ZERO
    benefit: Decimal = ZERO
    delay: int = 0
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A figure, or in words why there is none."""

    value: Decimal | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an option comes to. `costs` and `benefits` by month, from month 0."""

    costs: Sequence[Decimal]
    benefits: Sequence[Decimal]
    rate: Decimal
    cost: Decimal
    benefit: Decimal
    npv: Decimal
    roi: Found
    payback: Found

    @property
    def net(self) -> list[Decimal]:
        return [back - out for out, back in zip(self.costs, self.benefits, strict=True)]

    @property
    def irr(self) -> Found:
        return irr(self.net)


def figures(sums: Iterable[Sum], months: int, rate: Decimal, change: Change | None = None) -> Figures:
    """Everything about one option within its months; what lies beyond them does not count."""
    change = change or Change()
    sums = list(sums)
    rate = rate if change.rate is None else change.rate
    out = _spread(sums, Direction.COST, months, 0, change.cost)
    back = _spread(sums, Direction.BENEFIT, months, change.delay, change.benefit)
    net = [b - o for o, b in zip(out, back, strict=True)]
    cost, benefit = sum(out, ZERO), sum(back, ZERO)
    return Figures(
        out, back, rate, _cents(cost), _cents(benefit), npv(net, rate), roi(cost, benefit), payback(net)
    )


def _spread(sums: Sequence[Sum], direction: str, months: int, delay: int, percent: Decimal) -> list[Decimal]:
    by_month = [ZERO] * (months + 1)
    for row in sums:
        if row.direction != direction:
            continue
        step = EVERY[Rhythm(row.rhythm)]
        whens = range(row.first, row.last + 1, step) if step else (row.first,)
        for month in whens:
            if 0 <= month + delay <= months:
                by_month[month + delay] += row.amount * (HUNDRED + percent) / HUNDRED
    return by_month


def npv(net: Sequence[Decimal], rate: Decimal) -> Decimal:
    """Net present value: NPV = sum over m of net[m] / (1 + r) ** (m / 12), to the cent."""
    with localcontext(prec=34):
        factor = (1 + rate / HUNDRED) ** (Decimal(-1) / 12)
        worth = _polynomial(net, factor)
    return _cents(worth)


def roi(cost: Decimal, benefit: Decimal) -> Found:
    """Return on investment, undiscounted: ROI = (benefits - costs) / costs, in percent."""
    if not cost:
        return Found(None, _("There is no cost, so nothing to set the benefits against."))
    return Found(((benefit - cost) / cost * HUNDRED).quantize(TENTH, ROUND_HALF_UP))


def payback(net: Sequence[Decimal]) -> Found:
    """Payback: the first month from which the running total stays at or above zero."""
    total, since, below = ZERO, 0, False
    for month, value in enumerate(net):
        was = total
        total += value
        below = below or total < 0
        if was < 0 <= total:
            since = month
    if not below:
        return Found(None, _("Nothing is spent that would have to come back."))
    if total < 0:
        return Found(None, _("It does not pay back in these months."))
    return Found(Decimal(since))


def irr(net: Sequence[Decimal]) -> Found:
    """Internal rate of return: the yearly rate at which NPV = 0, in percent.

    By Descartes' rule of signs there is exactly one where the sums change their sign once; with more changes
    there may be several or none, and then no figure is given.
    """
    signs = [value > 0 for value in net if value]
    changes = sum(one != two for one, two in pairwise(signs))
    if not signs or all(signs):
        return Found(None, _("Nothing is spent first, so there is no rate of return."))
    if not any(signs):
        return Found(None, _("Nothing comes back, so there is no rate of return."))
    if changes > 1:
        return Found(
            None,
            _(
                "The sums change between out and in %(n)s times: several rates could fit, or none. "
                "Go by the net present value."
            )
            % {"n": changes},
        )
    if signs[0]:
        return Found(None, _("Money comes in before it goes out: a rate would be the cost of a loan."))
    return _root(net)


def _root(net: Sequence[Decimal]) -> Found:
    """Halving between -99 % and the highest rate that means something, in the monthly factor."""
    with localcontext(prec=34):
        low = (1 + Decimal(HIGHEST_RATE) / HUNDRED) ** (Decimal(-1) / 12)
        high = Decimal(100) ** (Decimal(1) / 12)
        if _polynomial(net, low) > 0:
            return Found(None, _("The rate of return is above %(n)s %% a year.") % {"n": HIGHEST_RATE})
        if _polynomial(net, high) < 0:
            return Found(None, _("Nearly everything is lost: the rate of return is below −99 % a year."))
        for _step in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _polynomial(net, middle) < 0 else (low, middle)
        return Found(((1 / low**12 - 1) * HUNDRED).quantize(TENTH, ROUND_HALF_UP))


def _polynomial(net: Sequence[Decimal], factor: Decimal) -> Decimal:
    worth = ZERO
    for value in reversed(net):
        worth = worth * factor + value
    return worth


def switching(found: Figures) -> tuple[Found, Found]:
    """By how many percent costs may rise, and benefits may fall, until the net present value is nothing."""
    out, back = npv(found.costs, found.rate), npv(found.benefits, found.rate)
    if not out or not back:
        none = Found(None, _("There is nothing to set against each other."))
        return none, none
    return (
        Found(((back - out) / out * HUNDRED).quantize(TENTH, ROUND_HALF_UP)),
        Found(((back - out) / back * HUNDRED).quantize(TENTH, ROUND_HALF_UP)),
    )


def _cents(value: Decimal) -> Decimal:
    # A rounded nothing loses its sign.
    return value.quantize(CENT, ROUND_HALF_UP) + ZERO
