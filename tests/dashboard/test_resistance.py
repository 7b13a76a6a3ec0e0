"""Signs of resistance: from figures of all rooms, never about few, each with an answer or an acceptance."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tests.factories.training import make_course, make_job_role
from tracker.awareness import actions as awareness
from tracker.awareness.choices import Sign
from tracker.awareness.models import SignalResponse
from tracker.checks.actions import add_question
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.dashboard.resistance import resistance
from tracker.plan.actions import add_task
from tracker.training import actions as training


@pytest.fixture
def desk(project):
    return make_department(organization=project.organization, name="Service desk")


@pytest.fixture
def people(project, desk):
    return [make_person(organization=project.organization, department=desk) for _n in range(3)]


@pytest.fixture
def uneasy(project, desk, people, manager):
    """A department with one sign of each kind."""
    course = make_course(project)
    make_job_role(project, people=people, needs=[course])
    facts = {"title": "T", "message": "M", "ends_on": project.today()}
    awareness.begin_campaign(actor=manager, project=project, **facts)
    awareness.raise_anonymously(project=project, topic="Tools", text="Too many", department=desk)
    check = training.give_course_check(actor=manager, course=course)
    course.refresh_from_db()
    question = add_question(actor=manager, short_check=check, text="Q?", options=["A", "B"], right=2)
    for person in people:
        answers = {str(question.pk): "0"}
        training.take_course_check(actor=manager, course=course, person=person, answers=answers, how="link")
    with clock.at(clock.now() - timedelta(days=30)):
        day = project.today()
        for n in range(2):
            facts = {"name": f"Late {n}", "owner": people[0], "starts_on": day, "due_on": day}
            add_task(actor=manager, project=project, **facts)


def test_each_sign_is_a_figure_and_waits_for_an_answer(client, project, uneasy, desk, manager, viewer):
    (row,) = resistance(project).departments
    assert [(signal.sign, signal.figure) for signal in row.signs] == [
        (Sign.COVERAGE, "0 of 3 hold what their roles need"),
        (Sign.READING, "0 of 3 readings are done"),
        (Sign.CHECKS, "3 of 3 who answered a check have not passed it"),
        (Sign.CONCERNS, "1 concern waits for an answer"),
        (Sign.LATE, "2 tasks are late"),
    ]
    assert row.unanswered == 5
    manager.person = make_person(organization=project.organization)
    manager.save()
    client.force_login(manager)
    post = reverse("awareness:signal_response", args=[project.slug])
    sent = {"department": desk.pk, "sign": "late", "text": "Lend them a hand", "measured": "2 tasks are late"}
    assert "Say who does it" in client.post(post, sent, follow=True).content.decode()
    assert "was not saved" in client.post(post, {**sent, "text": ""}, follow=True).content.decode()
    client.post(post, {**sent, "owner": manager.person.pk})
    page = client.post(post, {**sent, "sign": "concerns", "accepted": "on"}, follow=True).content.decode()
    assert "Lend them a hand" in page
    assert "3 signs have no answer" in page
    assert SignalResponse.objects.get(accepted=True).owner is None
    client.force_login(viewer)
    assert client.post(post, sent).status_code == 403
    assert client.get(reverse("dashboard:resistance", args=[project.slug])).status_code == 200


def test_nothing_is_said_about_fewer_than_three(project, uneasy, people, manager):
    people[0].left_on = project.today()
    people[0].save_because("left", by=manager)
    found = resistance(project)
    assert found.departments == ()
    assert found.too_small == ("Service desk",)


def test_an_unknown_sign_and_a_leaver_are_refused(project, desk, people, manager):
    facts = {"actor": manager, "project": project, "department": desk, "accepted": False, "text": "x"}
    with pytest.raises(RuleBroken, match="no such sign"):
        awareness.respond_to_sign(**facts, sign="mood")
    people[0].left_on = project.today()
    with pytest.raises(RuleBroken, match="has left"):
        awareness.respond_to_sign(**facts, sign="late", owner=people[0])


def test_many_departments_cost_no_more_questions(project, uneasy, django_assert_max_num_queries):
    for _n in range(4):
        department = make_department(organization=project.organization)
        for _m in range(3):
            make_person(organization=project.organization, department=department)
    with django_assert_max_num_queries(12):
        assert len(resistance(project).departments) == 5
