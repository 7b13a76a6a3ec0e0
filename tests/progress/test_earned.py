"""Earned value: the documented example, the guards, and the page from baseline to figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import User
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    complete_task,
    set_baseline,
    spend_hours,
    submit_deliverable,
    take_back_change,
)
from tracker.plan.models import Task
from tracker.progress.actions import mark_step, set_earning, set_value_basis
from tracker.progress.choices import EarningRule
from tracker.progress.earned import Figures, Item, Rule, Step, curve, figures, step_days
from tracker.progress.queries.earned import EarnedValue, earned_value
from tracker.projects.models import Project

PAGE = Path(__file__).parents[2] / "docs" / "earned_value.md"
LOOKED_AT = date(2027, 3, 16)


def tables() -> list[list[list[str]]]:
    """The tables of the documentation, without their heads."""
    found: list[list[list[str]]] = []
    for block in re.split(r"\n\n", PAGE.read_text(encoding="utf-8")):
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in block.splitlines()
            if line[:1] == "|"
        ]
        if rows:
            found.append(rows[2:])
    return found


def day(said: str) -> date | None:
    return date.fromisoformat(said[:10]) if said[:1].isdigit() else None


def item(row: list[str]) -> Item:
    name, rule, weights, start, due, hours, began, done, _spent = row
    days = [day(each.strip()) for each in done.split(",")]
    steps = tuple(
        Step(f"step {number}", int(weight), days[number]) for number, weight in enumerate(weights.split())
    )
    products = tuple(days) if not steps and len(days) > 1 else ()
    return Item(
        name=name,
        budget=Decimal(hours),
        starts_on=date.fromisoformat(start),
        due_on=date.fromisoformat(due),
        rule=Rule(rule),
        steps=steps,
        began_on=day(began),
        finished_on=None if steps or products else days[0],
        products=products,
    )


@pytest.mark.once
def test_the_documented_example_holds_to_the_figure() -> None:
    _rules, rows, by_task, told = tables()
    items = [item(row) for row in rows]
    assert [[each.name, str(each.planned(LOOKED_AT)), str(each.earned(LOOKED_AT))] for each in items] == [
        [
            name,
            str(Decimal(pv).quantize(each.planned(LOOKED_AT))),
            str(Decimal(ev).quantize(each.earned(LOOKED_AT))),
        ]
        for each, (name, pv, ev) in zip(items, by_task, strict=True)
    ]
    found = figures(items, sum(Decimal(row[8]) for row in rows), LOOKED_AT)
    assert len(told) == 12
    for code, _by_hand, value in told:
        got = getattr(found, code.lower())
        assert (got if isinstance(got, Decimal) else got.value) == Decimal(value), code
    assert step_days(date(2027, 3, 8), date(2027, 3, 19), 5) == [
        date(2027, 3, number) for number in (9, 11, 15, 17, 19)
    ]


@pytest.mark.once
def test_the_textbook_check_and_every_guard() -> None:
    found = Figures(Decimal(400), Decimal(160), Decimal(140), Decimal(150))
    assert (found.sv, found.cv) == (Decimal(-20), Decimal(-10))
    assert (found.spi.value, found.cpi.value) == (Decimal("0.875"), Decimal("0.933"))
    assert (found.eac.value, found.vac.value) == (Decimal("428.6"), Decimal("-28.6"))
    assert found.tcpi.value == Decimal("1.040")
    nought = Decimal(0)
    empty = Figures(nought, nought, nought, nought)
    for name in ("spi", "cpi", "eac", "etc", "vac", "tcpi"):
        measured = getattr(empty, name)
        assert measured.value is None
        assert measured.why
    assert "earned yet" in Figures(Decimal(10), Decimal(5), nought, Decimal(3)).eac.why
    assert "no efficiency" in Figures(Decimal(10), Decimal(10), Decimal(5), Decimal(10)).tcpi.why
    assert "all is earned" in Figures(Decimal(10), Decimal(10), Decimal(10), Decimal(20)).tcpi.why


@pytest.mark.once
def test_a_plan_that_is_kept_earns_as_planned_on_each_day() -> None:
    start, due = date(2027, 3, 1), date(2027, 3, 12)
    days = step_days(start, due, 3)
    steps = tuple(Step(str(number), weight, days[number]) for number, weight in enumerate((20, 30, 50)))
    kept = [
        Item("a", Decimal(8), start, due, Rule.AT_END, (), start, due),
        Item("b", Decimal(8), start, due, Rule.HALVES, (), start, due),
        Item("c", Decimal(8), start, due, Rule.STEPS, steps, start, due),
        Item("d", Decimal(8), start, due, Rule.HALVES, (), start, None, (due, due)),
    ]
    drawn = curve(kept, [(date(2027, 3, 3), Decimal(5))], date(2027, 3, 20))
    earned = dict(drawn.earned)
    assert all(earned[on] == hours for on, hours in drawn.planned)
    assert drawn.planned[-1] == (due, Decimal(32))
    assert drawn.spent[-1] == (date(2027, 3, 20), Decimal(5))
    # A weekend of work has no working day in it: all is due at its end.
    assert step_days(date(2027, 3, 6), date(2027, 3, 7), 2) == [date(2027, 3, 7)] * 2


def value_of(project: Project) -> EarnedValue:
    found = earned_value(project)
    assert found is not None
    return found


def hours(found: EarnedValue) -> list[float]:
    return [float(each) for each in (found.total.bac, found.total.pv, found.total.ev, found.total.ac)]


@pytest.fixture
def work(project: Project, manager: User) -> Task:
    """Three tasks and a milestone under a baseline; the first two were due yesterday or began then."""
    today = project.today()
    yesterday, later = today - timedelta(days=1), today + timedelta(days=20)
    owner = make_person(organization=project.organization, name="Odd")
    facts = {"owner": owner, "starts_on": yesterday}
    first = make_task(project, name="Write", due_on=yesterday, effort_hours=Decimal(40), **facts)
    make_task(project, name="Roll out", due_on=later, effort_hours=Decimal(60), **facts)
    make_task(project, name="Unsized", due_on=later, **facts)
    make_milestone(project, owner=owner, due_on=later)
    set_baseline(actor=manager, project=project, reason="agreed")
    return first


@pytest.mark.django_db
def test_accepted_work_earns_what_it_was_planned_to(
    project: Project, work: Task, manager: User, sponsor: User
) -> None:
    found = value_of(project)
    assert hours(found) == [100, 40, 0, 0]
    assert found.uncounted == 1
    policy = add_deliverable(actor=manager, project=project, name="Policy", task=work)
    add_deliverable(actor=manager, project=project, name="Notice", task=work)
    complete_task(actor=manager, task=work)
    assert value_of(project).total.ev == 0  # finished, but nothing of it is accepted
    submit_deliverable(actor=manager, deliverable=policy)
    policy.refresh_from_db()
    accept_deliverable(actor=sponsor, deliverable=policy)
    assert value_of(project).total.ev == 20
    set_value_basis(actor=manager, project=project, rule=EarningRule.HALVES)
    rolled = Task.objects.get(project=project, name="Roll out")
    set_earning(actor=manager, task=rolled, rule=EarningRule.STEPS, steps=[("Drafted", 25), ("Live", 75)])
    mark_step(actor=manager, task=rolled, number=0, done=True)
    # Half of the first at its start and half of the rest for one of two; a quarter of the second.
    assert value_of(project).total.ev == 20 + 10 + 15
    with pytest.raises(RuleBroken, match="already"):
        mark_step(actor=manager, task=rolled, number=0, done=True)
    mark_step(actor=manager, task=rolled, number=0, done=False)
    assert value_of(project).total.ev == 30


@pytest.mark.django_db
def test_hours_are_written_down_taken_back_and_count_also_outside_the_baseline(
    project: Project, work: Task, manager: User, member: User
) -> None:
    spend_hours(actor=manager, task=work, hours=Decimal("7.5"))
    task = spend_hours(actor=manager, task=work, hours=Decimal(2), note="review")
    stray = make_task(project, name="Stray", effort_hours=Decimal(10))
    spend_hours(actor=manager, task=stray, hours=Decimal(3))
    found = value_of(project)
    assert (hours(found), found.outside) == ([100, 40, 0, 12.5], Decimal(3))
    take_back_change(actor=manager, task=task, version=task.version)
    assert value_of(project).total.ac == Decimal("10.5")
    with pytest.raises(RuleBroken, match="together they must lie"):
        spend_hours(actor=manager, task=work, hours=Decimal(-8))
    with pytest.raises(NotPermitted):
        spend_hours(actor=member, task=work, hours=Decimal(1))


@pytest.mark.django_db
def test_the_page_shows_figures_reasons_and_money(
    project: Project, work: Task, manager: User, client: Client
) -> None:
    client.force_login(manager)
    address = reverse("progress:earned", args=[project.slug])
    text = client.get(address).content.decode()
    assert "no hours are written down" in text
    assert "1 task of the baseline has no hours" in text
    spent = client.post(
        reverse("plan:task_hours", args=[project.slug, work.pk]), {"hours": "50"}, follow=True
    )
    assert "50 hours are written down for" in spent.content.decode()
    complete_task(actor=manager, task=Task.objects.get(pk=work.pk))
    basis = reverse("progress:value_basis", args=[project.slug])
    assert client.post(basis, {"rule": "0-100", "rate": "80"}).status_code == 422
    assert client.post(basis, {"rule": "0-100", "rate": "80", "currency": "nok"}).status_code == 302
    text = client.get(address).content.decode()
    assert "40 of 40 planned hours are earned, for 50 spent" in text
    assert "8,000.00 NOK" in text  # BAC
    assert "10,000.00 NOK" in text  # EAC: 100 × 50 ÷ 40 hours
    rule = reverse("progress:earning", args=[project.slug])
    wrong = {"task": work.pk, "rule": "steps", "steps": "Drafted 20\nReviewed"}
    assert "Line 2 needs a name" in client.post(rule, wrong).content.decode()
    short = client.post(rule, {**wrong, "steps": "Drafted 20\nReviewed 70"}).content.decode()
    assert "these make 90" in short
    assert client.post(rule, {**wrong, "steps": "Drafted 20\nReviewed 80 %"}).status_code == 302
    step = reverse("progress:earning_step", args=[project.slug, work.pk])
    assert client.post(step, {"step": "1", "done": "1"}).status_code == 302
    assert value_of(project).total.ev == 32
    client.post(step, {"step": "9", "done": "1"})
    assert value_of(project).total.ev == 32


@pytest.mark.django_db
def test_the_questions_do_not_grow_with_the_plan(project: Project, work: Task, manager: User) -> None:
    spend_hours(actor=manager, task=work, hours=Decimal(1))
    with CaptureQueriesContext(connection) as few:
        earned_value(project)
    for number in range(8):
        more = make_task(project, name=f"More {number}", effort_hours=Decimal(5), owner=work.owner)
        spend_hours(actor=manager, task=more, hours=Decimal(1))
    set_baseline(actor=manager, project=project, reason="more")
    with CaptureQueriesContext(connection) as many:
        found = earned_value(project)
    assert found is not None
    assert found.total.bac == 140
    assert len(many) == len(few)
