"""Learning from each other: sessions, tips that become articles, and pairs that only the two can see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tests.factories.awareness import make_pair, make_peer_session, make_tip
from tests.factories.people import make_department, make_organization, make_person
from tracker.awareness import actions, learning, queries
from tracker.awareness.choices import PairState
from tracker.awareness.models import Mentoring, Misconception, PeerSeat, PeerSession, TipHelp
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import Person, User
from tracker.projects.models import Project

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def at(name: str, project: Project, *more: object) -> str:
    return reverse(f"awareness:{name}", args=[project.slug, *more])


@pytest.fixture
def staffed(project: Project) -> Callable[..., User]:
    """Put a login into the staff register."""

    def put(user: User, **facts: Any) -> User:
        user.person = make_person(organization=project.organization, name=user.name, **facts)
        user.save()
        return user

    return put


@pytest.fixture
def three(staffed: Any, member: User, sponsor: User, viewer: User) -> list[User]:
    return [staffed(user) for user in (member, sponsor, viewer)]


def test_anybody_offers_a_session_and_people_take_its_seats(
    client: Client, project: Project, staffed: Any, three: list[User], auditor: User
) -> None:
    host = staffed(auditor)
    client.force_login(host)
    sent = {
        "topic": "Records without tears",
        "starts_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 30,
        "place": "https://meet.example.org/x",
        "capacity": 2,
    }
    assert client.post(at("peers", project), sent).status_code == 302
    session = PeerSession.objects.get()
    assert session.host == host.person
    for user in three[:2]:
        client.force_login(user)
        client.post(at("peer_seat", project, session.pk), {"come": "yes"})
    with pytest.raises(RuleBroken, match="All seats are taken"):
        actions.come_to_session(actor=three[2], session=session)
    with pytest.raises(RuleBroken, match="hold this session yourself"):
        actions.come_to_session(actor=host, session=session)
    with pytest.raises(RuleBroken, match="a seat already"):
        actions.come_to_session(actor=three[0], session=session)
    client.post(at("peer_seat", project, session.pk), {"come": "no"})
    actions.come_to_session(actor=three[2], session=session)
    assert {seat.person for seat in session.seats.all()} == {three[0].person, three[2].person}
    page = client.get(at("peers", project)).content.decode()
    assert "Full" in page
    assert three[0].name not in client.get(at("peer_session", project, session.pk)).content.decode()
    client.force_login(host)
    assert three[0].name in client.get(at("peer_session", project, session.pk)).content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"topic": " "}, "what the session is about"),
        ({"place": " "}, "where it is"),
        ({"starts_at": "past"}, "lies ahead"),
        ({"capacity": 0}, "1 to 500 seats"),
        ({"department": "elsewhere"}, "another organization"),
    ],
)
def test_what_cannot_be_held_is_refused(
    project: Project, staffed: Any, member: User, facts: dict[str, Any], said: str
) -> None:
    staffed(member)
    if facts.get("starts_at"):
        facts = {"starts_at": clock.now() - timedelta(minutes=1)}
    if facts.get("department"):
        facts = {"department": make_department(organization=make_organization())}
    wanted = {"topic": "T", "place": "P", "starts_at": clock.now() + timedelta(days=1), **facts}
    with pytest.raises(RuleBroken, match=said):
        actions.offer_session(actor=member, project=project, **wanted)


def test_who_is_not_in_the_staff_register_is_told_so(project: Project, member: User, stranger: User) -> None:
    wanted = {"topic": "T", "place": "P", "starts_at": clock.now() + timedelta(days=1)}
    with pytest.raises(RuleBroken, match="staff register"):
        actions.offer_session(actor=member, project=project, **wanted)
    with pytest.raises(NotPermitted):
        actions.offer_session(actor=stranger, project=project, **wanted)


def test_a_session_of_a_department_is_for_its_people(
    project: Project, staffed: Any, member: User, sponsor: User
) -> None:
    desk = make_department(organization=project.organization, name="Desk")
    staffed(member, department=desk)
    staffed(sponsor)
    session = make_peer_session(project, department=desk)
    actions.come_to_session(actor=member, session=session)
    with pytest.raises(RuleBroken, match="for Desk"):
        actions.come_to_session(actor=sponsor, session=session)


def test_attendance_counts_by_department_and_feedback_from_three_on(
    client: Client, project: Project, three: list[User]
) -> None:
    desk = make_department(organization=project.organization, name="Desk")
    Person.objects.filter(pk__in=[user.person_id for user in three]).update(department=desk)
    session = make_peer_session(project)
    for user in three:
        actions.come_to_session(actor=user, session=session)
    host = User.objects.system()
    with pytest.raises(RuleBroken, match="not begun"):
        actions.say_who_came(actor=host, session=session, came=set())
    with clock.at(session.ends_at):
        for user in three[:2]:
            client.force_login(user)
            client.post(at("peer_feedback", project, session.pk), {"helped": "yes"})
        assert not learning.session_row(session, three[0]).tells
        assert "helped 2 of" not in client.get(at("peers", project)).content.decode()
        assert "2 answers so far" in client.get(at("peer_session", project, session.pk)).content.decode()
        actions.say_session_helped(actor=three[2], session=session, helped=False)
        assert "helped 2 of 3" in client.get(at("peers", project)).content.decode()
        row = learning.session_row(session, three[0])
        assert (row.helped, row.answered, row.tells) == (2, 3, True)
        with pytest.raises(NotPermitted):
            actions.say_who_came(actor=three[0], session=session, came=set())
        actions.say_who_came(
            actor=host, session=session, came=[user.person.pk for user in three[:2] if user.person]
        )
        with pytest.raises(RuleBroken, match="Only who was there"):
            actions.say_session_helped(actor=three[2], session=session, helped=True)
        assert learning.session_row(session, three[0]).answered == 2
        assert [row.came for row in queries.by_department(project)] == [2]
        Person.objects.filter(user=three[2]).update(in_scope=False)
        assert [row.came for row in queries.by_department(project)] == [None]


def test_a_cancelled_session_is_told_and_leaves_the_calendar(
    client: Client, project: Project, three: list[User], staffed: Any, auditor: User
) -> None:
    host = staffed(auditor)
    session = make_peer_session(project, host=host, place="Room\r\n7")
    actions.come_to_session(actor=three[0], session=session)
    client.force_login(three[0])
    event = Calendar.from_ical(client.get(at("peer_calendar", project, session.pk)).content).walk("VEVENT")[0]
    assert event["summary"] == session.topic
    assert event["dtstart"].dt == session.starts_at.replace(microsecond=0)
    assert event["location"] == "Room 7"
    with pytest.raises(NotPermitted):
        actions.cancel_session(actor=three[0], session=session, reason="x")
    with pytest.raises(RuleBroken, match="Say why"):
        actions.cancel_session(actor=host, session=session, reason=" ")
    actions.cancel_session(actor=host, session=session, reason="I am ill")
    told = Notification.objects.get(about_id=str(session.pk))
    assert (told.recipient, told.context["detail"]) == (three[0], "I am ill")
    text = client.get(at("peer_calendar", project, session.pk)).content
    assert b"METHOD:CANCEL" in text
    with pytest.raises(RuleBroken, match="cancelled"):
        actions.come_to_session(actor=three[1], session=session)


def test_a_tip_helps_and_becomes_an_article(
    client: Client, project: Project, manager: User, staffed: Any, member: User, sponsor: User
) -> None:
    staffed(member)
    client.force_login(sponsor)
    client.post(at("tip_question", project), {"text": "How do I find a record?"})
    question = learning.questions(project, sponsor)[0]
    client.force_login(member)
    client.post(at("tip_list", project), {"text": "Search by its code.", "question": question.pk})
    tip = learning.questions(project, member)[0].said[0]
    for _time in range(2):
        client.force_login(sponsor)
        client.post(at("tip_help", project, tip.pk), {"helped": "yes"})
    assert learning.questions(project, sponsor)[0].said[0].helped == 1
    with pytest.raises(RuleBroken, match="your own tip"):
        actions.say_tip_helped(actor=member, tip=tip, helped=True)
    client.force_login(member)
    assert client.get(at("tip_article", project, tip.pk)).status_code == 403
    client.force_login(manager)
    form = client.get(at("tip_article", project, tip.pk)).content.decode()
    assert "How do I find a record?" in form
    sent = {"said": "How do I find a record?", "right": "Search by its code."}
    assert client.post(at("tip_article", project, tip.pk), sent).status_code == 302
    article = Misconception.objects.get(tip=tip)
    assert (article.owner, article.review_on > project.today()) == (member.person, True)
    page = client.get(at("question_list", project)).content.decode()
    assert f"from a tip by {member.name}" in page
    assert "Met again" not in page
    with pytest.raises(RuleBroken, match="article already"):
        actions.promote_tip(actor=manager, tip=tip, **sent)
    with pytest.raises(RuleBroken, match="article now"):
        actions.drop_tip(actor=member, tip=tip)


def test_a_tip_is_taken_back_by_who_gave_it(project: Project, member: User, sponsor: User) -> None:
    tip = make_tip(project, by=member)
    actions.say_tip_helped(actor=sponsor, tip=tip, helped=True)
    actions.say_tip_helped(actor=sponsor, tip=tip, helped=False)
    assert not TipHelp.objects.exists()
    with pytest.raises(NotPermitted):
        actions.drop_tip(actor=sponsor, tip=tip)
    actions.drop_tip(actor=member, tip=tip)
    assert not learning.tips(project, member).exists()
    with pytest.raises(RuleBroken, match="taken back"):
        actions.say_tip_helped(actor=sponsor, tip=tip, helped=True)
    with pytest.raises(RuleBroken, match="few words"):
        actions.give_tip(actor=member, project=project, text=" \n ")


def test_a_pair_holds_once_both_agree_and_only_they_and_the_manager_see_it(
    client: Client, project: Project, manager: User, three: list[User], auditor: User
) -> None:
    mentor, mentee, other = three
    sent = {
        "mentor": mentor.person_id,
        "mentee": mentee.person_id,
        "about": "How audits go",
        "starts_on": project.today(),
        "ends_on": project.today() + timedelta(days=90),
    }
    client.force_login(other)
    assert "part of" in client.post(at("mentoring", project), sent).content.decode()
    entries = Activity.objects.count()
    client.force_login(mentee)
    assert client.post(at("mentoring", project), sent).status_code == 302
    pair = Mentoring.objects.get()
    assert pair.state(project.today()) == PairState.PROPOSED
    asked = Notification.objects.get(about_id=str(pair.pk))
    assert asked.recipient == mentor
    assert mentee.name not in asked.subject
    with pytest.raises(RuleBroken, match="other one has a login"):
        actions.agree_to_pair(actor=mentee, pair=pair)
    for stranger in (other, auditor):
        client.force_login(stranger)
        assert "How audits go" not in client.get(at("mentoring", project)).content.decode()
        assert client.post(at("pair_answer", project, pair.pk), {"answer": "end"}).status_code == 404
        with pytest.raises(NotPermitted):
            actions.end_pair(actor=stranger, pair=pair)
    client.force_login(mentor)
    client.post(at("pair_answer", project, pair.pk), {"answer": "agree"})
    pair.refresh_from_db()
    assert pair.state(project.today()) == PairState.AGREED
    assert pair.state(pair.ends_on + timedelta(days=1)) == PairState.ENDED
    for user in (mentor, mentee, manager):
        client.force_login(user)
        assert "How audits go" in client.get(at("mentoring", project)).content.decode()
        assert list(Mentoring.objects.visible_to(user)) == [pair]
    assert not Mentoring.objects.visible_to(other).exists()
    actions.end_pair(actor=mentee, pair=pair)
    with pytest.raises(RuleBroken, match="ended already"):
        actions.end_pair(actor=mentor, pair=pair)
    # Nothing of it stands in the log that others read.
    assert Activity.objects.count() == entries


def test_a_pair_of_one_is_refused_and_one_without_a_login_is_agreed_to_by_the_manager(
    project: Project, manager: User, three: list[User]
) -> None:
    facts = {"about": "X", "starts_on": project.today(), "ends_on": project.today()}
    member = three[0]
    assert member.person is not None
    with pytest.raises(RuleBroken, match="two people"):
        actions.propose_pair(
            actor=manager, project=project, mentor=member.person, mentee=member.person, **facts
        )
    pair = make_pair(project, mentor=member.person)
    with pytest.raises(RuleBroken, match="pair already"):
        make_pair(project, mentor=member.person, mentee=pair.mentee)
    actions.agree_to_pair(actor=manager, pair=pair)
    agreed = Mentoring.objects.get(pk=pair.pk)
    assert agreed.mentee_agreed_at is not None
    assert agreed.mentor_agreed_at is None


def test_the_database_keeps_what_must_never_be_false(project: Project, three: list[User]) -> None:
    session = make_peer_session(project)
    seat = actions.come_to_session(actor=three[0], session=session)
    with pytest.raises(IntegrityError):
        PeerSeat.objects.filter(pk=seat.pk).update(came=False, helped=True)


@pytest.mark.parametrize("name", ["peers", "tip_list", "mentoring"])
def test_each_page_asks_the_same_number_of_questions_of_one_row_and_of_many(
    client: Client, project: Project, manager: User, three: list[User], name: str
) -> None:
    client.force_login(manager)
    counts = []
    for _round in range(3):
        session = make_peer_session(project)
        actions.come_to_session(actor=three[0], session=session)
        actions.say_tip_helped(actor=three[1], tip=make_tip(project, by=three[0]), helped=True)
        question = actions.ask_colleagues(actor=three[1], project=project, text="How?")
        actions.give_tip(actor=three[0], project=project, text="So.", question=question)
        make_pair(project)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(name, project)).status_code == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
