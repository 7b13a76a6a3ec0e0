"""The arithmetic of a business case, held to examples worked by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tracker.governance.choices import Direction, Rhythm
from tracker.governance.figures import Change, Figures, Sum, figures, npv, switching

PAGE = Path(__file__).parents[2] / "docs" / "business-case.md"


def examples() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").partition("| Example |")[2].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def read(text: str) -> list[Sum]:
    """`0 -1000; 1-12 400`: at the start out, then each of twelve months in."""
    found = []
    for part in text.split(";"):
        months, amount = part.split()
        first, _, last = months.partition("-")
        value = Decimal(amount)
        direction = Direction.COST if value < 0 else Direction.BENEFIT
        rhythm = Rhythm.MONTHLY if last else Rhythm.ONCE
        found.append(Sum(direction, abs(value), rhythm, int(first), int(last or first)))
    return found


def told(found: Figures) -> list[str]:
    values = [found.npv, found.roi.value, found.irr.value, found.payback.value]
    return ["–" if value is None else str(value) for value in values]


@pytest.mark.parametrize("example", examples(), ids=lambda row: row[0])
def test_the_figures_are_those_worked_by_hand(example: list[str]) -> None:
    _name, sums, rate, *expected = example
    found = figures(read(sums), 36, Decimal(rate))
    assert told(found) == expected
    for figure in (found.roi, found.irr, found.payback):
        assert figure.value is not None or figure.why.endswith(".")


def test_there_are_examples() -> None:
    assert len(examples()) == 6


def test_at_the_rate_of_return_the_net_present_value_is_nothing() -> None:
    found = figures(read("0 -90000; 6 -20000; 12 30000; 13-60 2500"), 60, Decimal(5))
    assert found.irr.value is not None
    around = [npv(found.net, found.irr.value + step) for step in (Decimal("-0.1"), Decimal("0.1"))]
    assert around[0] > 0 > around[1]


def test_a_late_benefit_falls_out_behind_the_last_month() -> None:
    sums = read("0 -1000; 12 600; 24 600")
    on_time = figures(sums, 24, Decimal(0))
    late = figures(sums, 24, Decimal(0), Change(delay=6))
    assert (on_time.benefit, late.benefit) == (Decimal("1200.00"), Decimal("600.00"))
    assert late.payback.value is None


def test_percentages_move_costs_and_benefits_apart() -> None:
    sums = [
        Sum(Direction.COST, Decimal("100.00")),
        Sum(Direction.BENEFIT, Decimal("50.00"), Rhythm.YEARLY, 12, 36),
    ]
    found = figures(sums, 36, Decimal(0), Change(cost=Decimal(20), benefit=Decimal(-10)))
    assert (found.cost, found.benefit, found.npv) == (Decimal("120.00"), Decimal("135.00"), Decimal("15.00"))


def test_at_the_switching_values_it_is_worth_nothing() -> None:
    sums = read("0 -1000; 12 700; 24 700")
    up, down = switching(figures(sums, 24, Decimal(10)))
    assert up.value is not None
    assert down.value is not None
    by_cost = figures(sums, 24, Decimal(10), Change(cost=up.value))
    by_benefit = figures(sums, 24, Decimal(10), Change(benefit=-down.value))
    assert abs(by_cost.npv) < 1
    assert abs(by_benefit.npv) < 1


def test_payback_counts_only_once_nothing_is_lost_again() -> None:
    found = figures(read("0 -100; 3 150; 6 -100; 9 80"), 12, Decimal(0))
    assert found.payback.value == 9


@pytest.mark.parametrize("sums", ["0 -1; 1 1000000", "0 -1000000; 6 1"])
def test_a_rate_that_means_nothing_is_said_in_words(sums: str) -> None:
    found = figures(read(sums), 120, Decimal(5)).irr
    assert found.value is None
    assert "rate of return" in found.why
