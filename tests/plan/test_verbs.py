"""The verbs of the plan: each works, forbids, rejects, and keeps its edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    add_task,
    block_task,
    complete_task,
    edit_task,
    link_tasks,
    pass_milestone,
    redate_task,
    remove_task,
    reopen_task,
    set_baseline,
    submit_deliverable,
    unlink_tasks,
)
from tracker.plan.choices import DeliverableState, LinkKind, Verb
from tracker.plan.models import Baseline, BaselineRow, Dependency, Task
from tracker.plan.queries import effect_of, milestone_content, outlook, plan_table
from tracker.projects.models import Project

MON, FRI, NEXT_FRI = date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 13)


def verbs(project: Project) -> list[str]:
    return list(
        Activity.objects.filter(project_id=project.pk).order_by("position").values_list("verb", flat=True)
    )


# Completing, reopening, moving, blocking


def test_a_completed_task_says_when_by_whom_and_why(project: Project, manager: User) -> None:
    task = complete_task(actor=manager, task=make_task(project), on=project.today(), note="board agreed")
    assert (task.is_done, task.percent, task.actual_finish_on) == (True, 100, project.today())
    past = task.history.first()
    assert past is not None
    assert (past.history_user_id, past.history_change_reason) == (manager.pk, "board agreed")
    assert verbs(project)[-1] == Verb.TASK_COMPLETED


def test_the_owner_completes_their_own_task_and_nobody_elses(project: Project, member: User) -> None:
    person = make_person(organization=project.organization)
    member.person = person
    member.save()
    assert complete_task(actor=member, task=make_task(project, owner=person)).is_done
    with pytest.raises(NotPermitted):
        complete_task(actor=member, task=make_task(project))


@pytest.mark.parametrize("role", ["sponsor", "auditor", "viewer", "stranger"])
def test_others_complete_nothing(role: str, project: Project, request: pytest.FixtureRequest) -> None:
    task = make_task(project)
    with pytest.raises(NotPermitted):
        complete_task(actor=request.getfixturevalue(role), task=task)
    task.refresh_from_db()
    assert not task.is_done


def test_a_task_is_not_completed_twice_nor_in_the_future(project: Project, manager: User) -> None:
    task = make_task(project)
    with pytest.raises(RuleBroken):
        complete_task(actor=manager, task=task, on=project.today() + timedelta(days=1))
    complete_task(actor=manager, task=task)
    with pytest.raises(RuleBroken):
        complete_task(actor=manager, task=task)


def test_a_blocked_task_says_why(project: Project, manager: User) -> None:
    task = make_task(project)
    with pytest.raises(RuleBroken):
        block_task(actor=manager, task=task, reason="  ")
    assert block_task(actor=manager, task=task, reason="no licence").is_blocked


def test_a_reopened_task_knows_how_far_it_was(project: Project, manager: User) -> None:
    task = edit_task(actor=manager, task=make_task(project), version=None, percent=40)
    reopened = reopen_task(actor=manager, task=complete_task(actor=manager, task=task), reason="not accepted")
    assert (reopened.is_done, reopened.percent) == (False, 40)


def test_another_date_wants_a_reason(project: Project, manager: User) -> None:
    task = make_task(project)
    with pytest.raises(RuleBroken) as caught:
        redate_task(actor=manager, task=task, due_on=NEXT_FRI, reason="")
    assert caught.value.field == "reason"
    moved = redate_task(actor=manager, task=task, due_on=NEXT_FRI, reason="supplier late")
    assert (moved.starts_on, moved.due_on, moved.duration_minutes) == (MON, NEXT_FRI, 10 * 480)


# Editing


def test_the_second_of_two_edits_is_refused_and_told_of_the_first(project: Project, manager: User) -> None:
    task = make_task(project)
    edit_task(actor=manager, task=task, version=task.version, due_on=NEXT_FRI, reason="supplier late")
    with pytest.raises(StaleEdit) as caught:
        edit_task(actor=manager, task=task, version=task.version, percent=10)
    for words in ("Mina changed this", "13 Nov 2026", "supplier late"):
        assert words in caught.value.sentence
    task.refresh_from_db()
    assert (task.due_on, task.percent) == (NEXT_FRI, 0)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"due_on": date(2026, 11, 1)}, {"percent": 101}, {"actual_start_on": date(2999, 1, 1)}],
)
def test_nonsense_is_not_saved(wrong: dict[str, object], project: Project, manager: User) -> None:
    task = make_task(project)
    with pytest.raises(RuleBroken):
        edit_task(actor=manager, task=task, version=None, **wrong)
    assert task.history.count() == 1


def test_an_owner_comes_from_the_staff_register(project: Project, manager: User) -> None:
    with pytest.raises(RuleBroken):
        make_task(project, owner=make_person(), actor=manager)
    assert not Task.objects.exists()


def test_a_task_goes_below_its_summary_and_pushes_the_rest_down(project: Project, manager: User) -> None:
    over, after = make_task(project, name="over"), make_task(project, name="after")
    make_task(project, name="inside", under=over)
    assert list(Task.objects.of(project).in_order().values_list("name", flat=True)) == [
        "over",
        "inside",
        "after",
    ]
    over.refresh_from_db()
    assert (over.is_summary, after.version) == (True, 1)


def test_a_removed_task_takes_its_links_along_and_leaves_its_history(project: Project, manager: User) -> None:
    first, second = make_task(project), make_task(project)
    link_tasks(actor=manager, predecessor=first, successor=second)
    remove_task(actor=manager, task=first, reason="not needed")
    assert not Dependency.objects.exists()
    past = Task.history.filter(id=second.pk).count(), Task.history.filter(history_type="-").get()
    assert (past[0], past[1].history_change_reason) == (1, "not needed")


def test_who_does_not_edit_the_plan_adds_nothing(project: Project, member: User) -> None:
    with pytest.raises(NotPermitted):
        add_task(actor=member, project=project, name="Mine", starts_on=MON, due_on=FRI)


# Links


def test_a_link_pushes_the_forecast(project: Project, manager: User) -> None:
    first, second = (
        make_task(project, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 5)) for _ in range(2)
    )
    link = link_tasks(actor=manager, predecessor=first, successor=second, lag_minutes=960)
    assert outlook(project).forecasts[second.pk].start == date(2027, 3, 10)
    unlink_tasks(actor=manager, link=link)
    assert outlook(project).forecasts[second.pk].start == date(2027, 3, 1)


def test_a_circle_is_refused_and_spelled_out(project: Project, manager: User) -> None:
    a, b, c = (make_task(project, name=name) for name in "abc")
    link_tasks(actor=manager, predecessor=a, successor=b)
    link_tasks(actor=manager, predecessor=b, successor=c, kind=LinkKind.SS)
    with pytest.raises(RuleBroken, match="→") as caught:
        link_tasks(actor=manager, predecessor=c, successor=a)
    assert all(name in caught.value.sentence for name in "abc")
    assert Dependency.objects.count() == 2


def test_a_link_to_itself_twice_or_into_another_plan_is_refused(
    project: Project, manager: User, stranger: User
) -> None:
    a, b = make_task(project), make_task(project)
    elsewhere = make_task(Project.objects.get(slug="elsewhere"))
    link_tasks(actor=manager, predecessor=a, successor=b)
    for before, after in ((a, a), (a, b), (a, elsewhere)):
        with pytest.raises(RuleBroken):
            link_tasks(actor=manager, predecessor=before, successor=after)


# Baseline, slip, effect


def owned(project: Project, **facts: object) -> Task:
    return make_task(project, owner=make_person(organization=project.organization), **facts)


def test_a_baseline_freezes_the_dates_and_slips_are_counted_from_it(project: Project, manager: User) -> None:
    task = owned(project, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 5))
    baseline = set_baseline(actor=manager, project=project, reason="approved")
    redate_task(actor=manager, task=task, due_on=date(2027, 3, 26), reason="late")
    assert BaselineRow.objects.get(baseline=baseline).due_on == date(2027, 3, 5)
    table = plan_table(project)
    assert (table.ends_on, table.late_days) == (date(2027, 3, 26), 21)


def test_a_baseline_wants_a_reason_and_owners(project: Project, manager: User) -> None:
    make_task(project, name="bare")
    for reason, words in (("", "why"), ("approved", "bare")):
        with pytest.raises(RuleBroken, match=words):
            set_baseline(actor=manager, project=project, reason=reason)
    assert not Baseline.objects.exists()


def test_the_effect_of_a_date_is_known_before_it_is_saved(project: Project, manager: User) -> None:
    task = make_task(project, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 5))
    gate = make_milestone(project, name="Gate 2", due_on=date(2027, 3, 5))
    link_tasks(actor=manager, predecessor=task, successor=gate.task)
    effect = effect_of(task, task.starts_on, date(2027, 3, 12))
    assert [(moved.name, moved.before, moved.after) for moved in effect.moved] == [
        ("Gate 2", date(2027, 3, 5), date(2027, 3, 12))
    ]
    task.refresh_from_db()
    assert task.due_on == date(2027, 3, 5)


# Milestones and deliverables


def test_a_milestone_that_wants_a_signature_is_not_passed_without(project: Project, manager: User) -> None:
    gate = make_milestone(project, needs_signoff=True)
    with pytest.raises(RuleBroken):
        pass_milestone(actor=manager, milestone=gate, on=project.today())
    free = make_milestone(project)
    pass_milestone(actor=manager, milestone=free, on=project.today())
    assert list(Task.objects.of(project).done()) == [free.task]


def test_the_content_of_a_milestone_changes_with_what_it_stands_for(project: Project, manager: User) -> None:
    task, gate = make_task(project), make_milestone(project)
    link_tasks(actor=manager, predecessor=task, successor=gate.task)
    before = milestone_content(gate)
    assert milestone_content(gate) == before
    complete_task(actor=manager, task=task)
    assert milestone_content(gate) != before


def test_nobody_accepts_what_they_submitted(project: Project, manager: User, sponsor: User) -> None:
    made = add_deliverable(actor=manager, project=project, name="Policy")
    submitted = submit_deliverable(actor=manager, deliverable=made)
    with pytest.raises(RuleBroken):
        accept_deliverable(actor=manager, deliverable=submitted)
    accepted = accept_deliverable(actor=sponsor, deliverable=submitted)
    assert (accepted.state, accepted.accepted_by) == (DeliverableState.ACCEPTED, sponsor)
    assert accepted.accepted_at is not None
    assert accepted.accepted_at <= timezone.now()


# The vocabulary


def test_overdue_and_due_within_read_as_they_say(project: Project, manager: User) -> None:
    late = make_task(project, due_on=FRI)
    soon = make_task(project, due_on=NEXT_FRI)
    complete_task(actor=manager, task=make_task(project, due_on=FRI))
    on = date(2026, 11, 9)
    assert list(Task.objects.of(project).overdue(on=on)) == [late]
    assert list(Task.objects.of(project).due_within(on=on, days=4)) == [soon]
    assert list(Task.objects.of(project).due_within(on=on, days=3)) == []


def test_a_stranger_sees_no_task(project: Project, manager: User, stranger: User) -> None:
    task = make_task(project)
    assert list(Task.objects.visible_to(manager)) == [task]
    assert not Task.objects.visible_to(stranger).exists()
