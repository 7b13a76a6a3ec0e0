"""The business case: begun, changed, and put before somebody who can approve it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.governance.choices import Direction, OptionKind, Rhythm, Sureness, Verb
from tracker.governance.models import MOST_MONTHS, Assumption, BusinessCase, CaseOption, CashLine
from tracker.governance.queries import content_of_case, weigh
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.actions import request_signoff
from tracker.signoffs.models import SignOffRequest
from tracker.signoffs.rules import ALONE, Panel

MOST_LINES = 60


@transaction.atomic
def begin_case(
    *,
    actor: User,
    project: Project,
    need: str,
    currency: str,
    rate: Decimal,
    months: int,
    risks: str = "",
) -> BusinessCase:
    """Begin the case with its three options: do nothing, the minimum, in full."""
    require(actor, Permission.GOVERNANCE_EDIT, project)
    lock(Project, project.pk)
    if BusinessCase.objects.of(project).exists():
        raise RuleBroken(_("There is a business case already. Change that one."))
    case = BusinessCase(project=project)
    _put(case, need=need, currency=currency, rate=rate, months=months, risks=risks)
    case.save_because(_("begun"), by=actor)
    for place, kind in enumerate(OptionKind):
        CaseOption(
            project=project, case=case, kind=kind, place=place, recommended=kind == OptionKind.FULL
        ).save_because(_("begun"), by=actor)
    record(actor, Verb.CASE_BEGUN, case)
    return case


@transaction.atomic
def change_case(
    *,
    actor: User,
    case: BusinessCase,
    version: int,
    need: str,
    currency: str,
    rate: Decimal,
    months: int,
    risks: str = "",
) -> BusinessCase:
    """Change words, currency, rate or length. What was approved before stays as it was signed."""
    require(actor, Permission.GOVERNANCE_EDIT, case)
    case = _locked(case, version)
    before = {"rate": str(case.rate), "months": case.months, "currency": case.currency}
    _put(case, need=need, currency=currency, rate=rate, months=months, risks=risks)
    case.save_because(_("changed"), by=actor)
    after = {"rate": str(case.rate), "months": case.months, "currency": case.currency}
    record(actor, Verb.CASE_CHANGED, case, before=before, after=after)
    return case


def _put(case: BusinessCase, *, need: str, currency: str, rate: Decimal, months: int, risks: str) -> None:
    if not need.strip():
        raise RuleBroken(_("Say why something has to be done."), field="need")
    if not re.fullmatch(r"[A-Z]{3}", currency := currency.strip().upper()):
        raise RuleBroken(_("A currency is written in three letters, such as EUR."), field="currency")
    if not 0 <= rate <= 100:
        raise RuleBroken(_("The rate lies between 0 and 100 percent a year."), field="rate")
    if not 1 <= months <= MOST_MONTHS:
        raise RuleBroken(_("Look at 1 to %(n)s months.") % {"n": MOST_MONTHS}, field="months")
    case.need, case.risks = need.strip()[:5000], risks.strip()[:5000]
    case.currency, case.rate, case.months = currency, rate, months


@transaction.atomic
def change_option(
    *, actor: User, option: CaseOption, version: int, description: str, recommended: bool
) -> CaseOption:
    """Say what the option means; at most one is recommended."""
    require(actor, Permission.GOVERNANCE_EDIT, option)
    case = _locked(option.case)
    option = lock(CaseOption.objects.select_related("project", "case"), option.pk, version=version)
    if recommended and not option.recommended:
        for other in CaseOption.objects.filter(case=case, recommended=True).select_related("project"):
            other.recommended = False
            other.save_because(_("another one is recommended"), by=actor)
    option.description, option.recommended = description.strip()[:5000], recommended
    option.save_because(_("changed"), by=actor)
    record(actor, Verb.OPTION_CHANGED, option, after={"recommended": recommended})
    return option


@transaction.atomic
def add_line(
    *,
    actor: User,
    option: CaseOption,
    direction: str,
    name: str,
    amount: Decimal,
    rhythm: str,
    first_month: int = 0,
    last_month: int | None = None,
) -> CashLine:
    """Add a cost or a benefit. A sum that comes once needs no last month."""
    require(actor, Permission.GOVERNANCE_EDIT, option)
    case = _locked(option.case)
    if direction not in Direction.values or rhythm not in Rhythm.values:
        raise RuleBroken(_("Say whether it is a cost or a benefit, and how often it comes."))
    if not name.strip():
        raise RuleBroken(_("Say what the sum is for."), field="name")
    if amount <= 0:
        raise RuleBroken(_("A sum is more than nothing; costs are written without a minus."), field="amount")
    last = first_month if rhythm == Rhythm.ONCE else case.months if last_month is None else last_month
    if not 0 <= first_month <= last <= case.months:
        sentence = _("The case looks at months 0 to %(n)s, and the last month comes after the first.")
        raise RuleBroken(sentence % {"n": case.months}, field="last_month")
    if CashLine.objects.filter(option=option).count() >= MOST_LINES:
        raise RuleBroken(_("An option has at most %(n)s sums. Bring some together.") % {"n": MOST_LINES})
    line = CashLine(
        project=option.project,
        option=option,
        direction=direction,
        name=name.strip()[:200],
        amount=amount,
        rhythm=rhythm,
        first_month=first_month,
        last_month=last,
    ).save_because(_("added"), by=actor)
    record(actor, Verb.LINE_ADDED, line, after={"amount": str(amount), "rhythm": rhythm})
    return line


@transaction.atomic
def remove_line(*, actor: User, line: CashLine) -> None:
    """Take a sum out again; the history keeps it."""
    require(actor, Permission.GOVERNANCE_EDIT, line)
    _locked(line.option.case)
    line = lock_telling(CashLine.objects.select_related("project"), line.pk, version=None)
    record(actor, Verb.LINE_REMOVED, line, before={"amount": str(line.amount)})
    line.delete_because(_("taken out"), by=actor)


@transaction.atomic
def add_assumption(
    *, actor: User, case: BusinessCase, text: str, sureness: str, source: str = ""
) -> Assumption:
    """Write down what the sums rest on."""
    require(actor, Permission.GOVERNANCE_EDIT, case)
    case = _locked(case)
    if not text.strip() or sureness not in Sureness.values:
        raise RuleBroken(_("Say what is assumed, and how sure it is."), field="text")
    if Assumption.objects.filter(case=case).count() >= MOST_LINES:
        raise RuleBroken(_("A case has at most %(n)s assumptions.") % {"n": MOST_LINES})
    row = Assumption(
        project=case.project,
        case=case,
        text=text.strip()[:300],
        sureness=sureness,
        source=source.strip()[:300],
    ).save_because(_("assumed"), by=actor)
    record(actor, Verb.ASSUMPTION_ADDED, row, after={"sureness": sureness})
    return row


@transaction.atomic
def remove_assumption(*, actor: User, assumption: Assumption) -> None:
    """It is no longer assumed; the history keeps it."""
    require(actor, Permission.GOVERNANCE_EDIT, assumption)
    _locked(assumption.case)
    row = lock_telling(Assumption.objects.select_related("project"), assumption.pk, version=None)
    record(actor, Verb.ASSUMPTION_REMOVED, row)
    row.delete_because(_("no longer assumed"), by=actor)


@transaction.atomic
def request_case_signoff(
    *, actor: User, case: BusinessCase, asked_of: User, due_on: date, question: str = "", panel: Panel = ALONE
) -> SignOffRequest:
    """Freeze the case as it is now, as its next version, and ask for approval."""
    require(actor, Permission.SIGNOFF_REQUEST, case)
    case = _locked(case)
    weighed = weigh(case)
    if not any(row.option.recommended for row in weighed):
        raise RuleBroken(_("Recommend one of the options first."))
    if not any(row.lines for row in weighed):
        raise RuleBroken(_("The options have no costs and no benefits yet."))
    case.asked += 1
    case.save_because(_("put before %(name)s") % {"name": asked_of}, by=actor)
    asked = request_signoff(
        actor=actor,
        project=case.project,
        subject=case,
        title=_("Business case, version %(n)s") % {"n": case.asked},
        meaning=_("I approve this business case: its reasons, its figures and what it recommends."),
        content=content_of_case(case, weighed),
        link=reverse("governance:case", args=[case.project.slug]),
        asked_of=asked_of,
        due_on=due_on,
        panel=panel,
        question=question or _("Is this business case approved?"),
    )
    record(actor, Verb.CASE_ASKED, case, after={"number": case.asked, "due_on": due_on})
    return asked


def _locked(case: BusinessCase, version: int | None = None) -> BusinessCase:
    """Sums, options and assumptions change under the lock of their case, so that a signer sees one state."""
    found: BusinessCase = lock(BusinessCase.objects.select_related("project"), case.pk, version=version)
    return found
