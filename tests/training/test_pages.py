"""The pages of the training room, and its verbs."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.training import make_course, make_job_role, make_record
from tracker.core import clock
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.core.tables import read_table
from tracker.evidence.models import Evidence
from tracker.training import actions
from tracker.training.models import CourseNeed, Enrolment, Session, TrainingRecord


def at(name, project, *more):
    return reverse(f"training:{name}", args=[project.slug, *more])


@pytest.fixture
def people(project):
    return [make_person(organization=project.organization, name=f"Person {n}") for n in range(3)]


@pytest.fixture
def course(project):
    return make_course(project, name="Incident basics", validity_months=12)


@pytest.fixture
def held(project, manager, course, people):
    session = actions.plan_session(
        actor=manager, course=course, starts_at=clock.now() - timedelta(days=1), capacity=2
    )
    actions.enrol(actor=manager, session=session, people=people[:2])
    return session


def test_every_page_opens_empty_and_filled(client, project, manager, people):
    client.force_login(manager)
    pages = [at(name, project) for name in ("matrix", "people", "session_list", "session_new", "setup")]
    for page in pages:
        assert client.get(page).status_code == 200, page
    course = make_course(project)
    role = make_job_role(project, people=people, needs=[course])
    today = project.today()
    make_record(course, people[0], today, expires_on=today + timedelta(days=5))
    session = actions.plan_session(actor=manager, course=course, starts_at=clock.now() + timedelta(days=5))
    actions.enrol(actor=manager, session=session, people=people[:1])
    pages += [
        at("person", project, people[0].pk),
        at("session", project, session.pk),
        at("people", project) + f"?role={role.pk}&course={course.pk}",
        at("people", project) + "?role=nonsense&department=",
        at("attendance_list", project, session.pk),
    ]
    for page in pages:
        assert client.get(page).status_code == 200, page
    body = client.get(at("matrix", project)).content.decode()
    assert "1 of 3 people hold all their role needs: 33" in body
    assert "1 valid, 1 of them expiring, 2 missing" in body.replace("1 of 3 valid", "1 valid")


def test_who_may_only_look_changes_nothing(client, project, viewer, member, people, course, held):
    client.force_login(viewer)
    assert client.get(at("matrix", project)).status_code == 200
    assert b"Record attendance" not in client.get(at("session", project, held.pk)).content
    for user in (viewer, member):
        client.force_login(user)
        for name, more in (
            ("role", []),
            ("attendance", [held.pk]),
            ("import", []),
            ("result", [people[0].pk]),
        ):
            assert client.post(at(name, project, *more)).status_code == 403
    with pytest.raises(NotPermitted):
        actions.define_course(actor=member, project=project, name="x")


def test_roles_courses_and_needs_are_set_in_the_browser(client, project, manager, people):
    client.force_login(manager)
    assert client.post(at("role", project), {"name": "Agent"}).status_code == 302
    assert client.post(at("role", project), {"name": "agent"}).status_code == 422
    sent = {"name": "Basics", "level": "practitioner", "validity_months": 6}
    assert client.post(at("course", project), sent).status_code == 302
    assert client.post(at("course", project), {**sent, "name": "x", "validity_months": 0}).status_code == 422
    role, course = project.jobroles.get(), project.courses.get()
    assert client.post(at("need", project), {"job_role": role.pk, "course": course.pk}).status_code == 302
    sent = {"job_role": role.pk, "people": [person.pk for person in people]}
    assert client.post(at("assignment", project), sent).status_code == 302
    assert role.assignments.count() == 3
    need = CourseNeed.objects.get()
    client.post(at("need_end", project, need.pk), {"reason": ""})
    assert CourseNeed.objects.exists()
    client.post(at("need_end", project, need.pk), {"reason": "others do that now"})
    assert not CourseNeed.objects.exists()


def test_a_person_of_another_organization_cannot_be_chosen(client, project, manager):
    role, other = make_job_role(project), make_person()
    client.force_login(manager)
    assert (
        client.post(at("assignment", project), {"job_role": role.pk, "people": [other.pk]}).status_code == 422
    )
    with pytest.raises(RuleBroken):
        actions.assign_role(actor=manager, job_role=role, people=[other])


def test_a_session_is_planned_in_the_zone_of_the_project(client, project, manager, course):
    project.zone = "Asia/Tokyo"
    project.save_because("moved", by=manager)
    client.force_login(manager)
    sent = {"course": course.pk, "starts_at": "2026-12-01T09:00", "capacity": 5}
    assert client.post(at("session_new", project), sent).status_code == 302
    assert Session.objects.get().starts_at.isoformat() == "2026-12-01T00:00:00+00:00"


def test_nobody_gets_a_seat_beyond_the_last(client, project, manager, held, people):
    assert actions.enrol(actor=manager, session=held, people=people[:2]) == []
    client.force_login(manager)
    client.post(at("enrolment", project, held.pk), {"people": [people[2].pk]})
    assert Enrolment.objects.get(person=people[2]).waiting
    with pytest.raises(RuleBroken, match="not enrolled"):
        actions.record_attendance(actor=manager, session=held, results={people[2].pk: "passed"})


def test_attendance_makes_records_with_their_expiry(client, project, manager, held, people, course):
    client.force_login(manager)
    sent = {f"result-{people[0].pk}": "passed", f"result-{people[1].pk}": "", "version": held.version}
    assert client.post(at("attendance", project, held.pk), sent).status_code == 302
    record = TrainingRecord.objects.get()
    assert (record.person, record.result, record.session) == (people[0], "passed", held)
    assert record.expires_on == actions.expiry(course, record.achieved_on, "passed")
    assert set(Enrolment.objects.values_list("attended", flat=True)) == {True, False}
    assert record.history.count() == 1


def test_attendance_said_again_is_what_counts(manager, held, people):
    actions.record_attendance(actor=manager, session=held, results={people[0].pk: "passed"})
    actions.record_attendance(actor=manager, session=held, results={people[1].pk: "attended"})
    assert [row.person for row in TrainingRecord.objects.all()] == [people[1]]


def test_attendance_is_refused_where_it_cannot_be(manager, held, people, course):
    with pytest.raises(RuleBroken, match="not enrolled"):
        actions.record_attendance(actor=manager, session=held, results={people[2].pk: "passed"})
    with pytest.raises(StaleEdit):
        actions.record_attendance(actor=manager, session=held, results={}, version=held.version + 5)
    ahead = actions.plan_session(actor=manager, course=course, starts_at=clock.now() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="not begun"):
        actions.record_attendance(actor=manager, session=ahead, results={})
    assert TrainingRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "months", "result", "end"),
    [
        (date(2026, 1, 31), 1, "passed", date(2026, 2, 28)),
        (date(2024, 2, 29), 12, "attended", date(2025, 2, 28)),
        (date(2026, 12, 15), 1, "passed", date(2027, 1, 15)),
        (date(2026, 1, 1), None, "passed", None),
        (date(2026, 1, 1), 12, "failed", None),
    ],
)
def test_a_record_ends_on_the_same_day_of_the_month(project, day, months, result, end):
    assert actions.expiry(make_course(project, validity_months=months), day, result) == end


def test_a_result_is_recorded_for_one_person(client, project, manager, people, course):
    client.force_login(manager)
    sent = {"course": course.pk, "result": "passed", "achieved_on": project.today().isoformat()}
    assert client.post(at("result", project, people[0].pk), sent).status_code == 302
    late = {**sent, "achieved_on": (project.today() + timedelta(days=2)).isoformat()}
    assert client.post(at("result", project, people[0].pk), late).status_code == 422
    assert client.post(at("result", project, make_person().pk), sent).status_code == 404
    assert TrainingRecord.objects.count() == 1


def table(text):
    return read_table(io.BytesIO(text.encode()), "r.csv")


def test_records_are_imported_all_or_none(client, project, manager, people, course):
    good = f"email,course,achieved on,result\n{people[0].email},incident basics,2026-05-31,passed\n"
    assert actions.import_records(actor=manager, project=project, rows=table(good)) == 1
    assert actions.import_records(actor=manager, project=project, rows=table(good)) == 1
    assert TrainingRecord.objects.get().expires_on == date(2027, 5, 31)
    bad = good + f"x@example.org,Incident basics,2026-05-31,\n{people[1].email},None,2026-05-31,\n"
    bad += (
        f"{people[1].email},Incident basics,31.5.2026,\n{people[1].email},Incident basics,2026-05-31,great\n"
    )
    with pytest.raises(BadInput) as refusal:
        actions.import_records(actor=manager, project=project, rows=table(bad))
    assert [problem.line for problem in refusal.value.lines] == [3, 4, 5, 6]
    client.force_login(manager)
    file = io.BytesIO(bad.encode())
    file.name = "r.csv"
    page = client.post(at("import", project), {"file": file})
    assert page.status_code == 422
    assert "Line 3" in page.content.decode()
    assert TrainingRecord.objects.count() == 1


def test_names_are_text_and_never_formulas(client, project, manager, course):
    person = make_person(organization=project.organization, name="=HYPERLINK(1)")
    session = actions.plan_session(actor=manager, course=course, starts_at=clock.now())
    actions.enrol(actor=manager, session=session, people=[person])
    client.force_login(manager)
    text = client.get(at("attendance_list", project, session.pk)).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_the_attendance_list_is_kept_as_evidence_once(client, project, manager, held, people):
    client.force_login(manager)
    address = at("attendance_evidence", project, held.pk)
    client.post(address)
    assert not Evidence.objects.exists()
    actions.record_attendance(actor=manager, session=held, results={people[0].pk: "passed"})
    client.post(address)
    client.post(address)
    evidence = Evidence.objects.get()
    assert evidence.kind == "record"
    assert TrainingRecord.objects.get().evidence == evidence
    assert client.get(at("session", project, held.pk)).status_code == 200
    assert client.get(at("person", project, people[0].pk)).status_code == 200
