"""Coverage: derived from roles, needs and records, on any day, in a fixed number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tests.factories.training import make_course, make_job_role, make_record
from tracker.core import clock
from tracker.people.actions import record_leaving
from tracker.people.models import User
from tracker.training import queries
from tracker.training.facts import needed_today

DAY = timedelta(days=1)


@pytest.fixture
def today(project):
    return project.today()


@pytest.fixture
def desk(project):
    return make_department(organization=project.organization, name="Service desk")


@pytest.fixture
def people(project, desk):
    return [
        make_person(organization=project.organization, department=desk, name=f"Person {n}") for n in range(3)
    ]


def test_a_person_is_covered_who_holds_all_that_their_roles_need(project, people, today):
    intro, change = make_course(project), make_course(project)
    make_job_role(project, people=people[:2], needs=[intro])
    make_job_role(project, people=people[1:2], needs=[change])
    for person in people[:2]:
        make_record(intro, person, today - DAY)
    assert queries.coverage(project) == queries.Coverage(covered=1, people=2)
    make_record(change, people[1], today)
    assert queries.coverage(project).covered == 2


def test_who_is_not_in_scope_is_not_asked_about(client, project, people, today, manager):
    intro = make_course(project)
    make_job_role(project, people=people, needs=[intro])
    people[0].in_scope = False
    people[0].save_because("works elsewhere", by=manager)
    make_record(intro, people[1], today)
    assert queries.coverage(project) == queries.Coverage(covered=1, people=2)
    assert queries.coverage(project, facts=needed_today(project)).people == 2
    client.force_login(manager)
    assert client.get(reverse("training:person", args=[project.slug, people[0].pk])).status_code == 200


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({"expires_on": None}, "valid"),
        ({"expires_on": 31}, "valid"),
        ({"expires_on": 30}, "expiring"),
        ({"expires_on": 0}, "expiring"),
        ({"expires_on": -1}, "expired"),
        ({"result": "failed"}, "missing"),
    ],
)
def test_a_record_stands_as_its_dates_say(project, people, today, facts, standing):
    course = make_course(project)
    if isinstance(facts.get("expires_on"), int):
        facts = {"expires_on": today + facts["expires_on"] * DAY}
    make_record(course, people[0], today - 100 * DAY, **facts)
    assert queries.facts_on(project).standing(people[0].pk, course.pk) == standing


def test_the_record_that_lasts_longest_counts(project, people, today):
    course = make_course(project)
    make_record(course, people[0], today - 300 * DAY, expires_on=today + 300 * DAY)
    make_record(course, people[0], today - 2 * DAY, expires_on=today + DAY)
    make_record(course, people[0], today - DAY, result="failed")
    assert queries.facts_on(project).standing(people[0].pk, course.pk) == "valid"
    assert queries.expiring_records(project, today) == []


def test_who_left_is_out_and_who_leaves_later_is_in(project, people, today):
    course = make_course(project)
    make_job_role(project, people=people[:2], needs=[course])
    system = User.objects.system()
    record_leaving(actor=system, person=people[0], left_on=today)
    record_leaving(actor=system, person=people[1], left_on=today + DAY)
    assert queries.coverage(project).people == 1


def test_coverage_of_a_past_day_is_as_it_was_known_then(project, desk):
    begin = datetime(2026, 9, 1, 9, tzinfo=UTC)
    day = begin.date()
    organization = project.organization
    with clock.at(begin):
        mina = make_person(organization=organization, department=desk)
        milo = make_person(organization=organization, department=desk)
        course = make_course(project)
        make_job_role(project, people=[mina, milo], needs=[course])
        make_record(course, mina, day, expires_on=day + 40 * DAY)
    with clock.at(begin + 5 * DAY):
        make_record(course, milo, day)
    with clock.at(begin + 20 * DAY):
        record_leaving(actor=User.objects.system(), person=milo, left_on=day + 20 * DAY)
    with clock.at(begin + 60 * DAY):
        known = {after: queries.coverage(project, on=day + after * DAY) for after in (-1, 0, 5, 20, 41)}
        now = queries.coverage(project)
    assert [(found.covered, found.people) for found in known.values()] == [
        (0, 0),
        (1, 2),
        (2, 2),
        (1, 1),
        (0, 1),
    ]
    assert (now.covered, now.people) == (0, 1)


def test_the_matrix_counts_valid_expiring_and_missing(project, people, today):
    course, other = make_course(project, name="Alpha"), make_course(project, name="Beta")
    role = make_job_role(project, people=people, needs=[course])
    make_record(course, people[0], today - DAY, expires_on=today + 3 * DAY)
    make_record(course, people[1], today - DAY)
    found = queries.matrix(project)
    assert [column.name for column in found.columns] == ["Alpha", "Beta"]
    row = found.rows[0]
    cell = row.cells[0]
    assert (row.pk, row.people, row.cells[1]) == (role.pk, 3, None)
    assert (cell.needed, cell.valid, cell.expiring, cell.missing) == (3, 2, 1, 1)
    assert other.pk in {column.pk for column in found.columns}


def test_departments_are_counted_each_with_its_people(project, people, desk, today):
    course = make_course(project)
    alone = make_person(organization=project.organization)
    make_job_role(project, people=[*people, alone], needs=[course])
    make_record(course, people[0], today)
    rows = queries.coverage_by_department(project, before=today - 30 * DAY)
    assert [(row.name, row.covered, row.people, row.before) for row in rows] == [
        ("Service desk", 1, 3, 0),
        ("", 0, 1, 0),
    ]


def test_what_expires_next_names_the_next_session(project, people, today):
    course = make_course(project)
    make_job_role(project, people=people, needs=[course])
    for person in people[:2]:
        make_record(course, person, today - DAY, expires_on=today + 5 * DAY)
    found = queries.expiring_next(project)
    assert [(row.name, row.people, row.session) for row in found] == [(course.name, 2, None)]


def test_the_number_of_queries_does_not_grow(project, desk, today):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            facts = queries.facts_on(project)
            queries.matrix(project, facts=facts)
            queries.coverage_by_department(project, before=today - 30 * DAY, facts=facts)
            queries.expiring_next(project, facts=facts)
            queries.people_rows(project, facts=facts)
        return len(caught)

    def grow():
        some = [make_person(organization=project.organization, department=desk) for _ in range(3)]
        course = make_course(project)
        make_job_role(project, people=some, needs=[course])
        for person in some:
            make_record(course, person, today, expires_on=today + DAY)

    grow()
    before = count()
    grow()
    grow()
    assert count() == before <= 18
