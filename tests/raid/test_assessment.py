"""The initial assessment: who, how, every source looked at, every high risk answered, then approved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tests.factories.plan import make_milestone
from tests.factories.signoffs import make_signoff
from tests.raid.test_register import a_risk, plan_of
from tests.reviews.test_gates import plan_gate
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import Person, User
from tracker.plan.actions import add_phase
from tracker.progress.queries import pitfalls, standing
from tracker.projects.models import Project
from tracker.raid import actions
from tracker.raid.actions.assessment import Pick
from tracker.raid.choices import Category
from tracker.raid.models import RaidItem, RiskAssessment
from tracker.raid.starters import PITFALLS
from tracker.reviews.queries import criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(project: Project) -> list[Person]:
    return [make_person(organization=project.organization) for _ in range(2)]


def hold(project: Project, by: User, people: list[Person], **facts: Any) -> RiskAssessment:
    facts = {
        "held_on": project.today(),
        "method": "A workshop of half a day with the known pitfalls",
        "participants": people,
        "nothing_in": ["people", "process", "technology", "organization"],
        **facts,
    }
    return actions.hold_assessment(actor=by, project=project, **facts)


@pytest.mark.once
def test_the_known_pitfalls_look_everywhere_and_their_keys_are_kept() -> None:
    assert {one.category for one in PITFALLS} == set(Category)
    assert len({one.key for one in PITFALLS}) == len(PITFALLS) >= 12
    assert all(one.title and one.cause and one.effect and one.response for one in PITFALLS)


def test_it_is_approved_only_when_every_source_was_looked_at_and_every_high_risk_is_answered(
    project: Project, manager: User, sponsor: User, member: User, people: list[Person]
) -> None:
    assessment = hold(project, manager, people)
    ask: dict[str, Any] = {"assessment": assessment, "asked_of": sponsor}
    ask["due_on"] = project.today() + timedelta(days=3)
    with pytest.raises(RuleBroken, match="Nothing is said on: Supplier"):
        actions.request_assessment_signoff(actor=manager, **ask)
    item = a_risk(project, member)
    with pytest.raises(RuleBroken, match="is high and has no response"):
        actions.request_assessment_signoff(actor=manager, **ask)
    actions.plan_response(actor=member, item=item, plan=plan_of(item))
    with pytest.raises(NotPermitted):
        actions.request_assessment_signoff(actor=member, **ask)
    asked = actions.request_assessment_signoff(actor=manager, **ask)
    risks = asked.content["sections"][2]["table"]["rows"]
    assert risks[0][:5] == [f"{item.code} {item.title}", "Supplier", "4 likely", "4 major", 16]
    gate = plan_gate(project, manager, make_milestone(project), risks_asked=True)
    assert {row.name: row.met for row in criteria(gate)}["Risk assessment"] is False
    make_signoff(asked, by=sponsor)
    assert {row.name: row.met for row in criteria(gate)}["Risk assessment"] is True
    reasons = [one.text for one in pitfalls(project, standing(project))[2].reasons]
    assert "The initial risk assessment is not approved" not in reasons
    assert "Every high risk has a response" in reasons


def test_nobody_leaves_the_first_phase_without_it(
    project: Project, manager: User, people: list[Person]
) -> None:
    first, second = (add_phase(actor=manager, project=project, code=code, name=code) for code in ("P1", "P2"))
    foundation = make_milestone(project, kind="gate", phase=first)
    later = make_milestone(project, kind="gate", phase=second)
    with pytest.raises(RuleBroken, match="Nobody leaves the first phase"):
        plan_gate(project, manager, foundation, risks_asked=False)
    plan_gate(project, manager, later, risks_asked=False)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"participants": []}, "at least two"),
        ({"method": " "}, "how it was done"),
        ({"held_on": 1}, "day to come"),
        ({"nothing_in": ["weather"]}, "Choose from the list"),
    ],
)
def test_what_makes_no_sense_is_refused(
    project: Project, manager: User, people: list[Person], facts: dict[str, Any], sentence: str
) -> None:
    if "held_on" in facts:
        facts = {"held_on": project.today() + timedelta(days=1)}
    with pytest.raises(RuleBroken, match=sentence):
        hold(project, manager, people, **facts)
    assert not RiskAssessment.objects.exists()


def test_known_pitfalls_are_taken_once_each_judged(
    project: Project, member: User, people: list[Person]
) -> None:
    picks = [Pick("no_people", 4, 4, people[0]), Pick("resistance", 3, 3, people[0])]
    made = actions.take_starters(actor=member, project=project, picks=picks)
    assert [(row.pitfall, row.score) for row in made] == [("no_people", 16), ("resistance", 9)]
    assert actions.take_starters(actor=member, project=project, picks=picks) == []
    assert RaidItem.objects.count() == 2


def test_the_assessment_in_the_browser(
    client: Client, project: Project, manager: User, sponsor: User, people: list[Person]
) -> None:
    root = f"/projects/{project.slug}/risks/assessment/"
    client.force_login(manager)
    sent: dict[str, Any] = {"held_on": str(project.today()), "method": "Workshop"}
    sent["participants"] = [str(people[0].pk)]
    assert "at least two" in client.post(root, sent).content.decode()
    sent["participants"].append(str(people[1].pk))
    assert client.post(root, sent).status_code == 302
    picks = {"owner": str(people[0].pk), "take-no_people": "on", "likelihood-no_people": "4"}
    assert "Judge it" in client.post(f"{root}pitfalls/", picks).content.decode()
    assert client.post(f"{root}pitfalls/", {"owner": str(people[0].pk)}).status_code == 422
    assert client.post(f"{root}pitfalls/", picks | {"impact-no_people": "2"}).status_code == 302
    ask = {"asked_of": str(sponsor.pk), "due_on": str(project.today())}
    assert "Nothing is said on" in client.post(f"{root}signoff/", ask).content.decode()
    row = RiskAssessment.objects.get()
    every = [*Category.values]
    assert client.post(root, sent | {"nothing_in": every, "version": row.version}).status_code == 302
    assert client.post(root, sent | {"nothing_in": every, "version": row.version}).status_code == 422
    assert client.post(f"{root}signoff/", ask).status_code == 302
    assert "It waits for an answer." in client.get(root).content.decode()
