"""The register: judged, looked at again, answered, and never silent about a high risk without a response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tests.factories.plan import make_milestone
from tests.factories.projects import make_project
from tests.reviews.test_gates import plan_gate
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.progress.queries import pitfalls, standing
from tracker.projects.models import Project
from tracker.raid import actions
from tracker.raid.actions.items import Facts
from tracker.raid.actions.responses import Plan
from tracker.raid.models import RaidItem, Response
from tracker.raid.queries import exposure, register
from tracker.raid.scoring import level, score
from tracker.reminders.choices import Source
from tracker.reminders.sources import open_in
from tracker.reviews.queries import criteria

pytestmark = pytest.mark.django_db


def facts_of(project: Project, **facts: Any) -> Facts:
    given: dict[str, Any] = {
        "title": "The supplier tests late",
        "category": "supplier",
        "owner": make_person(organization=project.organization),
        "review_on": project.today() + timedelta(days=10),
        "likelihood": 4,
        "impact": 4,
        **facts,
    }
    return Facts(**given)


def a_risk(project: Project, by: User, kind: str = "risk", **facts: Any) -> RaidItem:
    return actions.raise_item(actor=by, project=project, kind=kind, facts=facts_of(project, **facts))


def plan_of(item: RaidItem, **facts: Any) -> Plan:
    given: dict[str, Any] = {
        "strategy": "reduce",
        "text": "Test with a copy of our data",
        "owner": item.owner,
        "due_on": item.project.today() + timedelta(days=5),
        **facts,
    }
    return Plan(**given)


@pytest.mark.once
@pytest.mark.parametrize(
    ("likelihood", "impact", "points", "band"),
    [(1, 5, 5, "low"), (2, 3, 6, "medium"), (3, 4, 12, "high"), (4, 5, 20, "critical"), (None, 4, 0, "low")],
)
def test_the_score_is_likelihood_times_impact(
    likelihood: int | None, impact: int, points: int, band: str
) -> None:
    assert (score(likelihood, impact), level(points)) == (points, band)


def test_a_high_risk_is_flagged_until_it_is_answered_and_weighs_less_once_that_worked(
    project: Project, manager: User, member: User
) -> None:
    item = a_risk(project, member)
    a_risk(project, member, likelihood=1, impact=5)
    found = register(project, project.today())
    assert (found.exposure, found.high, found.bare) == (21, 1, 1)
    response = actions.plan_response(
        actor=member, item=item, plan=plan_of(item, likelihood_after=2, impact_after=4)
    )
    found = register(project, project.today())
    assert (found.bare, found.lines[0].residual) == (0, 8)
    with pytest.raises(RuleBroken, match="what it brought"):
        actions.finish_response(actor=member, response=response, effect="worked", note=" ")
    actions.finish_response(
        actor=member, response=response, effect="worked", note="Found early", likelihood=2
    )
    item.refresh_from_db()
    assert (item.score, exposure(project)) == (8, 13)
    dropped = actions.plan_response(actor=member, item=item, plan=plan_of(item))
    actions.drop_response(actor=member, response=dropped, reason="No use")
    with pytest.raises(RuleBroken, match="closed"):
        actions.drop_response(actor=member, response=dropped, reason="Again")


def test_a_response_becomes_a_task_of_the_plan_by_who_may_change_it(
    project: Project, manager: User, member: User
) -> None:
    item = a_risk(project, member)
    with pytest.raises(NotPermitted):
        actions.plan_response(actor=member, item=item, plan=plan_of(item), make_task=True)
    assert not Response.objects.exists()
    response = actions.plan_response(actor=manager, item=item, plan=plan_of(item), make_task=True)
    task = Task.objects.get()
    assert (response.task, task.owner, task.due_on) == (task, item.owner, plan_of(item).due_on)
    assert task.description == f"Response to {item.code}: {item.title}"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": " "}, "Say what it is"),
        ({"likelihood": None}, "A risk is judged"),
        ({"impact": 6}, "from 1 to 5"),
        ({"category": "weather"}, "where it comes from"),
        ({"review_on": "yesterday"}, "in the past"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    project: Project, member: User, facts: dict[str, Any], sentence: str
) -> None:
    if facts.get("review_on") == "yesterday":
        facts = {"review_on": project.today() - timedelta(days=1)}
    with pytest.raises(RuleBroken, match=sentence):
        a_risk(project, member, **facts)
    assert not RaidItem.objects.exists()


def test_a_challenge_becomes_a_risk_and_a_risk_that_happened_an_issue(project: Project, member: User) -> None:
    challenge = a_risk(project, member, kind="challenge", likelihood=None, impact=None)
    risk = actions.make_of(actor=member, item=challenge, kind="risk", facts=facts_of(project))
    with pytest.raises(RuleBroken, match="does not become"):
        actions.make_of(actor=member, item=risk, kind="risk", facts=facts_of(project))
    issue = actions.make_of(actor=member, item=risk, kind="issue", facts=facts_of(project, likelihood=None))
    challenge.refresh_from_db()
    risk.refresh_from_db()
    assert (challenge.closed_note, risk.closed_note) == (
        f"It became {risk.code}.",
        f"It became {issue.code}.",
    )
    assert (issue.came_from, issue.closed_on) == (risk, None)
    with pytest.raises(RuleBroken, match="became something else"):
        actions.reopen_item(actor=member, item=risk, reason="Again", review_on=project.today())


def test_looking_again_tells_how_it_was_judged_before_and_who_comes_second_sees_it(
    project: Project, member: User, manager: User
) -> None:
    item = a_risk(project, member)
    later = project.today() + timedelta(days=40)
    looked: dict[str, Any] = {"item": item, "likelihood": 2, "impact": 4, "review_on": later}
    actions.review_item(actor=member, version=item.version, note="The contract is signed", **looked)
    with pytest.raises(StaleEdit):
        actions.review_item(actor=manager, version=item.version, note="Nothing new", **looked)
    told = Activity.objects.filter(verb="raid.item_reviewed").get()
    assert (told.before["score"], told.after["score"]) == (16, 8)
    assert [row.likelihood for row in RaidItem.history.order_by("history_id")] == [4, 2]


def due(project: Project, source: Source) -> int:
    today = project.today()
    return len(list(open_in(source, [project.pk], on=today, until=today, zone=project.zone)))


def test_a_look_and_a_response_call_back_and_show_when_overdue(project: Project, member: User) -> None:
    item = a_risk(project, member, review_on=project.today())
    actions.plan_response(actor=member, item=item, plan=plan_of(item, due_on=project.today()))
    assert (due(project, Source.RISKS), due(project, Source.RESPONSES)) == (1, 1)
    with clock.at(clock.now() + timedelta(days=2)):
        assert register(project, project.today()).overdue == 1
        reasons = pitfalls(project, standing(project))[2].reasons
        assert any("1 risk was to be looked at again" in reason.text for reason in reasons)
    actions.close_item(actor=member, item=item, reason="The contract is signed")
    assert (due(project, Source.RISKS), due(project, Source.RESPONSES)) == (0, 0)


def test_no_risk_work_is_a_reason_on_the_first_screen(project: Project, member: User) -> None:
    def reasons() -> list[tuple[str, str]]:
        return [(one.state, one.text) for one in pitfalls(project, standing(project))[2].reasons]

    assert ("at_risk", "The initial risk assessment is not approved") in reasons()
    item = a_risk(project, member)
    assert ("off_track", "1 high risk has no response") in reasons()
    actions.plan_response(actor=member, item=item, plan=plan_of(item))
    assert not any("has no response" in text for _state, text in reasons())


def test_a_gate_asks_for_the_assessment_and_for_responses_and_the_first_phase_cannot_go_without(
    project: Project, manager: User, member: User
) -> None:
    milestone = make_milestone(project)
    gate = plan_gate(project, manager, milestone, risks_asked=True)
    a_risk(project, member)
    found = {row.name: (row.met, row.found) for row in criteria(gate)}
    assert found["Risk assessment"] == (False, "not approved")
    assert found["High risks"] == (False, "1 has none")


def test_another_implementation_sees_nothing_of_it(
    client: Client, project: Project, member: User, stranger: User
) -> None:
    other = make_project(organization=project.organization)
    item = a_risk(project, member)
    client.force_login(member)
    assert client.get(f"/projects/{other.slug}/risks/{item.pk}/").status_code == 404


def test_the_register_in_the_browser_from_nothing_to_a_response(
    client: Client, project: Project, member: User
) -> None:
    client.force_login(member)
    root = f"/projects/{project.slug}/risks/"
    assert "Nothing is in the register yet" in client.get(root).content.decode()
    owner = make_person(organization=project.organization)
    sent = {"kind": "risk", "title": "Late <tests>", "category": "supplier", "owner": str(owner.pk)}
    sent |= {"review_on": str(project.today()), "likelihood": "5"}
    wrong = client.post(root, sent)
    assert wrong.status_code == 422
    assert "A risk is judged" in wrong.content.decode()
    assert client.post(root, sent | {"impact": "4"}).status_code == 302
    shown = client.get(root).content.decode()
    assert "1 high risk has no response." in shown
    assert "Late &lt;tests&gt;" in shown
    item = RaidItem.objects.get()
    one = f"{root}{item.pk}/"
    plan = {"strategy": "reduce", "text": "Test early", "owner": str(owner.pk), "due_on": ""}
    assert "Say until when." in client.post(f"{one}responses/", plan).content.decode()
    plan["due_on"] = str(project.today())
    assert client.post(f"{one}responses/", plan).status_code == 302
    response = Response.objects.get()
    done = {"effect": "worked", "note": "Found early", "likelihood": "2", "impact": "4"}
    assert client.post(f"{root}responses/{response.pk}/done/", done | {"note": ""}).status_code == 422
    assert client.post(f"{root}responses/{response.pk}/done/", done).status_code == 302
    look = {"likelihood": "1", "impact": "4", "review_on": str(project.today()), "note": "Quiet"}
    item.refresh_from_db()
    assert client.post(f"{one}look/", look | {"version": item.version}).status_code == 302
    assert client.post(f"{one}look/", look | {"version": item.version}).status_code == 422
    shown = client.get(one).content.decode()
    assert "score 20" in shown
    assert client.post(f"{one}closing/", {"reason": "Over"}).status_code == 302
    assert (
        client.post(f"{one}opening/", {"reason": "Again", "review_on": str(project.today())}).status_code
        == 302
    )
    for kind in ("issue", "assumption", "dependency", "challenge", "closed", "nonsense"):
        assert client.get(root, {"kind": kind}).status_code == 200


def test_the_page_costs_the_same_with_many(
    client: Client, project: Project, member: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        item = a_risk(project, member, title=f"Risk {number}")
        actions.plan_response(actor=member, item=item, plan=plan_of(item))
    client.force_login(member)
    with django_assert_max_num_queries(15):
        client.get(f"/projects/{project.slug}/risks/")
