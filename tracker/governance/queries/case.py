"""The business case as a reader and a signer meet it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tracker.governance.choices import OptionKind
from tracker.governance.figures import ZERO, Change, Figures, Found, Sum, figures, switching
from tracker.governance.models import Assumption, BusinessCase, CaseOption, CashLine
from tracker.projects.models import Project
from tracker.signoffs.content import Section, content_of
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import Difference, changed_since, current_signoff, latest_request_about


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an option; year 0 is the start alone."""

    number: int
    cost: Decimal
    benefit: Decimal
    net: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Weighed:
    """One option with what it comes to; `gain` is its net present value above doing nothing."""

    option: CaseOption
    lines: list[CashLine]
    sums: list[Sum]
    figures: Figures
    irr: Found
    gain: Decimal

    @property
    def years(self) -> list[Year]:
        found, total = [], ZERO
        costs, benefits = self.figures.costs, self.figures.benefits
        bounds = [(0, 1), *((n, min(n + 12, len(costs))) for n in range(1, len(costs), 12))]
        for number, (first, end) in enumerate(bounds):
            cost, benefit = sum(costs[first:end], ZERO), sum(benefits[first:end], ZERO)
            total += benefit - cost
            found.append(Year(number, cost, benefit, benefit - cost, total))
        return found


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Whether the case is approved, and whether it is still what was approved."""

    signed: SignOff | None
    asked: SignOffRequest | None
    differences: list[Difference]

    @property
    def confirmed(self) -> bool:
        return self.signed is not None and not self.differences


def case_of(project: Project) -> BusinessCase | None:
    found: BusinessCase | None = BusinessCase.objects.of(project).first()
    if found is not None:
        found.project = project
    return found


def weigh(case: BusinessCase) -> list[Weighed]:
    """Every option, do nothing first; two queries."""
    options = list(CaseOption.objects.filter(case=case).prefetch_related("lines"))
    found = []
    nothing = ZERO
    for option in options:
        option.project, option.case = case.project, case
        lines = list(option.lines.all())
        sums = [Sum(row.direction, row.amount, row.rhythm, row.first_month, row.last_month) for row in lines]
        what = figures(sums, case.months, case.rate)
        if option.kind == OptionKind.NOTHING:
            nothing = what.npv
        found.append(Weighed(option, lines, sums, what, what.irr, what.npv - nothing))
    return found


def recommended(weighed: list[Weighed]) -> Weighed | None:
    return next((row for row in weighed if row.option.recommended), None)


def sensitivity(case: BusinessCase, row: Weighed) -> list[tuple[str, Figures]]:
    """What becomes of the option when a sum is off; one thing at a time, then all that may go wrong at once."""
    asked = [
        (_("As planned"), Change()),
        (_("Costs 20 % higher"), Change(cost=Decimal(20))),
        (_("Costs 20 % lower"), Change(cost=Decimal(-20))),
        (_("Benefits 20 % lower"), Change(benefit=Decimal(-20))),
        (_("Benefits 20 % higher"), Change(benefit=Decimal(20))),
        (_("Benefits 6 months later"), Change(delay=6)),
        (_("Benefits 12 months later"), Change(delay=12)),
        (
            _("Costs 20 % higher, benefits 20 % lower and 6 months later"),
            Change(cost=Decimal(20), benefit=Decimal(-20), delay=6),
        ),
    ]
    return [(words, figures(row.sums, case.months, case.rate, change)) for words, change in asked]


def switching_values(row: Weighed) -> tuple[Found, Found]:
    return switching(row.figures)


def said(found: Found, unit: str) -> str:
    return f"{found.value} {unit}" if found.value is not None else found.why


def standing_of_case(case: BusinessCase) -> CaseStanding:
    signed = current_signoff(case)
    differences = changed_since(signed, content_of_case(case)) if signed else []
    return CaseStanding(signed, latest_request_about(case), differences)


def content_of_case(case: BusinessCase, weighed: list[Weighed] | None = None) -> dict[str, Any]:
    """What somebody who approves the case puts their name to: stored values and what follows from them."""
    weighed = weigh(case) if weighed is None else weighed
    best = recommended(weighed)
    return content_of(
        title=_("Business case"),
        subtitle=best.option.get_kind_display() if best else "",
        sections=[
            Section(title=_("Why something has to be done"), text=_lines(case.need)),
            Section(
                title=_("How it is counted"),
                rows=[
                    (_("Currency"), case.currency),
                    (_("Months looked at"), case.months),
                    (_("Discount rate, percent a year"), str(case.rate.normalize())),
                    (_("Recommended"), best.option.get_kind_display() if best else _("nothing yet")),
                ],
            ),
            Section(title=_("Options"), heads=_heads(), table=[_row(row) for row in weighed]),
            *(
                Section(
                    title=row.option.get_kind_display(),
                    text=_lines(row.option.description),
                    heads=[_("What for"), _("Kind"), _("Amount"), _("How often"), _("Months")],
                    table=[_line(line) for line in row.lines],
                )
                for row in weighed
            ),
            Section(
                title=_("Assumptions"),
                heads=[_("What is assumed"), _("How sure"), _("Where it comes from")],
                table=[
                    [row.text, row.get_sureness_display(), row.source]
                    for row in Assumption.objects.filter(case=case)
                ],
            ),
            Section(title=_("What could spoil it"), text=_lines(case.risks)),
        ],
    )


def _heads() -> list[str]:
    return [
        _("Option"),
        _("Costs"),
        _("Benefits"),
        _("Net present value"),
        _("Return on investment"),
        _("Rate of return"),
        _("Payback"),
    ]


def _row(row: Weighed) -> list[Any]:
    told = row.figures
    return [
        row.option.get_kind_display(),
        str(told.cost),
        str(told.benefit),
        str(told.npv),
        said(told.roi, "%"),
        said(row.irr, "%"),
        said(told.payback, _("months")),
    ]


def _line(line: CashLine) -> list[Any]:
    months = (
        f"{line.first_month}–{line.last_month}" if line.last_month > line.first_month else line.first_month
    )
    return [
        line.name,
        line.get_direction_display(),
        str(line.amount),
        line.get_rhythm_display(),
        str(months),
    ]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
