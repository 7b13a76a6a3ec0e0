"""When a task counts as done: its checklist, its deliverables, its evidence, and who may say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import make_evidence, make_upload
from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.projects import make_project
from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.evidence.actions import confirm_revision
from tracker.evidence.models import Evidence
from tracker.evidence.queries import places_of
from tracker.history.models import Activity
from tracker.people.models import Organization, User
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    complete_task,
    complete_tasks,
    edit_task,
    name_proof,
    remove_tasks,
    set_done_when,
    set_steps,
    submit_deliverable,
    take_back_entry,
    take_proof_away,
    tick_step,
)
from tracker.plan.choices import DoneWhen
from tracker.plan.models import Task, TaskEvidence, TaskStep
from tracker.plan.queries import plan_table
from tracker.plan.queries.doneness import lacking, steps_by_task
from tracker.projects.models import Project

pytestmark = pytest.mark.once


@pytest.fixture
def task(project: Project, member: User) -> Task:
    member.person = make_person(organization=project.organization)
    member.save()
    return make_task(project, name="Write the policy", owner=member.person)


def names(task: Task) -> list[str]:
    return [step.name for step in task.steps.all()]


# The checklist ------------------------------------------------------------------


def test_a_step_that_keeps_its_name_stays_ticked_wherever_it_goes(task: Task, member: User) -> None:
    set_steps(actor=member, task=task, names=["Draft", "  Ask   the board ", "", "Publish"])
    assert names(task) == ["Draft", "Ask the board", "Publish"]
    tick_step(actor=member, step=task.steps.get(name="Ask the board"), ticked=True)
    set_steps(actor=member, task=task, names=["Publish", "Ask the board", "Print"])
    assert [(step.name, step.is_ticked) for step in task.steps.all()] == [
        ("Publish", False),
        ("Ask the board", True),
        ("Print", False),
    ]
    gone = TaskStep.history.get(name="Draft", history_type="-")
    assert (gone.task_id, gone.history_user_id) == (task.pk, member.pk)


def test_a_checklist_alone_says_nothing_of_how_far_the_task_is(task: Task, member: User) -> None:
    set_steps(actor=member, task=task, names=["Draft", "Publish"])
    tick_step(actor=member, step=task.steps.first(), ticked=True)
    task.refresh_from_db()
    assert task.percent == 0
    complete_task(actor=member, task=task)


def test_where_the_checklist_decides_its_ticks_are_the_percentage(
    task: Task, member: User, manager: User
) -> None:
    set_steps(actor=member, task=task, names=["Draft", "Ask", "Publish"])
    tick_step(actor=member, step=task.steps.first(), ticked=True)
    task = set_done_when(actor=manager, task=task, done_when=DoneWhen.STEPS)
    assert task.percent == 33
    with pytest.raises(RuleBroken, match=r"follows from its checklist\. Tick its steps"):
        edit_task(actor=manager, task=task, version=None, percent=90)
    with pytest.raises(RuleBroken, match="“Ask” is not ticked"):
        complete_task(actor=member, task=task)
    for step in task.steps.all():
        tick_step(actor=member, step=step, ticked=True)
    task.refresh_from_db()
    assert (task.percent, task.is_done) == (100, False)
    tick_step(actor=member, step=task.steps.last(), ticked=False)
    tick_step(actor=member, step=task.steps.last(), ticked=False)
    task.refresh_from_db()
    assert task.percent == 66
    tick_step(actor=member, step=task.steps.last(), ticked=True)
    task = complete_task(actor=member, task=task)
    with pytest.raises(RuleBroken, match="done already"):
        tick_step(actor=member, step=task.steps.first(), ticked=False)
    said = Activity.objects.filter(subject_id=str(task.pk)).values_list("verb", flat=True)
    assert {"plan.steps_set", "plan.step_ticked", "plan.step_unticked", "plan.done_when_set"} <= set(said)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Draft", "Draft"], "Line 2 says “Draft” again"),
        (["x" * 201], "Line 1 is longer than 200"),
        ([f"Step {n}" for n in range(51)], "holds 50 steps; these are 51"),
    ],
)
def test_a_checklist_that_cannot_be_is_refused_whole(
    task: Task, member: User, lines: list[str], sentence: str
) -> None:
    set_steps(actor=member, task=task, names=["Kept"])
    with pytest.raises(BadInput, match=sentence):
        set_steps(actor=member, task=task, names=lines)
    assert names(task) == ["Kept"]


def test_a_milestone_has_neither(project: Project, manager: User) -> None:
    point = make_milestone(project).task
    with pytest.raises(RuleBroken):
        set_steps(actor=manager, task=point, names=["Draft"])
    with pytest.raises(RuleBroken):
        set_done_when(actor=manager, task=point, done_when=DoneWhen.STEPS)


# Acceptance and proof ------------------------------------------------------------


def test_what_has_to_be_accepted_counts_when_it_is(
    project: Project, task: Task, member: User, manager: User
) -> None:
    other = make_task(project, name="Other work")
    edit_task(actor=manager, task=other, version=None, percent=50)
    edit_task(actor=manager, task=task, version=None, percent=50)
    set_done_when(actor=manager, task=task, done_when=DoneWhen.DELIVERABLES)
    with pytest.raises(RuleBroken, match="No deliverable is promised from it"):
        complete_task(actor=member, task=task)
    policy = add_deliverable(actor=manager, project=project, name="The policy", task=task)
    with pytest.raises(RuleBroken, match="“The policy” is planned, not accepted"):
        complete_task(actor=member, task=task)
    submit_deliverable(actor=member, deliverable=policy)
    with pytest.raises(RuleBroken, match="“The policy” is submitted, not accepted"):
        complete_tasks(actor=manager, project=project, tasks=[other, task])
    assert not Task.objects.done().exists()
    accept_deliverable(actor=manager, deliverable=policy)
    complete_tasks(actor=manager, project=project, tasks=[other, task])
    assert Task.objects.done().count() == 2


def test_evidence_shows_it_once_a_second_person_has_confirmed(
    project: Project, task: Task, member: User, manager: User
) -> None:
    task = set_done_when(actor=manager, task=task, done_when=DoneWhen.EVIDENCE)
    with pytest.raises(RuleBroken, match="No evidence is named for it"):
        complete_task(actor=member, task=task)
    proof = make_evidence(project=project, actor=member, upload=make_upload(name="Signed policy"))
    link = name_proof(actor=member, task=task, evidence=proof)
    assert name_proof(actor=member, task=task, evidence=proof) == link
    with pytest.raises(RuleBroken, match="“Signed policy” is not confirmed and current: to confirm"):
        complete_task(actor=member, task=task)
    assert [str(place) for place in places_of([proof.pk])[proof.pk]] == ["task Write the policy"]
    confirm_revision(actor=manager, revision=proof.revisions.get())
    take_proof_away(actor=member, proof=link)
    assert lacking(project, [task]) == {task.pk: ["No evidence is named for it."]}
    name_proof(actor=member, task=task, evidence=proof)
    assert complete_task(actor=member, task=task).is_done


def test_a_finish_by_hand_does_not_go_round_it(task: Task, manager: User, project: Project) -> None:
    set_done_when(actor=manager, task=task, done_when=DoneWhen.EVIDENCE)
    with pytest.raises(RuleBroken, match="No evidence is named"):
        edit_task(
            actor=manager, task=task, version=None, actual_finish_on=project.today() - timedelta(days=1)
        )


def test_totals_count_what_is_accepted_and_not_what_is_said(
    project: Project, manager: User, task: Task
) -> None:
    over = make_task(project, name="Policies")
    inside = make_task(project, name="One", under=over)
    edit_task(actor=manager, task=inside, version=None, percent=80)
    rows = {row.name: row.percent for row in plan_table(project).rows}
    assert (rows["Policies"], rows["One"]) == (80, 80)
    set_done_when(actor=manager, task=inside, done_when=DoneWhen.DELIVERABLES)
    rows = {row.name: row.percent for row in plan_table(project).rows}
    assert (rows["Policies"], rows["One"]) == (0, 80)


# Who, and what hangs on it ---------------------------------------------------------


def test_others_work_is_left_alone(
    project: Project, manager: User, member: User, auditor: User, theirs: Evidence
) -> None:
    task = make_task(project, name="Not theirs", owner=None)
    for actor in (member, auditor):
        with pytest.raises(NotPermitted):
            set_steps(actor=actor, task=task, names=["x"])
        with pytest.raises(NotPermitted):
            set_done_when(actor=actor, task=task, done_when=DoneWhen.STEPS)
    (step,) = set_steps(actor=manager, task=task, names=["x"])
    with pytest.raises(NotPermitted):
        tick_step(actor=member, step=step, ticked=True)
    with pytest.raises(RuleBroken, match="another implementation"):
        name_proof(actor=manager, task=task, evidence=theirs)


@pytest.fixture
def theirs(organization: Organization) -> Evidence:
    return make_evidence(project=make_project(organization=organization), actor=User.objects.system())


def test_a_task_that_comes_back_has_its_checklist_and_its_evidence(
    project: Project, manager: User, task: Task
) -> None:
    set_steps(actor=manager, task=task, names=["Draft"])
    name_proof(actor=manager, task=task, evidence=make_evidence(project=project, actor=manager))
    gone = remove_tasks(actor=manager, project=project, tasks=[task], reason="Not now")
    assert steps_by_task(project) == {}
    assert places_of([TaskEvidence.objects.get().evidence_id]) == {}
    take_back_entry(actor=manager, project=project, entry=gone)
    assert steps_by_task(project) == {task.pk: (0, 1)}


# In the browser -------------------------------------------------------------------


def test_from_the_page_of_the_task(
    client: Client, project: Project, task: Task, manager: User, member: User
) -> None:
    client.force_login(manager)
    page = reverse("plan:task", args=[project.slug, task.pk])

    def post(name: str, key: object, **said: object) -> str:
        answer = client.post(
            reverse(f"plan:{name}", args=[project.slug, key]), {"next": page, **said}, follow=True
        )
        assert answer.status_code == 200
        return answer.content.decode()

    assert "is set" in post("task_steps", task.pk, steps="Draft\nPublish")
    assert "counts as done" in post("task_done_when", task.pk, done_when="steps")
    assert "Select a valid choice" in post("task_done_when", task.pk, done_when="never")
    told = post("task_completion", task.pk)
    assert "“Draft” is not ticked." in told
    assert "1 of 2" in post("step_tick", task.steps.first().pk, ticked="1")
    board = client.get(reverse("plan:board", args=[project.slug])).content.decode()
    assert "1 of 2 steps" in board
    client.force_login(member)
    assert "1 of 2 steps" in client.get(reverse("dashboard:my_work", args=[project.slug])).content.decode()
    client.force_login(manager)
    assert "Evidence: " in post("task_proof", task.pk, evidence="x")
    assert not TaskEvidence.objects.exists()


def test_the_page_asks_as_much_for_many_as_for_one(
    client: Client, project: Project, task: Task, manager: User
) -> None:
    client.force_login(manager)
    page = reverse("plan:task", args=[project.slug, task.pk])
    set_steps(actor=manager, task=task, names=["Draft"])
    name_proof(actor=manager, task=task, evidence=make_evidence(project=project, actor=manager))
    few = _asked(client, page)
    set_steps(actor=manager, task=task, names=[f"Step {n}" for n in range(20)])
    for _each in range(5):
        name_proof(actor=manager, task=task, evidence=make_evidence(project=project, actor=manager))
    assert _asked(client, page) == few


def _asked(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_the_page_of_a_summary_says_how_far_what_lies_under_it_is(
    client: Client, project: Project, manager: User
) -> None:
    over = make_task(project, name="Policies")
    parts = [make_task(project, name=f"Part {n}", under=over) for n in range(2)]
    complete_task(actor=manager, task=parts[0])
    client.force_login(manager)
    page = reverse("plan:task", args=[project.slug, over.pk])
    assert " · 50 %" in client.get(page).content.decode()
    complete_task(actor=manager, task=parts[1])
    text = client.get(page).content.decode()
    assert " · 100 %" in text
    assert "Not started" not in text
