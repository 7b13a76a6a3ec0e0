"""Tracks that build on each other, seats and who waits, checking in, competence judged, and what is ahead."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.factories.people import make_department, make_person
from tests.factories.projects import give_role
from tests.factories.training import make_course, make_job_role, make_record
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.training import actions, outlook, queries
from tracker.training.models import Course, Enrolment, Judgement, TrainingRecord

DAY = timedelta(days=1)


def at(name, project, *more):
    return reverse(f"training:{name}", args=[project.slug, *more])


@pytest.fixture
def desk(project):
    return make_department(organization=project.organization, name="Service desk")


@pytest.fixture
def people(project, desk):
    facts = {"organization": project.organization, "department": desk}
    return [make_person(name=f"Person {n}", **facts) for n in range(4)]


@pytest.fixture
def intro(project):
    return make_course(project, name="Basics", level="introduction")


@pytest.fixture
def detail(project, intro):
    return make_course(project, name="Change in depth", level="practitioner", prerequisite=intro)


def a_session(manager, course, capacity=2, starts=DAY, **facts):
    return actions.plan_session(
        actor=manager, course=course, starts_at=clock.now() + starts, capacity=capacity, **facts
    )


def change(manager, course, **facts):
    course.refresh_from_db()
    values = {"name": course.name, "clause": None, "level": course.level, "validity_months": None, **facts}
    return actions.change_course(actor=manager, course=course, version=course.version, **values)


def test_courses_never_ask_for_themselves(project, manager, intro, detail):
    third = actions.define_course(actor=manager, project=project, name="Audit", prerequisite=detail)
    with pytest.raises(RuleBroken, match="circle: Basics → Audit → Change in depth → Basics"):
        change(manager, intro, prerequisite=third)
    with pytest.raises(RuleBroken, match="circle: Basics → Basics"):
        change(manager, intro, prerequisite=intro)
    assert Course.objects.get(pk=intro.pk).prerequisite is None


def test_a_full_session_has_a_waiting_list_and_the_first_moves_up(client, project, manager, people, intro):
    session = a_session(manager, intro)
    new = actions.enrol(actor=manager, session=session, people=people)
    assert [row.waiting for row in new] == [False, False, True, True]
    client.force_login(manager)
    page = client.get(at("session", project, session.pk)).content.decode()
    assert "2 people wait" in page
    assert "2 of 2 seats taken" in page
    client.post(at("seat_end", project, new[0].pk), {"reason": ""})
    assert Enrolment.objects.count() == 4
    client.post(at("seat_end", project, new[0].pk), {"reason": "ill"})
    assert [row.person for row in queries.enrolments(session)] == people[1:3]
    assert [row.person for row in outlook.waiting_list(session)] == people[3:]


def test_a_leaver_gets_no_seat(manager, people, intro):
    people[0].left_on = clock.today()
    people[0].save_because("left", by=manager)
    with pytest.raises(RuleBroken, match="Has left by then and cannot take part: Person 0"):
        actions.enrol(actor=manager, session=a_session(manager, intro), people=people[:1])


def test_who_skips_the_introduction_is_named_and_may_come(client, project, manager, people, intro, detail):
    make_record(intro, people[0], project.today() - DAY)
    session = a_session(manager, detail)
    client.force_login(manager)
    sent = {"people": [person.pk for person in people[:2]]}
    page = client.post(at("enrolment", project, session.pk), sent, follow=True).content.decode()
    assert "Without “Basics” first: Person 1." in page
    assert "Person 0, Person 1: enrolled" not in page
    assert Enrolment.objects.count() == 2
    assert outlook.skipped_before(a_session(manager, intro), people) == []


def test_the_invitation_opens_in_another_calendar(client, project, viewer, manager, detail):
    session = a_session(manager, detail, place="Room 1", trainer="Ingrid", minutes=120)
    client.force_login(viewer)
    event = Calendar.from_ical(client.get(at("invitation", project, session.pk)).content).events[0]
    assert (event["summary"], event["location"]) == ("Change in depth", "Room 1")
    assert event.end - event.start == timedelta(minutes=120)
    assert event.start == session.starts_at.replace(microsecond=0)


def test_people_check_themselves_in_with_the_code(client, project, manager, people, intro):
    session = a_session(manager, intro, starts=timedelta(minutes=10), capacity=1)
    actions.enrol(actor=manager, session=session, people=people[:2])
    address = reverse("training:check_in", args=[session.code])
    assert client.get(address).status_code == 200
    assert "checked in" in client.post(address, {"email": people[0].email.upper()}).content.decode()
    for other in (people[1].email, people[2].email, "nobody@example.org"):
        page = client.post(address, {"email": other})
        assert page.status_code == 422
        assert "No seat is kept under this address" in page.content.decode()
    seat = Enrolment.objects.get(person=people[0])
    assert seat.arrived_at
    assert seat.attended is None
    assert client.get(reverse("training:check_in", args=["0000"])).status_code == 404
    with clock.at(clock.now() + DAY):
        assert "open from an hour" in client.post(address, {"email": people[0].email}).content.decode()
    client.force_login(manager)
    sheet = client.get(at("sheet", project, session.pk)).content.decode()
    assert session.code in sheet
    assert '<svg class="t-qr"' in sheet


def test_feedback_comes_from_who_was_there_and_hides_few(project, manager, people, intro, desk):
    session = a_session(manager, intro, capacity=4, starts=-DAY)
    actions.enrol(actor=manager, session=session, people=people)
    actions.record_attendance(actor=manager, session=session, results={p.pk: "passed" for p in people[:3]})
    for place, person in enumerate(people):
        user = User.objects.create_user(f"p{place}@example.org", "x", name=person.name, person=person)
        give_role(project, user, Role.VIEWER)
        seat = Enrolment.objects.get(person=person)
        with pytest.raises(NotPermitted):
            actions.give_feedback(actor=manager, enrolment=seat, rating=5)
        if place == 3:
            with pytest.raises(RuleBroken, match="who was there"):
                actions.give_feedback(actor=user, enrolment=seat, rating=5)
            continue
        actions.give_feedback(actor=user, enrolment=seat, rating=3 + place, remark="good")
        heard = outlook.feedback_on(session)
        assert (heard.average, len(heard.remarks)) == ((4.0, 3) if place == 2 else (None, 0))


def test_competence_is_judged_on_grounds_and_never_by_oneself(client, project, manager, people):
    role = make_job_role(project, people=people[:1])
    judge = {"actor": manager, "person": people[0], "job_role": role}
    with pytest.raises(RuleBroken, match="on what it rests"):
        actions.judge_competence(**judge, outcome="competent")
    with pytest.raises(RuleBroken, match="what is lacking"):
        actions.judge_competence(**judge, outcome="partly", experience="two years")
    with pytest.raises(RuleBroken, match="does not hold"):
        actions.judge_competence(**{**judge, "person": people[1]}, outcome="competent", experience="x")
    client.force_login(manager)
    sent = {
        "job_role": role.pk,
        "outcome": "not_yet",
        "experience": "none",
        "gap": "practice",
        "action": "mentor",
    }
    page = at("judgement", project, people[0].pk)
    assert client.post(page, {**sent, "may_act": "on"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    actions.judge_competence(**judge, outcome="competent", experience="a year with a mentor", may_act=True)
    assert Judgement.objects.count() == 2
    assert [row.outcome for row in outlook.newest_judgements(project, people[0])] == ["competent"]
    manager.person = people[0]
    with pytest.raises(RuleBroken, match="Nobody judges their own"):
        actions.judge_competence(**judge, outcome="competent", experience="x")


def test_an_external_certificate_is_kept_as_evidence(client, project, manager, people):
    clause = project.edition.clauses.get(number="4.1")
    course = make_course(project, name="Foundation", clause=clause)
    file = io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    file.name = "certificate.pdf"
    client.force_login(manager)
    today = project.today().isoformat()
    sent = {"course": course.pk, "result": "passed", "achieved_on": today, "certificate": file}
    assert client.post(at("result", project, people[0].pk), sent).status_code == 302
    kept = TrainingRecord.objects.get().evidence
    assert list(kept.clause_links.values_list("clause__number", flat=True)) == ["4.1"]


def test_the_effect_is_asked_for_after_a_while_and_told(client, project, manager, people, intro):
    change(manager, intro, effect_method="observation")
    session = a_session(manager, intro, starts=-DAY)
    actions.enrol(actor=manager, session=session, people=people[:1])
    actions.record_attendance(actor=manager, session=session, results={people[0].pk: "passed"})
    session.refresh_from_db()
    assert session.effect_due_on == project.today() + 60 * DAY
    client.force_login(manager)
    sent = {"effect": "partly", "note": "fewer reopened tickets", "version": session.version}
    assert client.post(at("effect", project, session.pk), {**sent, "note": ""}).status_code == 422
    assert client.post(at("effect", project, session.pk), sent).status_code == 302
    session.refresh_from_db()
    assert session.effect == "partly"


def test_if_nobody_renews_coverage_falls_on_the_day(client, project, manager, people, intro):
    make_job_role(project, people=people[:2], needs=[intro])
    make_record(intro, people[0], project.today(), expires_on=project.today() + 45 * DAY)
    make_record(intro, people[1], project.today())
    rows = outlook.if_nobody_renews(project)
    assert [row.coverage.covered for row in rows] == [2, 2, 1, 1, 1, 1]
    assert [row.days for row in rows] == [0, 30, 60, 90, 180, 365]
    assert rows[2].courses == ((intro.pk, "Basics", 1),)
    client.force_login(manager)
    assert "from 100" in client.get(at("ahead", project)).content.decode()


def test_who_owns_a_process_without_detail_is_flagged(project, manager, people, intro, detail):
    clause = project.edition.clauses.get(number="4.1")
    type(clause).objects.filter(pk=clause.pk).update(number="8.5.1")
    make_job_role(project, people=people[:2], clause=clause, name="Change manager")
    make_record(detail, people[0], project.today())
    make_record(intro, people[1], project.today())
    found = outlook.owners_without_detail(project)
    assert [(row.person, row.because) for row in found] == [(people[1], "Change manager")]
    assert [role.name for role in outlook.roles_without_needs(project)] == ["Change manager"]


def test_a_department_has_its_page(client, project, viewer, people, desk, intro):
    make_job_role(project, people=people[:2], needs=[intro])
    make_record(intro, people[0], project.today())
    client.force_login(viewer)
    page = client.get(at("department", project, desk.pk)).content.decode()
    assert "1 of 2 people hold all their role needs" in page
    assert client.get(at("department", project, make_department().pk)).status_code == 404


def test_records_are_shown_before_they_are_taken(client, project, manager, people, intro):
    client.force_login(manager)

    def upload(text):
        file = io.BytesIO(text.encode())
        file.name = "r.csv"
        return client.post(at("import", project), {"file": file})

    line = f"email,course,achieved on\n{people[0].email},Basics,2026-05-31\n"
    page = upload(line)
    assert "1 new records" in page.content.decode()
    assert not TrainingRecord.objects.exists()
    ticket = page.content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    make_record(intro, people[0], clock.today().replace(year=2026, month=5, day=31))
    assert client.post(at("import", project), {"ticket": ticket}).status_code == 409
    assert TrainingRecord.objects.get().result == "passed"
    ticket = upload(line).content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    assert client.post(at("import", project), {"ticket": ticket}).status_code == 302
    assert TrainingRecord.objects.get().result == "attended"


def test_attendance_and_coverage_become_evidence_without_a_hand(project, manager, people, intro):
    make_job_role(project, people=people[:2], needs=[intro])
    session = a_session(manager, intro, starts=-DAY)
    actions.enrol(actor=manager, session=session, people=people[:2])
    actions.record_attendance(actor=manager, session=session, results={people[0].pk: "passed"})
    assert actions.publish_evidence() == 1  # the coverage; the list may still be corrected
    with clock.at(clock.now() + DAY):
        assert actions.publish_evidence() == 1
        assert actions.publish_evidence() == 0
    assert Evidence.objects.filter(name__startswith="Attendance").count() == 1
    with clock.at(clock.now() + 8 * DAY):
        assert actions.publish_evidence() == 0  # a new week, but nothing has changed
        make_record(intro, people[1], clock.today())
        assert actions.publish_evidence() == 1
    coverage = Evidence.objects.get(name="Competence and training coverage")
    assert EvidenceRevision.objects.filter(evidence=coverage).count() == 2
