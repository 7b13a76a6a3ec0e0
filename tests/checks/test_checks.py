"""Short checks: answered within the attempts, passed by the mark, told to few, with a result in the training."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tests.factories.training import make_course, make_job_role
from tracker.awareness import actions as awareness
from tracker.awareness.links import token_for as reading_token
from tracker.awareness.queries import newest_version
from tracker.checks import actions, queries
from tracker.checks.models import Attempt, Question
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.training import actions as training
from tracker.training.links import token_for
from tracker.training.models import TrainingRecord

OPTIONS = ["Never", "Always", "Sometimes"]


@pytest.fixture
def course(project):
    return make_course(project, validity_months=12)


@pytest.fixture
def check(course, manager):
    made = training.give_course_check(actor=manager, course=course)
    for n in (1, 2, 3):
        facts = {"text": f"Question {n}?", "options": OPTIONS, "right": n, "why": f"Because of {n}."}
        actions.add_question(actor=manager, short_check=made, **facts)
    course.refresh_from_db()
    return made


def answered(check, right=3):
    rows = list(Question.objects.filter(short_check=check, withdrawn=False))
    return {
        str(row.pk): str(row.right if n < right else (row.right + 1) % len(row.options))
        for n, row in enumerate(rows)
    }


def take(course, person, right=3):
    return training.take_course_check(
        actor=User.objects.system(),
        course=course,
        person=person,
        answers=answered(course.short_check, right),
        how="link",
    )


def test_who_passes_by_a_personal_link_has_a_result_in_the_course(client, course, check, project, manager):
    person = make_person(organization=project.organization)
    make_job_role(project, people=[person], needs=[course])
    assert training.send_check_links(actor=manager, course=course) == 1
    door = Notification.objects.get().link
    page = client.get(door).content.decode()
    assert "3 attempts are left" in page
    assert not Attempt.objects.exists()
    half = {f"q-{key}": value for key, value in answered(check, right=1).items()}
    assert client.post(door, {**half, next(iter(half)): ""}).status_code == 409
    assert "Not passed yet: 1 of 3" in client.post(door, half).content.decode()
    assert not TrainingRecord.objects.exists()
    whole = {f"q-{key}": value for key, value in answered(check).items()}
    page = client.post(door, whole).content.decode()
    assert "Passed: 3 of 3" in page
    assert "Because of 2." in page
    record = TrainingRecord.objects.get()
    assert (record.person, record.result, record.achieved_on) == (person, "passed", project.today())
    assert record.expires_on is not None
    assert client.post(door, whole).status_code == 409
    assert Attempt.objects.count() == 2
    assert training.send_check_links(actor=manager, course=course) == 0
    assert client.get(door[:-5] + "xxxx/").status_code == 404


def test_no_more_attempts_than_allowed_and_no_right_answer_before(client, course, check, project):
    person = make_person(organization=project.organization)
    door = reverse("training:check_door", args=[token_for(course, person)])
    for _n in range(3):
        assert "Because of" not in client.get(door).content.decode()
        take(course, person, right=0)
    with pytest.raises(RuleBroken, match="No attempt is left"):
        take(course, person)
    assert "Because of 1." in client.get(door).content.decode()


def test_figures_begin_with_three_people_and_count_each_answer(course, check, project):
    people = [make_person(organization=project.organization) for _n in range(3)]
    take(course, people[0])
    take(course, people[1], right=1)
    assert [item.answered for item in queries.item_statistics(check)] == [None] * 3
    take(course, people[2], right=1)
    items = queries.item_statistics(check)
    assert [(item.answered, item.right) for item in items] == [(3, 3), (3, 1), (3, 1)]
    assert items[1].chosen == (("Never", 0, False), ("Always", 1, True), ("Sometimes", 2, False))


def test_a_manager_sees_figures_and_no_names(client, course, check, project, manager, member):
    person = make_person(organization=project.organization, name="Petra Private")
    take(course, person, right=0)
    client.force_login(manager)
    assert "Petra" not in client.get(reverse("checks:check", args=[project.slug, check.pk])).content.decode()
    assert client.get(reverse("checks:results", args=[project.slug, check.pk])).status_code == 403
    client.force_login(member)
    assert client.get(reverse("checks:check", args=[project.slug, check.pk])).status_code == 403
    entry = Activity.objects.filter(verb="checks.check_taken").get()
    assert "Petra" not in str(vars(entry))


def test_a_campaign_ends_in_questions_for_whom_it_is_meant(client, project, manager):
    desk = make_department(organization=project.organization)
    inside = make_person(organization=project.organization, department=desk)
    outside = make_person(organization=project.organization)
    facts = {"title": "T", "message": "M", "ends_on": project.today(), "department": desk}
    campaign = awareness.begin_campaign(actor=manager, project=project, **facts)
    check = awareness.give_campaign_check(actor=manager, campaign=campaign)
    actions.add_question(actor=manager, short_check=check, text="Q?", options=OPTIONS, right=1)
    newest = newest_version(campaign)
    reading = reverse("awareness:reading", args=[reading_token(newest, inside)])
    assert "A few questions" not in client.get(reading).content.decode()
    page = client.post(reading, {"digest": newest.digest}).content.decode()
    door = re.findall(r'href="([^"]*/check/)"', page)[0]
    sent = {f"q-{key}": value for key, value in answered(check).items()}
    assert "Passed" in client.post(door, sent).content.decode()
    assert queries.passed_by_department(check) == {desk.pk: 1}
    other = reverse("awareness:check_door", args=[reading_token(newest, outside)])
    assert "meant for other people" in client.post(other, sent).content.decode()
    manager.person = inside
    manager.save()
    client.force_login(manager)
    page = client.get(reverse("awareness:check", args=[project.slug, campaign.pk])).content.decode()
    assert "You have passed" in page


def test_a_withdrawn_question_is_not_put_and_stays_counted(course, check, project, manager):
    people = [make_person(organization=project.organization) for _n in range(3)]
    for person in people:
        take(course, person, right=2)
    gone = Question.objects.filter(short_check=check).first()
    actions.withdraw_question(actor=manager, question=gone)
    assert len(queries.asked_now(check)) == 2
    assert queries.item_statistics(check)[-1].answered == 3
    assert take(course, people[0], right=2).passed


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": " "}, "needs words"),
        ({"options": ["One"]}, "two to"),
        ({"options": ["One", "one"]}, "the same"),
        ({"right": 4}, "from 1 to 3"),
        ({"right": 0}, "from 1 to 3"),
    ],
)
def test_a_question_that_cannot_be_put_is_refused(check, manager, facts, sentence):
    whole = {"text": "Q?", "options": OPTIONS, "right": 1, **facts}
    with pytest.raises(RuleBroken, match=sentence):
        actions.add_question(actor=manager, short_check=check, **whole)


def test_who_may_what(check, member, manager, project):
    with pytest.raises(NotPermitted):
        actions.add_question(actor=member, short_check=check, text="Q?", options=OPTIONS, right=1)
    gone = make_person(organization=project.organization, left_on=project.today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="other people"):
        actions.take_check(actor=manager, short_check=check, person=gone, answers=answered(check), how="link")
    here = make_person(organization=project.organization)
    with pytest.raises(RuleBroken, match="for themselves"):
        actions.take_check(actor=manager, short_check=check, person=here, answers=answered(check))


def test_the_rules_are_changed_on_the_page(client, check, manager, project):
    client.force_login(manager)
    here = reverse("checks:check", args=[project.slug, check.pk])
    assert client.post(here, {"title": "T", "pass_percent": 0, "attempts": 1}).status_code == 422
    assert client.post(here, {"title": "T", "pass_percent": 50, "attempts": 1}).status_code == 302
    new = reverse("checks:question_new", args=[project.slug, check.pk])
    assert client.post(new, {"text": "Q?", "options": "one", "right": 1}).status_code == 422
    assert client.post(new, {"text": "Q?", "options": "one\ntwo", "right": 2}).status_code == 302
    assert queries.asked_now(check)[-1].options == ["one", "two"]
