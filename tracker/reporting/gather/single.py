"""Two short papers: the exception report, and the business case on one page."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year, number
from tracker.governance.choices import OptionKind, Sureness
from tracker.governance.figures import Found
from tracker.governance.models import Assumption, BusinessCase
from tracker.governance.queries import Weighed, case_of, sensitivity, standing_of_case, weigh
from tracker.governance.queries.case import recommended, said
from tracker.plan.queries import MilestoneFact, certificate, milestones, outlook
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.exceptions import exception_sentence
from tracker.progress.queries.measures import Measure, measures
from tracker.reporting.content import Mark
from tracker.reporting.gather.parts import (
    forecast_sentence,
    milestone_block,
    table,
    tolerance_block,
    words,
)
from tracker.reporting.gather.shared import head_of
from tracker.reporting.models import Report
from tracker.reporting.papers import Block, Cell, Chapter, Fact, Paper

# One page holds so much of what people wrote; the rest stands in the tracker.
PARAGRAPH = 330
WEAKEST = 4


def gather_exception(report: Report) -> Paper:
    """Cause, consequences, options and recommendation, from the exception as it stands in the plan room."""
    project = report.project
    row = (
        ExceptionReport.objects.of(project)
        .filter(pk=report.subject)
        .select_related("phase", "decided_by")
        .first()
    )
    if row is None:
        raise RuleBroken(_("The exception of this report is no longer there."))
    today = clock.on_day(report.as_of, project.zone)
    view = outlook(project, today)
    facts = milestones(project, view)
    late = [fact for fact in facts if not fact.done and fact.slip > 0]
    now = next((each for each in measures(project, view) if each.key == (row.aspect, row.phase_id)), None)
    measured = now.measured if now else row.measured
    return Paper(
        head=head_of(report),
        kind=report.kind,
        title=_("Exception report"),
        about=_("Exception %(n)s") % {"n": row.number},
        today=today,
        since=None,
        answer=_("%(sentence)s.") % {"sentence": exception_sentence(row)},
        why=_standing(row),
        facts=(
            Fact(str(row.limit), _("Allowed"), row.get_aspect_display()),
            Fact(
                str(row.measured),
                _("When it was raised"),
                day_year(clock.on_day(row.raised_at, project.zone)),
            ),
            Fact(str(measured), _("Forecast now"), day_year(today)),
            Fact(str(len(late)), _("Milestones behind"), _("of those ahead")),
        ),
        chapters=_what_and_whither(row, facts, late, measures(project, view)),
        marks=(
            Mark("measured", _("off by the forecast"), measured),
            Mark("late", _("milestones behind their baseline"), len(late)),
        ),
    )


def _what_and_whither(
    row: ExceptionReport, facts: list[MilestoneFact], late: list[MilestoneFact], found: list[Measure]
) -> tuple[Chapter, ...]:
    return (
        Chapter(
            _("What happened"),
            forecast_sentence(certificate(facts)),
            (
                words(_("Cause"), row.cause),
                milestone_block(_("Consequences: milestones forecast after their baseline"), late),
                tolerance_block(found),
            ),
        ),
        Chapter(
            _("What is to be decided"),
            _standing(row),
            (
                words(_("Options"), row.options),
                words(_("Recommendation"), row.proposal),
                *((words(_("Decision"), row.decision),) if row.decision else ()),
            ),
        ),
    )


def _standing(row: ExceptionReport) -> str:
    if row.decided_at and row.decided_by:
        return _("%(name)s decided on %(day)s.") % {
            "name": row.decided_by,
            "day": day_year(row.decided_at.date()),
        }
    return _("It stays open until somebody above has decided.")


def gather_briefing(report: Report) -> Paper:
    """Why, what it costs and brings, what it rests on; on one page."""
    project = report.project
    case = case_of(project)
    if case is None:
        raise RuleBroken(_("There is no business case to brief on."))
    weighed = weigh(case)
    best = recommended(weighed)
    standing = standing_of_case(case)
    if standing.signed is None:
        why = _("It is not approved yet.")
    elif standing.differences:
        why = _("It was approved with %(receipt)s and has changed since.") % {
            "receipt": standing.signed.receipt
        }
    else:
        why = _("It is approved with %(receipt)s and unchanged since.") % {"receipt": standing.signed.receipt}
    return Paper(
        head=head_of(report),
        kind=report.kind,
        title=_("Business case"),
        about=project.name,
        today=clock.on_day(report.as_of, project.zone),
        since=None,
        answer=_worth(case, best),
        why=why,
        facts=_figures(case, best),
        chapters=(Chapter(_("Business case"), "", tuple(_one_page(case, weighed, best))),),
        marks=_worth_mark(case, best),
    )


def _worth_mark(case: BusinessCase, best: Weighed | None) -> tuple[Mark, ...]:
    if best is None:
        return ()
    label = _("net present value, whole %(currency)s") % {"currency": case.currency}
    return (Mark("npv", label, int(best.figures.npv)),)


def _worth(case: BusinessCase, best: Weighed | None) -> str:
    if best is None:
        return _("None of the options is recommended yet.")
    return _("We recommend “%(name)s”: it is worth %(sum)s more today than doing nothing.") % {
        "name": best.option.get_kind_display(),
        "sum": _round(best.gain, case.currency),
    }


def _round(value: Decimal, currency: str) -> str:
    """Whole units: cents say nothing on a page for a decision."""
    return f"{number(int(value))} {currency}".strip().replace("-", "−")


def _figures(case: BusinessCase, best: Weighed | None) -> tuple[Fact, ...]:
    if best is None:
        return ()
    npv = Fact(_round(best.figures.npv, ""), _("Net present value"), case.currency)
    rows = (
        (_("Return on investment"), best.figures.roi, "%"),
        (_("Rate of return a year"), best.irr, "%"),
        (_("Payback"), best.figures.payback, _("months")),
    )
    return (npv, *(_fact(label, found, unit) for label, found, unit in rows))


def _fact(label: str, found: Found, unit: str) -> Fact:
    if found.value is None:
        return Fact("–", label, found.why)
    return Fact(f"{number(float(found.value))} {unit}", label)


def _one_page(case: BusinessCase, weighed: list[Weighed], best: Weighed | None) -> list[Block]:
    need = " ".join(case.need.split())
    found = [
        Block(_("Why something has to be done"), "", (_cut(need, PARAGRAPH),)),
        _options(case, weighed),
    ]
    if best is not None:
        found.append(_spoilers(case, best))
    found.append(_assumptions(case))
    if case.risks.strip():
        found.append(Block(_("What could spoil it"), "", (_cut(" ".join(case.risks.split()), PARAGRAPH),)))
    return found


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def _options(case: BusinessCase, weighed: list[Weighed]) -> Block:
    rows = [
        (
            Cell(row.option.get_kind_display(), sub=_("recommended") if row.option.recommended else ""),
            Cell(_round(row.figures.cost, "")),
            Cell(_round(row.figures.benefit, "")),
            Cell(_round(row.figures.npv, "")),
            Cell(_round(row.gain, "") if row.option.kind != OptionKind.NOTHING else "–"),
            Cell(said(row.figures.payback, "") if row.figures.payback.value is not None else "–"),
        )
        for row in weighed
    ]
    unit = _("In %(currency)s over %(n)s months, discounted at %(rate)s %% a year.") % {
        "currency": case.currency,
        "n": case.months,
        "rate": number(float(case.rate)),
    }
    heads = (
        _("Option"),
        _("Costs"),
        _("Benefits"),
        _("Present value"),
        _("Above nothing"),
        _("Payback, months"),
    )
    return table(_("Options"), unit, heads, ("", "w26 n", "w26 n", "w26 n", "w26 n", "w26 n"), rows)


def _spoilers(case: BusinessCase, best: Weighed) -> Block:
    wanted = [1, 3, 6, 7]
    tried = [row for place, row in enumerate(sensitivity(case, best)) if place in wanted]
    rows = [
        (
            Cell(text),
            Cell(_round(told.npv, "")),
            Cell(_("below zero"), "off") if told.npv < 0 else Cell(_("holds"), "on"),
        )
        for text, told in tried
    ]
    heads = (_("If"), _("Net present value"), "")
    return table(_("How much it can bear"), "", heads, ("", "w38 n", "w30 gap"), rows)


def _assumptions(case: BusinessCase) -> Block:
    order = {Sureness.GUESSED: 0, Sureness.ESTIMATED: 1, Sureness.KNOWN: 2}
    found = sorted(Assumption.objects.filter(case=case), key=lambda row: order[Sureness(row.sureness)])
    rows = [(Cell(_cut(row.text, 90)), Cell(row.get_sureness_display().lower())) for row in found[:WEAKEST]]
    unit = _("The least certain first; %(n)s of %(all)s.") % {"n": len(rows), "all": len(found)}
    return table(_("What it rests on"), unit, (_("Assumption"), _("How sure")), ("", "w26"), rows)
