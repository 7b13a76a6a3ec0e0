"""Lessons: asked for at a gate, used in work, and read only where one may look."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.factories.people import make_user
from tests.factories.plan import make_milestone, make_task
from tests.factories.projects import give_role, make_project
from tests.reviews.test_gates import plan_gate
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import User
from tracker.plan.actions import remove_task
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.reviews import actions
from tracker.reviews.models import GateReview, Lesson, LessonUse
from tracker.reviews.queries import criteria, lessons_of

pytestmark = pytest.mark.django_db


def learn(project: Project, by: User, title: str = "Ask the supplier early", **facts: Any) -> Lesson:
    facts = {"kind": "otherwise", "advice": "In the first week", **facts}
    return actions.write_lesson(actor=by, project=project, title=title, **facts)


def holds(gate: GateReview) -> dict[str, bool]:
    gate.refresh_from_db()
    return {row.name: row.met for row in criteria(gate)}


def test_a_gate_asks_for_the_lessons_of_its_stage_or_for_the_word_that_there_are_none(
    project: Project, manager: User, member: User
) -> None:
    gate = plan_gate(project, manager, make_milestone(project), lessons_asked=True)
    assert holds(gate)["Lessons of the stage"] is False
    with pytest.raises(NotPermitted):
        actions.say_no_lessons(actor=member, review=gate, reason="Nothing new")
    actions.say_no_lessons(actor=manager, review=gate, reason="Nothing new")
    assert holds(gate)["Lessons of the stage"] is True
    again = plan_gate(project, manager, make_milestone(project), lessons_asked=True)
    learn(project, member, gate=again)
    assert holds(again)["Lessons of the stage"] is True
    with pytest.raises(RuleBroken, match="There are lessons"):
        actions.say_no_lessons(actor=manager, review=again, reason="None")
    silent = plan_gate(project, manager, make_milestone(project))
    assert "Lessons of the stage" not in holds(silent)


def test_a_lesson_shows_where_it_was_used_and_its_task_stays_while_it_does(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    lesson, task = learn(project, member), make_task(project, name="Choose the tool")
    use = actions.use_lesson(actor=sponsor, project=project, lesson=lesson, task=task, text="Asked in May")
    with pytest.raises(RuleBroken, match="stays: it is held by a use of a lesson"):
        remove_task(actor=manager, task=task, reason="Not needed")
    with pytest.raises(NotPermitted):
        actions.take_use_back(actor=member, use=use, reason="No")
    actions.take_use_back(actor=sponsor, use=use, reason="It was another tool")
    remove_task(actor=manager, task=task, reason="Not needed")
    assert not LessonUse.objects.exists()
    assert LessonUse.history.filter(history_type="-").count() == 1


def test_what_others_learned_is_offered_where_one_may_read_it_and_hides_where_it_was_used(
    project: Project, manager: User, member: User
) -> None:
    other = make_project(organization=project.organization, name="Second site")
    give_role(other, manager, Role.PROJECT_MANAGER)
    theirs = learn(other, manager, "Train before the trial")
    assert lessons_of(project, manager).elsewhere == [theirs]
    assert lessons_of(project, member).elsewhere == []
    with pytest.raises(NotPermitted):
        actions.use_lesson(actor=member, project=project, lesson=theirs, text="Trained")
    actions.use_lesson(actor=manager, project=project, lesson=theirs, text="Trained in June")
    found = lessons_of(project, manager)
    assert (found.elsewhere, found.own) == ([], [])
    give_role(other, member, Role.TEAM_MEMBER)
    (seen,) = lessons_of(other, member).used
    assert [use.project for use in seen.uses.all()] == [project]
    only_there = give_role(other, make_user(), Role.TEAM_MEMBER).user
    (seen,) = lessons_of(other, only_there).used
    assert (list(seen.uses.all()), seen.used) == ([], 1)  # type: ignore[attr-defined]


def test_it_is_written_at_the_gate_used_and_put_aside_in_the_browser(
    client: Client, project: Project, manager: User, member: User
) -> None:
    gate = plan_gate(project, manager, make_milestone(project), lessons_asked=True)
    root, page = f"/projects/{project.slug}/lessons/", f"/projects/{project.slug}/gates/{gate.pk}/"
    task = make_task(project, name="Choose the tool")
    client.force_login(member)
    sent = {"title": "Ask <b>early</b>", "advice": "First week", "kind": "", "gate": str(gate.pk)}
    assert client.post(root, sent).status_code == 422
    assert client.post(root, sent | {"kind": "again"}).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "1 lesson waits to be used." in shown
    assert "Ask &lt;b&gt;early" in shown
    lesson = Lesson.objects.get()
    one = f"{root}{lesson.pk}/"
    assert client.post(f"{one}use/", {"text": ""}).status_code == 422
    assert client.post(f"{one}use/", {"text": "Did so", "task": str(task.pk)}).status_code == 302
    shown = client.get(one).content.decode()
    assert str(task.pk) in shown
    assert "Did so" in shown
    client.force_login(manager)
    words = {"title": "Ask early", "advice": "Week one", "kind": "again", "version": str(lesson.version)}
    assert client.post(f"{one}words/", words).status_code == 302
    assert client.post(f"{one}words/", words).status_code == 422
    assert client.post(f"{one}aside/", {"reason": "One supplier only"}).status_code == 302
    assert client.post(f"{one}use/", {"text": "Again"}).status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{root}table/").content))
    (row,) = list(book["Lessons"].iter_rows(min_row=2, values_only=True))
    assert row[1:4] == ("Ask early", "Week one", "Do it again")
    assert row[8] == f"{project.name}: Choose the tool"


def test_a_lesson_of_another_implementation_does_not_exist_for_who_may_not_read_it(
    client: Client, project: Project, manager: User, member: User
) -> None:
    other = make_project(organization=project.organization, name="Second site")
    give_role(other, manager, Role.PROJECT_MANAGER)
    theirs = learn(other, manager)
    address = f"/projects/{project.slug}/lessons/{theirs.pk}/"
    client.force_login(member)
    assert client.get(address).status_code == 404
    client.force_login(manager)
    assert "Second site" in client.get(address).content.decode()
    assert client.post(f"{address}aside/", {"reason": "Not ours"}).status_code == 404


def test_the_page_costs_the_same_with_many(
    client: Client, project: Project, manager: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        lesson = learn(project, manager, f"Lesson {number}")
        actions.use_lesson(actor=manager, project=project, lesson=lesson, text="Used")
    client.force_login(manager)
    with django_assert_max_num_queries(14):
        client.get(f"/projects/{project.slug}/lessons/")
