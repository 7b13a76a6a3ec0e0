"""A gate: what must hold is computed, the decision is a sign-off, and it alone passes the milestone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.signoffs import make_proof
from tests.governance.test_case import approve, make_case
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.governance.actions import add_line
from tracker.governance.models import CaseOption
from tracker.people.models import User
from tracker.plan.actions import (
    answer_milestone_signoff,
    complete_task,
    link_tasks,
    pass_milestone,
    remove_task,
    remove_tasks,
    request_milestone_signoff,
)
from tracker.plan.models import Milestone, Task
from tracker.projects.models import Project
from tracker.reviews import actions
from tracker.reviews.models import GateReview
from tracker.reviews.queries import criteria
from tracker.signoffs.actions import withdraw_request
from tracker.signoffs.choices import Decision
from tracker.signoffs.models import SignOff

pytestmark = pytest.mark.django_db


def plan_gate(project: Project, by: User, milestone: Milestone, **facts: Any) -> GateReview:
    facts = {
        "held_on": project.today() + timedelta(days=5),
        "attendees": [make_person(organization=project.organization)],
        "deliverables": True,
        "ready_percent": 0,
        "training_percent": 0,
        "case": False,
        "lessons_asked": False,
        "risks_asked": False,
        **facts,
    }
    return actions.plan_gate(actor=by, project=project, milestone=milestone, **facts)


def decide(
    review: GateReview, manager: User, sponsor: User, decision: Decision, conditions: str = ""
) -> SignOff:
    due_on = review.project.today() + timedelta(days=7)
    asked = actions.ask_for_gate_decision(actor=manager, review=review, asked_of=sponsor, due_on=due_on)
    return actions.answer_gate(
        actor=sponsor,
        review=review,
        asked=asked,
        proof=make_proof(),
        decision=decision,
        conditions=conditions,
        comment="Said at the table",
        read_to_end=True,
    )


def is_passed(milestone: Milestone) -> bool:
    return Task.objects.done().filter(pk=milestone.task_id).exists()


def test_a_milestone_with_a_gate_is_passed_by_its_decision_only(
    project: Project, manager: User, sponsor: User
) -> None:
    milestone = make_milestone(project)
    review = plan_gate(project, manager, milestone)
    milestone.refresh_from_db()
    with pytest.raises(RuleBroken, match="only its decision passes"):
        pass_milestone(actor=manager, milestone=milestone)
    decide(review, manager, sponsor, Decision.APPROVED)
    review.refresh_from_db()
    assert (review.outcome, is_passed(milestone)) == ("go", True)


def test_a_plain_sign_off_does_not_pass_a_milestone_with_a_gate(
    client: Client, project: Project, manager: User, sponsor: User
) -> None:
    milestone = make_milestone(project)
    due_on = project.today() + timedelta(days=3)
    facts: dict[str, Any] = {"actor": manager, "milestone": milestone, "asked_of": sponsor, "due_on": due_on}
    waiting = request_milestone_signoff(**facts)
    with pytest.raises(RuleBroken, match="waits for"):
        plan_gate(project, manager, milestone)
    withdraw_request(actor=manager, request=waiting, reason="A gate is planned")
    review = plan_gate(project, manager, milestone)
    with pytest.raises(RuleBroken, match="asked for at the gate"):
        request_milestone_signoff(**facts)
    client.force_login(manager)
    address = f"/projects/{project.slug}/plan/milestones/{milestone.pk}/"
    page = client.get(address).content.decode()
    assert f"/gates/{review.pk}/" in page
    assert "only the decision of the gate does" in page
    assert "Record as passed" not in page
    actions.call_off_gate(actor=manager, review=review, reason="Too small for a gate")
    assert "/gates/" + str(review.pk) not in client.get(address).content.decode()
    request_milestone_signoff(**facts)


def test_a_sign_off_from_before_the_gate_was_planned_does_not_count_at_it(
    project: Project, manager: User, sponsor: User
) -> None:
    milestone, work = make_milestone(project), make_task(project)
    link_tasks(actor=manager, predecessor=work, successor=milestone.task)
    due_on = project.today() + timedelta(days=3)
    asked = request_milestone_signoff(actor=manager, milestone=milestone, asked_of=sponsor, due_on=due_on)
    answer_milestone_signoff(
        actor=sponsor, milestone=milestone, request=asked, proof=make_proof(), read_to_end=True
    )
    plan_gate(project, manager, milestone)
    milestone.refresh_from_db()
    with pytest.raises(RuleBroken, match="only its decision passes"):
        pass_milestone(actor=manager, milestone=milestone)


def test_what_does_not_hold_shuts_out_a_plain_go(project: Project, manager: User, sponsor: User) -> None:
    milestone = make_milestone(project)
    review = plan_gate(project, manager, milestone, case=True, ready_percent=50)
    with pytest.raises(RuleBroken, match=r"Go is not open .* Requirements ready, Business case") as refused:
        decide(review, manager, sponsor, Decision.APPROVED)
    assert refused.value.field == "decision"
    assert not SignOff.objects.exists()
    review.refresh_from_db()
    asked = review.request
    assert asked is not None
    facts: dict[str, Any] = {"actor": sponsor, "review": review, "asked": asked, "proof": make_proof()}
    facts |= {"decision": Decision.APPROVED_WITH_CONDITIONS, "read_to_end": True}
    with pytest.raises(RuleBroken, match="must name what does not hold: Business case"):
        actions.answer_gate(**facts, conditions="Requirements ready: half of them by May")
    actions.answer_gate(
        **facts, conditions="Requirements ready: half by May\nBusiness case: approved by April"
    )
    review.refresh_from_db()
    assert (review.outcome, review.conditions.count()) == ("conditions", 2)


def test_the_criteria_turn_with_the_facts(project: Project, manager: User, sponsor: User) -> None:
    milestone = make_milestone(project)
    task = make_task(project)
    link_tasks(actor=manager, predecessor=task, successor=milestone.task)
    review = plan_gate(project, manager, milestone, case=True, ready_percent=50, training_percent=80)
    found = {row.name: row.met for row in criteria(review)}
    assert found == {
        "Work that leads here": False,
        "Deliverables": True,
        "Requirements ready": False,
        "Training coverage": False,
        "Business case": False,
        "Exceptions": True,
    }
    complete_task(actor=manager, task=task)
    case = make_case(project, manager)
    approve(case, manager, sponsor)
    found = {row.name: row.met for row in criteria(review)}
    assert found["Work that leads here"]
    assert found["Business case"]
    option = CaseOption.objects.select_related("case", "project").get(case=case, kind="nothing")
    facts: dict[str, Any] = {"direction": "cost", "name": "Fines", "amount": Decimal(10), "rhythm": "once"}
    add_line(actor=manager, option=option, **facts)
    (told,) = [row for row in criteria(review) if row.name == "Business case"]
    assert (told.met, told.found) == (False, "changed since it was approved")


def test_conditions_become_tasks_that_the_milestone_hangs_on(
    project: Project, manager: User, sponsor: User
) -> None:
    owner = make_person(organization=project.organization)
    milestone = make_milestone(project)
    Task.objects.filter(pk=milestone.task_id).update(owner=owner)
    review = plan_gate(project, manager, milestone)
    decide(review, manager, sponsor, Decision.APPROVED_WITH_CONDITIONS, "Test the plan\n\nTrain the desk")
    review.refresh_from_db()
    tasks = [row.task for row in review.conditions.select_related("task")]
    assert [(task.name, task.owner_id) for task in tasks] == [
        ("Test the plan", owner.pk),
        ("Train the desk", owner.pk),
    ]
    assert all(task.links_out.filter(successor=milestone.task).exists() for task in tasks)
    assert (review.outcome, is_passed(milestone)) == ("conditions", False)


def test_a_hold_may_become_a_stop_by_who_held_and_another_review_may_follow(
    project: Project, manager: User, sponsor: User
) -> None:
    milestone = make_milestone(project)
    review = plan_gate(project, manager, milestone)
    with pytest.raises(RuleBroken, match="planned already"):
        plan_gate(project, manager, milestone)
    with pytest.raises(RuleBroken, match="on hold"):
        actions.stop_gate(actor=sponsor, review=review, reason="No")
    decide(review, manager, sponsor, Decision.DECLINED)
    with pytest.raises(NotPermitted):
        actions.stop_gate(actor=manager, review=review, reason="No")
    assert actions.stop_gate(actor=sponsor, review=review, reason="Not worth it").outcome == "stop"
    assert not is_passed(milestone)
    again = plan_gate(project, manager, milestone)
    decide(again, manager, sponsor, Decision.APPROVED)
    assert is_passed(milestone)


def test_what_lay_beside_it_is_frozen_and_not_taken_for_a_change(
    client: Client, project: Project, manager: User, sponsor: User
) -> None:
    milestone = make_milestone(project)
    review = plan_gate(project, manager, milestone)
    signoff = decide(review, manager, sponsor, Decision.APPROVED)
    assert "What must hold at this gate" in str(signoff.request.content)
    client.force_login(manager)
    page = client.get(f"/projects/{project.slug}/plan/milestones/{milestone.pk}/").content.decode()
    assert "Nothing has changed since it was signed" in page


def test_the_way_through_the_pages(client: Client, project: Project, manager: User, sponsor: User) -> None:
    milestone = make_milestone(project)
    person = make_person(organization=project.organization)
    client.force_login(manager)
    room = f"/projects/{project.slug}/gates/"
    day = (project.today() + timedelta(days=5)).isoformat()
    facts = {"milestone": milestone.pk, "held_on": day, "ready_percent": "80", "training_percent": "0"}
    nobody = client.post(room, facts)
    assert nobody.status_code == 422
    assert client.post(room, {**facts, "attendees": [person.pk]}).status_code == 302
    review = GateReview.objects.get()
    page = f"{room}{review.pk}/"
    assert "at least 80 %" in client.get(page).content.decode()
    change = {**facts, "attendees": [person.pk], "version": review.version, "ready_percent": "0"}
    assert client.post(page, change).status_code == 302
    assert client.post(page, change).status_code == 422
    asked = client.post(f"{page}question/", {"asked_of": sponsor.pk, "due_on": day})
    assert asked.status_code == 302
    review.refresh_from_db()
    assert review.request is not None
    client.force_login(sponsor)
    User.objects.get(pk=sponsor.pk)
    desk = client.get(f"/projects/{project.slug}/signoffs/{review.request_id}/").content.decode()
    assert f"{page}decision/" in desk
    assert "What must hold at this gate" in desk


def test_a_milestone_with_a_gate_review_does_not_leave_the_plan(project: Project, manager: User) -> None:
    milestone = make_milestone(project)
    plan_gate(project, manager, milestone)
    with pytest.raises(RuleBroken, match="stays: it is held by a gate review"):
        remove_task(actor=manager, task=milestone.task, reason="Not needed")
    with pytest.raises(RuleBroken, match="stays: it is held by a gate review"):
        remove_tasks(actor=manager, project=project, tasks=[milestone.task], reason="Not needed")
    assert Milestone.objects.filter(pk=milestone.pk).exists()
