"""Benefits against their plan, and what serves which goal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.governance import actions
from tracker.governance.models import Benefit, GoalLink, Measurement, StrategicGoal
from tracker.governance.queries import alignment, benefit_rows
from tracker.governance.queries.benefits import planned_share, realised_share
from tracker.people.models import User
from tracker.projects.actions import remove_objective, set_objective
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def make_benefit(project: Project, by: User, **facts: Any) -> Benefit:
    today = project.today()
    facts = {
        "title": "Fewer changes fail",
        "kind": "quality",
        "measure": "failed changes in a quarter, percent",
        "baseline": Decimal(7),
        "target": Decimal(3),
        "starts_on": today - timedelta(days=50),
        "due_on": today + timedelta(days=50),
        **facts,
    }
    return actions.add_benefit(actor=by, project=project, **facts)


def test_realised_stands_against_what_was_planned_by_today(project: Project, manager: User) -> None:
    row = make_benefit(project, manager, worth=Decimal(1000))
    today = project.today()
    actions.measure_benefit(
        actor=manager, benefit=row, value=Decimal(6), measured_on=today - timedelta(days=9)
    )
    (found,) = benefit_rows(project)
    assert (found.share, found.planned, found.state) == (25, 50, "off_track")
    assert found.realised == Decimal("250.00")
    actions.measure_benefit(actor=manager, benefit=row, value=Decimal(4), measured_on=today)
    (found,) = benefit_rows(project)
    assert (found.share, found.state) == (75, "on_track")
    assert found.latest is not None
    assert found.latest.value == 4


def test_what_got_worse_is_below_zero_and_brings_no_money() -> None:
    row = Benefit(baseline=Decimal(7), target=Decimal(3))
    assert (realised_share(row, Decimal(9)), realised_share(row, Decimal(3))) == (-50, 100)
    row.starts_on, row.due_on = date(2026, 1, 1), date(2026, 1, 11)
    assert [planned_share(row, date(2026, 1, day)) for day in (1, 6, 11, 20)] == [0, 50, 100, 100]


def test_its_owner_measures_it_and_nobody_else(project: Project, manager: User, member: User) -> None:
    owner = make_person(organization=project.organization)
    row = make_benefit(project, manager, owner=owner)
    value: dict[str, Any] = {"value": Decimal(6), "measured_on": project.today()}
    with pytest.raises(NotPermitted):
        actions.measure_benefit(actor=member, benefit=row, **value)
    User.objects.filter(pk=member.pk).update(person=owner)
    member.refresh_from_db()
    actions.measure_benefit(actor=member, benefit=row, **value)
    with pytest.raises(RuleBroken, match="already"):
        actions.measure_benefit(actor=member, benefit=row, **value)
    with pytest.raises(RuleBroken, match="has been measured"):
        actions.remove_benefit(actor=manager, benefit=row)
    assert Measurement.objects.count() == 1


def test_it_is_measured_until_it_is_to_be_reached(project: Project, manager: User) -> None:
    row = make_benefit(project, manager)
    assert row.next_on == row.due_on
    today = project.today()
    soon = today + timedelta(days=20)
    actions.measure_benefit(actor=manager, benefit=row, value=Decimal(6), measured_on=today, next_on=soon)
    row.refresh_from_db()
    assert row.next_on == soon
    late, before = row.due_on + timedelta(days=1), today - timedelta(days=1)
    with pytest.raises(RuleBroken, match="next measurement"):
        actions.measure_benefit(
            actor=manager, benefit=row, value=Decimal(6), measured_on=before, next_on=late
        )


def test_nothing_that_changes_nothing_is_promised(project: Project, manager: User) -> None:
    with pytest.raises(RuleBroken, match="the same"):
        make_benefit(project, manager, target=Decimal(7))
    with pytest.raises(RuleBroken, match="after it begins"):
        make_benefit(project, manager, due_on=project.today() - timedelta(days=50))
    assert not Benefit.objects.exists()


def test_orphans_are_listed_until_they_serve_a_goal_or_say_why_not(project: Project, manager: User) -> None:
    row = make_benefit(project, manager)
    objective = set_objective(
        actor=manager, project=project, title="SLAs", measure="n", target="24", due_on=project.target_on
    )
    goal = actions.add_goal(actor=manager, project=project, title="Win public tenders")
    found = alignment(project)
    assert {str(one.thing) for one in found.orphans} == {"SLAs", "Fewer changes fail"}
    assert found.unserved == [goal]
    actions.align(actor=manager, project=project, thing=row, goal=goal, strength="much")
    with pytest.raises(RuleBroken, match="why it serves no goal"):
        actions.align(actor=manager, project=project, thing=objective, goal=None)
    actions.align(actor=manager, project=project, thing=objective, goal=None, why="Asked for by the standard")
    found = alignment(project)
    assert (found.orphans, found.unserved) == ([], [])
    with pytest.raises(RuleBroken, match="rest on this objective"):
        remove_objective(actor=manager, objective=objective, reason="no longer")
    actions.remove_goal(actor=manager, goal=goal)
    assert [str(one.thing) for one in alignment(project).orphans] == ["Fewer changes fail"]
    actions.align(actor=manager, project=project, thing=objective, goal=None, strength="")
    assert not GoalLink.objects.exists()


def test_the_way_through_the_pages(client: Client, project: Project, manager: User) -> None:
    client.force_login(manager)
    room = f"/projects/{project.slug}/governance/"
    facts = {
        "title": "Happier customers",
        "kind": "satisfaction",
        "measure": "survey",
        "baseline": "3.4",
        "target": "4.2",
        "starts_on": "2026-01-01",
        "due_on": "2099-12-31",
        "worth": "9000",
    }
    wrong = client.post(f"{room}benefits/", {**facts, "target": "3.4"})
    assert (wrong.status_code, "are the same" in wrong.content.decode()) == (422, True)
    assert client.post(f"{room}benefits/", facts).status_code == 302
    row = Benefit.objects.get()
    page = f"{room}benefits/{row.pk}/"
    value = {"value": "4.2", "measured_on": "2026-02-01"}
    assert client.post(f"{page}measurements/", value).status_code == 302
    assert client.post(f"{page}measurements/", value).status_code == 422
    assert "100 % of the way" in client.get(page).content.decode()
    assert "9,000.00" in client.get(f"{room}benefits/").content.decode()
    assert client.post(f"{room}goals/", {"title": "Loyal customers"}).status_code == 302
    assert client.post(f"{room}goals/", {"title": "loyal customers"}).status_code == 422
    goal = StrategicGoal.objects.get()
    link = {"thing": f"b-{row.pk}", "goal": goal.pk, "strength": "decisive"}
    assert client.post(f"{room}alignment/links/", link).status_code == 302
    assert "Decisive" in client.get(f"{room}alignment/").content.decode()
