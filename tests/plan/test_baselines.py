"""Baselines by approval, change requests with their effect, and what crept in beside them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.signoffs import make_proof
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import Person, User
from tracker.plan.actions import edit_task, link_tasks, remove_task, set_baseline
from tracker.plan.actions.changes import (
    add_change_item,
    answer_change_signoff,
    apply_change,
    raise_change,
    request_baseline,
    request_change_signoff,
    withdraw_change,
)
from tracker.plan.choices import MilestoneKind
from tracker.plan.models import Baseline, BaselineRow, ChangeRequest, Task
from tracker.plan.queries.outlook import outlook
from tracker.plan.queries.variance import creep, variances, version_now, version_of
from tracker.projects.models import Project
from tracker.signoffs.choices import Decision
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def owner(manager: User, project: Project) -> Person:
    return make_person(organization=project.organization)


@pytest.fixture
def first(project: Project, owner: Person) -> Task:
    return make_task(
        project, name="Write it", owner=owner, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 5)
    )


@pytest.fixture
def second(project: Project, owner: Person, first: Task, manager: User) -> Task:
    made = make_task(
        project, name="Teach it", owner=owner, starts_on=date(2027, 3, 8), due_on=date(2027, 3, 12)
    )
    link_tasks(actor=manager, predecessor=first, successor=made)
    return made


@pytest.fixture
def end(project: Project, second: Task, manager: User) -> Task:
    made = make_milestone(
        project, name="Certificate", kind=MilestoneKind.CERTIFICATE, due_on=date(2027, 3, 12)
    )
    link_tasks(actor=manager, predecessor=second, successor=made.task)
    return made.task


def sign(asked: SignOffRequest, by: User, decision: Decision = Decision.APPROVED, **facts: Any) -> SignOff:
    found = ChangeRequest.objects.select_related("project").get(pk=asked.subject_id)
    return answer_change_signoff(
        actor=by, request=found, asked=asked, proof=make_proof(), read_to_end=True, decision=decision, **facts
    )


def ask_change(change: ChangeRequest, manager: User, sponsor: User) -> SignOffRequest:
    return request_change_signoff(
        actor=manager, request=change, asked_of=sponsor, due_on=change.project.today() + timedelta(days=3)
    )


def test_a_baseline_is_in_force_with_the_approval_and_holds_what_was_asked(
    project: Project, first: Task, manager: User, sponsor: User
) -> None:
    due_on = project.today() + timedelta(days=3)
    asked = request_baseline(actor=manager, project=project, reason="agreed", asked_of=sponsor, due_on=due_on)
    assert not Baseline.objects.exists()
    with pytest.raises(RuleBroken, match="waits for its decision"):
        request_baseline(actor=manager, project=project, reason="x", asked_of=sponsor, due_on=due_on)
    # What moves while it waits is not in it.
    edit_task(actor=manager, task=first, version=None, due_on=date(2027, 3, 19))
    sign(asked, sponsor)
    baseline = Baseline.objects.get()
    assert baseline.approved_by == sponsor
    assert BaselineRow.objects.get(baseline=baseline).due_on == date(2027, 3, 5)
    found = variances(version_of(baseline), version_now(outlook(project), project))
    assert [(row.name, row.slip, row.state) for row in found] == [("Write it", 14, "moved")]


def test_a_no_leaves_the_plan_without_a_baseline(
    project: Project, first: Task, manager: User, sponsor: User
) -> None:
    due_on = project.today() + timedelta(days=3)
    asked = request_baseline(actor=manager, project=project, reason="agreed", asked_of=sponsor, due_on=due_on)
    sign(asked, sponsor, Decision.DECLINED, comment="Too early")
    assert not Baseline.objects.exists()
    assert ChangeRequest.objects.get().state == "declined"


def test_an_approved_change_moves_plan_and_baseline_and_nothing_else_enters(
    project: Project, first: Task, end: Task, manager: User, sponsor: User, owner: Person
) -> None:
    set_baseline(actor=manager, project=project, reason="agreed")
    stray = make_task(project, name="Stray", owner=owner, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 2))
    change = raise_change(actor=manager, project=project, title="A week more", reason="It is longer")
    add_change_item(
        actor=manager,
        request=change,
        kind="redate",
        task=first,
        starts_on=date(2027, 3, 1),
        due_on=date(2027, 3, 12),
    )
    change = add_change_item(
        actor=manager,
        request=change,
        kind="add",
        name="Print it",
        owner=owner,
        task=first,
        starts_on=date(2027, 3, 15),
        due_on=date(2027, 3, 16),
    )
    asked = ask_change(change, manager, sponsor)
    change.refresh_from_db()
    assert change.effect["milestones"] == [["Certificate", "2027-03-12", "2027-03-19"]]
    with pytest.raises(RuleBroken, match="approved"):
        apply_change(actor=manager, request=change)
    sign(asked, sponsor)
    change.refresh_from_db()
    baseline = apply_change(actor=manager, request=change)
    assert baseline.number == 2
    rows = {row.name: (row.starts_on, row.due_on) for row in BaselineRow.objects.filter(baseline=baseline)}
    assert rows == {
        "Write it": (date(2027, 3, 1), date(2027, 3, 12)),
        "Teach it": (date(2027, 3, 15), date(2027, 3, 19)),
        "Certificate": (date(2027, 3, 19), date(2027, 3, 19)),
        "Print it": (date(2027, 3, 15), date(2027, 3, 16)),
    }
    assert Task.objects.get(name="Write it").due_on == date(2027, 3, 12)
    found = creep(project)
    assert found is not None
    assert (found.added_approved, found.added, found.removed, found.unapproved) == (
        ["Print it"],
        ["Stray"],
        [],
        1,
    )
    remove_task(actor=manager, task=stray, reason="not wanted")
    remove_task(actor=manager, task=Task.objects.get(name="Print it"), reason="forgotten")
    found = creep(project)
    assert found is not None
    assert (found.added, found.removed, found.percent) == ([], ["Print it"], 25.0)


def test_a_change_that_stood_on_another_baseline_is_not_applied(
    project: Project, first: Task, manager: User, sponsor: User
) -> None:
    set_baseline(actor=manager, project=project, reason="agreed")
    change = raise_change(actor=manager, project=project, title="Other effort", reason="It is longer")
    change = add_change_item(actor=manager, request=change, kind="effort", task=first, effort_hours=20)  # type: ignore[arg-type]
    sign(ask_change(change, manager, sponsor), sponsor)
    set_baseline(actor=manager, project=project, reason="again")
    change.refresh_from_db()
    with pytest.raises(RuleBroken, match="Another baseline"):
        apply_change(actor=manager, request=change)
    assert withdraw_change(actor=manager, request=change, reason="raised anew").state == "withdrawn"


def test_a_request_says_what_is_wrong_with_it(
    project: Project, first: Task, manager: User, member: User
) -> None:
    with pytest.raises(RuleBroken, match="no baseline yet"):
        raise_change(actor=manager, project=project, title="x", reason="y")
    set_baseline(actor=manager, project=project, reason="agreed")
    with pytest.raises(NotPermitted):
        raise_change(actor=member, project=project, title="x", reason="y")
    change = raise_change(actor=manager, project=project, title="x", reason="y")
    for facts, said in [
        ({"kind": "redate", "task": first}, "from when to when"),
        ({"kind": "remove"}, "Choose the task"),
        ({"kind": "effort", "task": first}, "how many hours"),
    ]:
        with pytest.raises(RuleBroken, match=said):
            add_change_item(actor=manager, request=change, **facts)  # type: ignore[arg-type]


def test_the_pages_tell_it(
    client: Client, project: Project, first: Task, end: Task, manager: User, sponsor: User
) -> None:
    client.force_login(manager)
    slug = project.slug
    answer = client.post(reverse("plan:baseline", args=[slug]), {"reason": "agreed"})
    assert answer.status_code == 422
    posted = {"reason": "agreed", "asked_of": str(sponsor.pk), "due_on": str(project.today())}
    answer = client.post(reverse("plan:baseline", args=[slug]), posted, follow=True)
    assert "has been asked" in answer.content.decode()
    sign(SignOffRequest.objects.get(), sponsor)
    answer = client.post(
        reverse("plan:change_list", args=[slug]), {"title": "Less", "reason": "time"}, follow=True
    )
    change = ChangeRequest.objects.get(title="Less")
    item = {"kind": "remove", "task": str(first.pk)}
    answer = client.post(reverse("plan:change_item", args=[slug, change.pk]), item, follow=True)
    assert "leaves the plan" in answer.content.decode()
    answer = client.post(
        reverse("plan:change_item_removal", args=[slug, change.pk]), {"place": "0"}, follow=True
    )
    page = client.get(reverse("plan:baseline_list", args=[slug])).content.decode()
    assert "Nothing came into the plan or left it without approval" in page
    assert client.get(reverse("plan:baseline_list", args=[slug]) + "?a=1&b=zz").status_code == 200
