"""Several tasks at once, the outline, copies, and taking all of it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import (
    add_phase,
    complete_tasks,
    copy_tasks,
    edit_task,
    indent_tasks,
    link_tasks,
    move_tasks_down,
    move_tasks_up,
    outdent_tasks,
    reassign_tasks,
    remove_tasks,
    rephase_tasks,
    shift_tasks,
    take_back_change,
    take_back_entry,
)
from tracker.plan.models import Dependency, Task
from tracker.projects.models import Project


@pytest.fixture
def four(project: Project) -> list[Task]:
    return [make_task(project, name=name) for name in "ABCD"]


def order(project: Project) -> list[tuple[str, int]]:
    return list(Task.objects.of(project).in_order().values_list("name", "level"))


def rows(project: Project) -> list[tuple[Any, ...]]:
    """The plan without versions and times of change."""
    names = ("id", "name", "level", "parent_id", "is_summary", "phase_id", "owner_id", "percent")
    dates = ("starts_on", "due_on", "duration_minutes", "actual_start_on", "actual_finish_on", "constraint")
    return list(Task.objects.of(project).in_order().values_list(*names, *dates))


VERBS: dict[str, Callable[..., Activity]] = {
    "reassign": lambda **at: reassign_tasks(owner=make_person(organization=at["project"].organization), **at),
    "rephase": lambda **at: rephase_tasks(
        phase=add_phase(actor=at["actor"], project=at["project"], code="P9", name="Nine"), **at
    ),
    "shift": lambda **at: shift_tasks(days=-9, **at),
    "complete": complete_tasks,
    "remove": lambda **at: remove_tasks(reason="not needed", **at),
    "copy": copy_tasks,
    "indent": indent_tasks,
    "down": move_tasks_down,
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_change_of_several_is_one_entry_and_can_be_taken_back_whole(
    verb: str, project: Project, manager: User, four: list[Task]
) -> None:
    link_tasks(actor=manager, predecessor=four[1], successor=four[2])
    before, entries = rows(project), Activity.objects.count()
    entry = VERBS[verb](actor=manager, project=project, tasks=four[1:3])
    assert rows(project) != before
    assert Activity.objects.count() - entries <= 2  # the phase of its own is a second one
    take_back_entry(actor=manager, project=project, entry=entry)
    assert rows(project) == before
    assert Dependency.objects.of(project).count() == 1
    with pytest.raises(RuleBroken):
        take_back_entry(actor=manager, project=project, entry=entry)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_not_edit_changes_nothing(
    verb: str, project: Project, member: User, four: list[Task]
) -> None:
    before = rows(project)
    asked = VERBS | {"rephase": lambda **at: rephase_tasks(phase=None, **at)}
    with pytest.raises(NotPermitted):
        asked[verb](actor=member, project=project, tasks=four)
    assert rows(project) == before


def test_many_are_changed_with_the_queries_of_a_few(project: Project, manager: User) -> None:
    owner = make_person(organization=project.organization)

    def asked(tasks: list[Task]) -> int:
        with CaptureQueriesContext(connection) as caught:
            reassign_tasks(actor=manager, project=project, tasks=tasks, owner=owner)
        return len(caught)

    few = asked([make_task(project) for _ in range(2)])
    assert asked([make_task(project) for _ in range(20)]) == few


def test_indent_makes_a_summary_and_outdent_a_task_again(
    project: Project, manager: User, four: list[Task]
) -> None:
    indent_tasks(actor=manager, project=project, tasks=four[1:3])
    assert order(project) == [("A", 1), ("B", 2), ("C", 2), ("D", 1)]
    assert Task.objects.get(name="A").is_summary
    outdent_tasks(actor=manager, project=project, tasks=four[1:3])
    assert order(project) == [("A", 1), ("B", 1), ("C", 1), ("D", 1)]
    assert not Task.objects.get(name="A").is_summary


def test_what_lies_under_a_task_moves_with_it(project: Project, manager: User, four: list[Task]) -> None:
    indent_tasks(actor=manager, project=project, tasks=[four[1]])
    move_tasks_up(actor=manager, project=project, tasks=[four[3]])
    assert [name for name, _level in order(project)] == ["A", "B", "D", "C"]
    move_tasks_down(actor=manager, project=project, tasks=[four[0]])
    assert order(project) == [("D", 1), ("A", 1), ("B", 2), ("C", 1)]


def test_the_outline_refuses_what_cannot_be(project: Project, manager: User, four: list[Task]) -> None:
    at = {"actor": manager, "project": project}
    mark = make_milestone(project).task
    after = make_task(project, name="E")
    link_tasks(actor=manager, predecessor=four[0], successor=four[1])
    before = rows(project)
    with pytest.raises(RuleBroken, match="Nothing stands above"):
        indent_tasks(tasks=[four[0]], **at)
    with pytest.raises(RuleBroken, match="is a milestone"):
        indent_tasks(tasks=[after], **at)
    with pytest.raises(RuleBroken, match="circle"):
        indent_tasks(tasks=[four[1]], **at)
    with pytest.raises(RuleBroken, match="under nothing"):
        outdent_tasks(tasks=[four[0]], **at)
    with pytest.raises(RuleBroken, match="stands first"):
        move_tasks_up(tasks=[four[0]], **at)
    with pytest.raises(RuleBroken, match="A milestone stands once"):
        copy_tasks(tasks=[mark], **at)
    assert rows(project) == before


def test_a_copy_takes_what_lies_under_it_and_nothing_that_was_done(
    project: Project, manager: User, four: list[Task]
) -> None:
    indent_tasks(actor=manager, project=project, tasks=[four[1]])
    edit_task(actor=manager, task=four[1], version=None, percent=40)
    copy_tasks(actor=manager, project=project, tasks=[four[0]])
    assert order(project) == [("A", 1), ("B", 2), ("A (copy)", 1), ("B", 2), ("C", 1), ("D", 1)]
    twin = Task.objects.of(project).in_order()[3]
    assert (twin.percent, twin.parent.name) == (0, "A (copy)")


def test_a_shift_of_a_summary_moves_what_is_open_under_it(
    project: Project, manager: User, four: list[Task]
) -> None:
    indent_tasks(actor=manager, project=project, tasks=four[1:3])
    complete_tasks(actor=manager, project=project, tasks=[four[2]])
    shift_tasks(actor=manager, project=project, tasks=[four[0]], days=3)
    ends = dict(Task.objects.of(project).values_list("name", "due_on"))
    assert (ends["B"], ends["C"]) == (date(2026, 11, 9), date(2026, 11, 6))
    with pytest.raises(RuleBroken):
        shift_tasks(actor=manager, project=project, tasks=[four[0]], days=0)


def test_removing_the_last_under_a_summary_makes_it_a_task(
    project: Project, manager: User, four: list[Task]
) -> None:
    indent_tasks(actor=manager, project=project, tasks=four[1:2])
    with pytest.raises(RuleBroken, match="Say why"):
        remove_tasks(actor=manager, project=project, tasks=four[1:2], reason=" ")
    entry = remove_tasks(actor=manager, project=project, tasks=four[1:2], reason="not needed")
    assert not Task.objects.get(name="A").is_summary
    take_back_entry(actor=manager, project=project, entry=entry)
    assert order(project)[:2] == [("A", 1), ("B", 2)]
    assert Task.objects.get(name="A").is_summary


def test_what_came_later_is_not_undone(project: Project, manager: User, four: list[Task]) -> None:
    task = edit_task(actor=manager, task=four[0], version=None, name="Alpha", due_on=date(2026, 11, 20))
    entry = shift_tasks(actor=manager, project=project, tasks=four, days=1)
    with pytest.raises(StaleEdit):
        take_back_change(actor=manager, task=task, version=task.version)
    take_back_entry(actor=manager, project=project, entry=entry)
    task = edit_task(actor=manager, task=four[0], version=None, name="Alef")
    assert take_back_change(actor=manager, task=task, version=task.version).name == "Alpha"


# In the browser's words


def test_the_page_offers_to_take_back_and_keeps_the_filter(
    project: Project, manager: User, client: Client, four: list[Task]
) -> None:
    client.force_login(manager)
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": f"http://testserver/projects/{project.slug}/plan/?show=unowned&q=b",
    }
    address = reverse("plan:selection_change", args=[project.slug, "shift"])
    page = client.post(address, {"task": [four[1].pk], "days": "2"}, headers=headers).content.decode()
    assert "Moved “B” by 2 days." in page
    assert "data-undo" in page
    assert f'id="r-{four[1].pk}"' in page
    assert f'id="r-{four[0].pk}"' not in page
    entry = Activity.objects.order_by("-id").first()
    client.post(reverse("plan:selection_taking_back", args=[project.slug, entry.pk]))
    assert Task.objects.get(pk=four[1].pk).due_on == four[1].due_on


def test_a_change_of_several_takes_bad_input_with_a_sentence(
    project: Project, manager: User, client: Client, four: list[Task]
) -> None:
    client.force_login(manager)
    address = reverse("plan:selection_change", args=[project.slug, "shift"])
    for said in ({}, {"task": "x", "days": "1"}, {"task": four[0].pk, "days": "soon"}, {"task": four[0].pk}):
        page = client.post(address, said, follow=True)
        assert page.status_code == 200
        assert "k-note bad" in page.content.decode()
    assert client.post(address.replace("shift", "nothing")).status_code == 404
    assert Activity.objects.filter(verb="plan.tasks_shifted").count() == 0


def test_a_second_person_is_shown_the_first_change_and_keeps_their_own_to_decide(
    project: Project, manager: User, client: Client, four: list[Task]
) -> None:
    client.force_login(manager)
    task, headers = four[0], {"HX-Request": "true"}
    address = reverse("plan:task_dates", args=[project.slug, task.pk])
    said = {"version": task.version, "starts_on": "2026-11-02", "due_on": "2026-11-20", "reason": "late"}
    panel = client.get(address, said, headers=headers).content.decode()
    assert "not saved yet" in panel
    client.post(address, said, headers=headers)
    late = client.post(address, said | {"due_on": "2026-11-27"}, headers=headers)
    page = late.content.decode()
    assert late.headers["HX-Retarget"] == "#g-panel"
    assert "Mina changed this" in page
    assert 'value="2026-11-27"' in page
    task.refresh_from_db()
    assert task.due_on == date(2026, 11, 20)
    client.post(address, said | {"due_on": "2026-11-27", "version": task.version}, headers=headers)
    task.refresh_from_db()
    assert task.due_on == date(2026, 11, 27)


def test_board_and_calendar_show_the_same_tasks(
    project: Project, manager: User, client: Client, four: list[Task]
) -> None:
    client.force_login(manager)
    edit_task(actor=manager, task=four[0], version=None, percent=30)
    complete_tasks(actor=manager, project=project, tasks=[four[1]])
    board = client.get(reverse("plan:board", args=[project.slug])).content.decode()
    assert "2 to do, 1 under way, 0 blocked" in board
    month = reverse("plan:month", args=[project.slug])
    page = client.get(month, {"month": "2026-11", "q": "b"}).content.decode()
    assert "1 task ends in Nov 2026" in page
    for wrong in ("soon", "2026-13", "9999-12", ""):
        assert client.get(month, {"month": wrong}).status_code == 200
