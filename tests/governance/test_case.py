"""The business case from its first word to an approval that stays what it was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories.signoffs import make_signoff
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.governance import actions
from tracker.governance.models import BusinessCase, CaseOption, CashLine
from tracker.governance.queries import standing_of_case, weigh
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.choices import Decision

pytestmark = pytest.mark.django_db


def make_case(project: Project, by: User) -> BusinessCase:
    facts: dict[str, Any] = {"need": "Three tenders ask for it", "currency": "eur", "rate": Decimal(10)}
    case = actions.begin_case(actor=by, project=project, months=36, **facts)
    full = CaseOption.objects.select_related("case", "project").get(case=case, kind="full")
    add(full, by, "cost", "Consultants", "1000", "once", 0)
    add(full, by, "benefit", "Tenders won", "400", "yearly", 12)
    return case


def add(option: CaseOption, by: User, direction: str, name: str, amount: str, rhythm: str, first: int) -> Any:
    sums = {"direction": direction, "name": name, "amount": Decimal(amount), "rhythm": rhythm}
    return actions.add_line(actor=by, option=option, first_month=first, **sums)


def approve(case: BusinessCase, manager: User, sponsor: User) -> Any:
    asked = actions.request_case_signoff(
        actor=manager, case=case, asked_of=sponsor, due_on=case.project.today() + timedelta(days=7)
    )
    return make_signoff(asked, by=sponsor, decision=Decision.APPROVED)


def test_the_options_are_weighed_to_the_cent(project: Project, manager: User) -> None:
    nothing, minimum, full = weigh(make_case(project, manager))
    values = [option.figures.npv for option in (nothing, minimum, full)]
    assert values == [Decimal(0), Decimal(0), Decimal("-5.26")]
    assert full.gain == Decimal("-5.26")
    assert [year.total for year in full.years] == [-1000, -600, -200, 200]


def test_an_approved_version_stays_and_the_difference_is_told(
    project: Project, manager: User, sponsor: User
) -> None:
    case = make_case(project, manager)
    signoff = approve(case, manager, sponsor)
    assert standing_of_case(case).confirmed
    line = CashLine.objects.select_related("option__case", "project").get(name="Tenders won")
    actions.remove_line(actor=manager, line=line)
    standing = standing_of_case(case)
    assert not standing.confirmed
    assert any("Tenders won" in str(row) and "400.00" in str(row) for row in standing.differences)
    signoff.request.refresh_from_db()
    assert "400.00" in str(signoff.request.content)
    add(line.option, manager, "benefit", "Tenders won", "400", "yearly", 12)
    assert standing_of_case(case).confirmed


def test_each_question_is_a_version_of_its_own(project: Project, manager: User, sponsor: User) -> None:
    case = make_case(project, manager)
    assert approve(case, manager, sponsor).request.title == "Business case, version 1"
    assert approve(case, manager, sponsor).request.title == "Business case, version 2"


def test_nothing_is_asked_about_an_empty_case(project: Project, manager: User, sponsor: User) -> None:
    case = make_case(project, manager)
    for line in CashLine.objects.select_related("option__case", "project"):
        actions.remove_line(actor=manager, line=line)
    with pytest.raises(RuleBroken, match="no costs"):
        approve(case, manager, sponsor)
    case.refresh_from_db()
    assert case.asked == 0


def test_only_one_option_is_recommended(project: Project, manager: User) -> None:
    case = make_case(project, manager)
    minimum = CaseOption.objects.select_related("case", "project").get(case=case, kind="minimum")
    actions.change_option(
        actor=manager, option=minimum, version=minimum.version, description="Hosting only", recommended=True
    )
    assert [row.kind for row in CaseOption.objects.filter(case=case, recommended=True)] == ["minimum"]
    with pytest.raises(StaleEdit):
        actions.change_option(actor=manager, option=minimum, version=1, description="", recommended=False)


def test_what_does_not_fit_is_refused_and_nothing_is_written(
    project: Project, manager: User, member: User
) -> None:
    case = make_case(project, manager)
    option = CaseOption.objects.select_related("case", "project").get(case=case, kind="nothing")
    with pytest.raises(RuleBroken, match="months 0 to 36"):
        add(option, manager, "cost", "Fines", "10", "yearly", 37)
    with pytest.raises(RuleBroken, match="more than nothing"):
        add(option, manager, "cost", "Fines", "0", "once", 0)
    with pytest.raises(RuleBroken, match="already"):
        make_case(project, manager)
    with pytest.raises(NotPermitted):
        add(option, member, "cost", "Fines", "10", "once", 0)
    assert not CashLine.objects.filter(option=option).exists()


def test_the_way_through_the_pages(client: Client, project: Project, manager: User, sponsor: User) -> None:
    client.force_login(manager)
    room = f"/projects/{project.slug}/governance/"
    assert "No business case yet" in client.get(room).content.decode()
    facts = {"need": "Tenders", "currency": "EUR", "rate": "10", "months": "36"}
    refused = client.post(f"{room}case/", {**facts, "currency": "E1R"})
    assert (refused.status_code, "three letters" in refused.content.decode()) == (422, True)
    assert client.post(f"{room}case/", facts).status_code == 302
    option = CaseOption.objects.get(kind="full")
    line = {"direction": "cost", "name": "Audit", "amount": "12000.50", "rhythm": "once", "first_month": "6"}
    assert client.post(f"{room}options/{option.pk}/lines/", line).status_code == 302
    late = client.post(f"{room}options/{option.pk}/lines/", {**line, "first_month": "40"})
    assert (late.status_code, "months 0 to 36" in late.content.decode()) == (422, True)
    assert "12,000.50" in client.get(f"{room}options/{option.pk}/").content.decode()
    page = client.get(room, {"cost": "50"}).content.decode()
    assert "18,000.75" not in page  # net present value, so discounted
    assert "Nothing comes back" in page
    assert client.get(room, {"cost": "much"}).status_code == 200
    assert (
        client.post(f"{room}assumptions/", {"text": "Prices hold", "sureness": "guessed"}).status_code == 302
    )
    asked = client.post(f"{room}case/signoff/", {"asked_of": sponsor.pk, "due_on": "2099-01-01"})
    assert asked.status_code == 302
    assert "Business case, version 1" in client.get(room).content.decode()


def test_the_page_costs_the_same_however_many_sums(
    client: Client, project: Project, manager: User, django_assert_max_num_queries: Any
) -> None:
    case = make_case(project, manager)
    client.force_login(manager)
    options = CaseOption.objects.filter(case=case).select_related("case", "project")
    for option in options:
        for number in range(4):
            add(option, manager, "cost", f"Sum {number}", "10", "monthly", 1)
    with django_assert_max_num_queries(14):
        client.get(f"/projects/{project.slug}/governance/")
