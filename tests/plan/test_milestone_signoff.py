"""A milestone put before the sponsor: what the answer does to it, and what the page says afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import PASSWORD
from tests.factories.plan import make_milestone, make_task
from tests.factories.signoffs import make_proof
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import (
    add_deliverable,
    answer_milestone_signoff,
    block_task,
    complete_task,
    edit_task,
    link_tasks,
    pass_milestone,
    request_milestone_signoff,
)
from tracker.plan.models import Milestone, Task
from tracker.projects.models import Project
from tracker.signoffs.choices import Decision
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def work(project: Project) -> Task:
    return make_task(project, name="Write the policy")


@pytest.fixture
def gate(project: Project, work: Task) -> Milestone:
    made = make_milestone(project, name="Policy in force", needs_signoff=True, criteria="Everybody knows it.")
    link_tasks(actor=User.objects.system(), predecessor=work, successor=made.task)
    return made


def ask(milestone: Milestone, by: User, of: User) -> SignOffRequest:
    due_on = milestone.project.today() + timedelta(days=3)
    return request_milestone_signoff(actor=by, milestone=milestone, asked_of=of, due_on=due_on)


def answered(request: SignOffRequest, milestone: Milestone, by: User, **facts: Any) -> SignOff:
    answer = {"proof": make_proof(), "read_to_end": True, **facts}
    return answer_milestone_signoff(actor=by, milestone=milestone, request=request, **answer)


def passed_on(milestone: Milestone) -> object:
    return Task.objects.get(pk=milestone.task_id).actual_finish_on


def test_an_approval_passes_a_milestone_whose_work_is_done(
    gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    complete_task(actor=manager, task=work)
    signoff = answered(ask(gate, manager, sponsor), gate, sponsor)
    assert passed_on(gate) == gate.project.today()
    done = Activity.objects.get(verb="plan.milestone_passed")
    assert str(done.actor_id) == str(sponsor.pk)
    assert Task.objects.get(pk=gate.task_id).history.first().history_change_reason == (
        f"approved with {signoff.receipt}"
    )


@pytest.mark.parametrize("left", ["task", "deliverable", "block"])
def test_an_approval_leaves_it_open_while_something_is(
    left: str, gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    if left != "task":
        complete_task(actor=manager, task=work)
    if left == "deliverable":
        add_deliverable(actor=manager, project=gate.project, name="Policy", task=work)
    if left == "block":
        block_task(actor=manager, task=gate.task, reason="The works council has not met")
        gate = Milestone.objects.select_related("task").get(pk=gate.pk)
    answered(ask(gate, manager, sponsor), gate, sponsor)
    assert passed_on(gate) is None
    pass_milestone(actor=manager, milestone=gate, note="done at last")
    assert passed_on(gate) == gate.project.today()


@pytest.mark.parametrize(
    "facts",
    [
        {"decision": Decision.APPROVED_WITH_CONDITIONS, "conditions": "Teach it by March"},
        {"decision": Decision.DECLINED, "comment": "Nobody knows it yet"},
    ],
)
def test_conditions_and_a_no_do_not_pass_it(
    facts: dict[str, Any], gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    complete_task(actor=manager, task=work)
    answered(ask(gate, manager, sponsor), gate, sponsor, **facts)
    assert passed_on(gate) is None


def test_conditions_are_kept_before_it_is_passed_by_hand(
    gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    conditions = {"decision": Decision.APPROVED_WITH_CONDITIONS, "conditions": "Finish the work"}
    answered(ask(gate, manager, sponsor), gate, sponsor, **conditions)
    with pytest.raises(RuleBroken, match=f"with conditions .* open: {work.name}"):
        pass_milestone(actor=manager, milestone=gate)
    assert passed_on(gate) is None
    complete_task(actor=manager, task=work)
    pass_milestone(actor=manager, milestone=gate)
    assert passed_on(gate) == gate.project.today()


def test_nobody_else_passes_it_by_answering(
    gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    complete_task(actor=manager, task=work)
    asked = ask(gate, manager, sponsor)
    with pytest.raises(NotPermitted, match="somebody else has to give it"):
        answered(asked, gate, manager)
    assert passed_on(gate) is None
    assert not SignOff.objects.exists()


def typed(asked: SignOffRequest, **facts: str) -> dict[str, str]:
    common = {"decision": "approved", "password": PASSWORD, "read_to_end": "on", "digest": asked.digest}
    return {**common, **facts}


def page_of(milestone: Milestone) -> str:
    return reverse("plan:milestone", args=[milestone.project.slug, milestone.pk])


def test_the_form_of_the_sign_off_leads_through_the_plan(
    client: Client, gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    complete_task(actor=manager, task=work)
    asked = ask(gate, manager, sponsor)
    client.force_login(sponsor)
    address = reverse("signoffs:request_detail", args=["nordlicht", asked.pk])
    decision = reverse("plan:milestone_decision", args=["nordlicht", gate.pk])
    assert f'action="{decision}#sign"' in client.get(address).content.decode()
    refused = client.post(decision, typed(asked, password="wrong"))
    assert refused.status_code == 409
    assert "This is not your password." in refused.content.decode()
    page = client.post(decision, typed(asked), follow=True).content.decode()
    assert "With your approval “Policy in force” is passed." in page
    assert "Approved by Sara Sponsor" in page
    assert f'href="{page_of(gate)}"' in page
    page = client.get(page_of(gate)).content.decode()
    assert "Passed on" in page
    assert "Nothing has changed since it was signed." in page


def test_the_plain_address_hands_the_answer_on(
    client: Client, gate: Milestone, manager: User, sponsor: User
) -> None:
    asked = ask(gate, manager, sponsor)
    client.force_login(sponsor)
    address = reverse("signoffs:decision", args=["nordlicht", asked.pk])
    response = client.post(address, typed(asked))
    assert (response.status_code, response["Location"]) == (307, asked.answer_link)


def test_a_milestone_that_nobody_asked_about_takes_no_answer(
    client: Client, gate: Milestone, sponsor: User
) -> None:
    client.force_login(sponsor)
    address = reverse("plan:milestone_decision", args=["nordlicht", gate.pk])
    assert client.post(address, {}).status_code == 404


def test_what_stays_open_and_the_conditions_are_said(
    client: Client, gate: Milestone, manager: User, sponsor: User, project: Project
) -> None:
    asked = ask(gate, manager, sponsor)
    client.force_login(sponsor)
    page = client.post(asked.answer_link, typed(asked), follow=True).content.decode()
    assert "is not passed yet; still open: Write the policy." in page
    assert "Still open: Write the policy." in client.get(page_of(gate)).content.decode()
    other = make_milestone(project, name="Stage 1 audit")
    asked = ask(other, manager, sponsor)
    sent = typed(asked, decision="approved_with_conditions", conditions="Teach it by March")
    page = client.post(asked.answer_link, sent, follow=True).content.decode()
    assert "is passed when your conditions are met." in page
    assert "when the conditions are met: Teach it by March" in client.get(page_of(other)).content.decode()


def test_what_changed_since_is_named_on_the_milestone(
    client: Client, gate: Milestone, work: Task, manager: User, sponsor: User
) -> None:
    complete_task(actor=manager, task=work)
    answered(ask(gate, manager, sponsor), gate, sponsor)
    edit_task(actor=manager, task=work, name="Write the whole policy", version=None)
    client.force_login(manager)
    page = client.get(page_of(gate)).content.decode()
    assert "Changed since signing" in page
    assert "Work that leads here › Write the whole policy" in page
    assert "Nothing has changed since it was signed." not in page


def test_the_pages_ask_the_same_number_of_questions_for_much_as_for_little(
    client: Client, gate: Milestone, work: Task, manager: User, sponsor: User, project: Project
) -> None:
    signed_one = make_milestone(project, name="Kick-off")
    link_tasks(actor=manager, predecessor=work, successor=signed_one.task)
    answered(ask(signed_one, manager, sponsor), signed_one, sponsor)
    asked = ask(gate, manager, sponsor)
    pages = [
        page_of(gate),
        page_of(signed_one),
        reverse("signoffs:request_detail", args=["nordlicht", asked.pk]),
    ]
    client.force_login(sponsor)

    def counts() -> list[int]:
        found = []
        for address in pages:
            with CaptureQueriesContext(
                connection,
            ) as asked_for:
                assert client.get(address).status_code == 200
            found.append(len(asked_for))
        return found

    counts()
    before = counts()
    for number in range(8):
        task = make_task(project, name=f"Step {number}")
        link_tasks(actor=manager, predecessor=task, successor=gate.task)
        link_tasks(actor=manager, predecessor=task, successor=signed_one.task)
        add_deliverable(actor=manager, project=project, name=f"Document {number}", task=task)
        more = make_milestone(project)
        answered(ask(more, manager, sponsor), more, sponsor)
    assert counts() == before
