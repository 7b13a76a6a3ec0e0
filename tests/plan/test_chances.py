"""Many runs: the same by seed, as the engine says where nothing varies, later where much does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.plan.actions import lead_to_clauses, link_tasks
from tracker.plan.actions.estimates import set_estimate
from tracker.plan.chances import Chance, Node, Tied, from_history, simulate
from tracker.plan.choices import MilestoneKind
from tracker.plan.models import Task
from tracker.plan.queries.chances import chances
from tracker.projects.models import Project


def test_without_chance_each_run_is_the_longest_path() -> None:
    nodes = [
        Node(0, 480),
        Node(0, 960),
        Node(0, 100, links=(Tied(0), Tied(1, lag=20))),
        Node(0, 50, links=(Tied(2, from_start=True, to_finish=True, lag=200),)),
    ]
    found = simulate(nodes, runs=50, seed=3, targets=[2, 3], end=2, deadline=500, watched=[0, 2])
    assert set(found.ends[2]) == {1080}
    assert set(found.ends[3]) == {1180}
    assert found.critical == {2: 1.0, 0: 0.0, 1: 1.0}
    assert (found.late_in([0]), found.late_in([0, 2])) == (0.0, 1.0)


def test_the_same_seed_gives_the_same_runs_and_two_paths_are_later_than_one() -> None:
    ratios = Chance(0.5, 1.5).ratios()
    assert sum(ratios) / len(ratios) == pytest.approx(1.0, abs=0.001)
    one = [Node(0, 1000, ratios), Node(0, 0, links=(Tied(0),))]
    two = [Node(0, 1000, ratios), Node(0, 1000, ratios), Node(0, 0, links=(Tied(0), Tied(1)))]
    first = simulate(one, runs=4000, seed=1, targets=[1])
    again = simulate(one, runs=4000, seed=1, targets=[1])
    both = simulate(two, runs=4000, seed=1, targets=[2], end=2)
    assert first.ends == again.ends
    assert first.at(1, 0.5) == pytest.approx(1000, abs=15)
    # Of two independent halves both are done by the median of one in a quarter of the runs.
    assert both.by(2, first.at(1, 0.5)) == pytest.approx(0.25, abs=0.03)
    assert both.critical[0] == pytest.approx(0.5, abs=0.05)


def test_history_keeps_its_order_and_its_ends() -> None:
    found = from_history([1.0, 2.0, 1.5])
    assert found == sorted(found)
    assert found[0] == pytest.approx(1.0, abs=0.01)
    assert found[-1] == pytest.approx(2.0, abs=0.01)


@pytest.fixture
def plan(project: Project, manager: User) -> Task:
    start = project.today() + timedelta(days=7 - project.today().weekday())
    work = make_task(project, name="Write it", starts_on=start, due_on=start + timedelta(days=11))
    audit = make_milestone(
        project, name="Stage 1", kind=MilestoneKind.AUDIT, due_on=start + timedelta(days=11)
    )
    end = make_milestone(
        project, name="Certificate", kind=MilestoneKind.CERTIFICATE, due_on=start + timedelta(days=11)
    )
    link_tasks(actor=manager, predecessor=work, successor=audit.task)
    link_tasks(actor=manager, predecessor=audit.task, successor=end.task)
    lead_to_clauses(actor=manager, task=work, clauses=[project.edition.clauses.get(number="4.1")])
    return work


@pytest.mark.django_db
def test_a_plan_says_when_it_is_likely_and_which_clause_misses_the_audit(
    project: Project, plan: Task, manager: User
) -> None:
    set_estimate(actor=manager, task=plan, best_days=Decimal(10), worst_days=Decimal(10))
    sure = chances(project, runs=300).end
    assert sure is not None
    assert (sure.p50, sure.p95, sure.kept) == (plan.due_on, plan.due_on, 1.0)
    set_estimate(actor=manager, task=plan, best_days=Decimal(10), worst_days=Decimal(30))
    found = chances(project, runs=300)
    assert found.end is not None
    assert plan.due_on < found.end.p50 <= found.end.p80 <= found.end.p95
    assert [row.clause for row in found.unready] == ["4.1"]
    assert [row.task.id for row in found.drivers] == [plan.pk]
    with pytest.raises(RuleBroken, match="longer than at best"):
        set_estimate(actor=manager, task=plan, best_days=Decimal(9), worst_days=Decimal(3))


@pytest.mark.django_db
def test_the_forecast_page(client: Client, project: Project, manager: User) -> None:
    client.force_login(manager)
    address = reverse("plan:chances", args=[project.slug])
    assert "no milestone ahead" in client.get(address).content.decode()
    make_milestone(project, name="Certificate", due_on=date(2099, 3, 12))
    assert "8 of 10 runs" in client.get(address + "?seed=x").content.decode()
