"""Who is accountable for a clause: exactly one, each person one part, gaps and departments in sight."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories.checklist import make_checklist
from tests.factories.people import make_department, make_organization, make_person
from tracker.checklist.actions import assign_checkpoints, give_parts, propose_accountable
from tracker.checklist.models import Checkpoint, ClausePart
from tracker.checklist.queries import parts_seen, who
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.standard.models import Clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def clause(project: Project) -> Clause:
    return Clause.objects.of(project.edition).auditable().leaves().order_by("sort_key")[0]


@pytest.fixture
def people(project: Project) -> list[Person]:
    found = make_department(organization=project.organization, name="Applications")
    return [make_person(organization=project.organization, department=found) for _ in range(3)]


def give(
    project: Project, by: User, clause: Clause, accountable: Person | None, **others: Any
) -> list[ClausePart]:
    return give_parts(actor=by, project=project, clause=clause, accountable=accountable, others=others)


def test_a_clause_has_one_accountable_and_each_person_one_part(
    project: Project, manager: User, member: User, clause: Clause, people: list[Person]
) -> None:
    one, two, three = people
    with pytest.raises(NotPermitted):
        give(project, member, clause, one)
    give(project, manager, clause, one, R=[two], I=[three])
    with pytest.raises(RuleBroken, match="has one part"):
        give(project, manager, clause, one, R=[one])
    give(project, manager, clause, two, R=[one])
    held = {row.person: row.part for row in ClausePart.objects.of(project).select_related("person")}
    assert held == {two: "A", one: "R"}
    assert Activity.objects.filter(verb="checklist.parts_given").count() == 2
    give(project, manager, clause, two, R=[one])
    assert Activity.objects.filter(verb="checklist.parts_given").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ClausePart(project=project, clause=clause, person=three, part="A").save_because("two", by=manager)


def test_who_has_left_or_works_elsewhere_takes_no_part_and_a_gap_shows_when_they_go(
    project: Project, manager: User, clause: Clause, people: list[Person]
) -> None:
    stranger = make_person(organization=make_organization(name="Another house"))
    with pytest.raises(RuleBroken, match="another organization"):
        give(project, manager, clause, stranger)
    give(project, manager, clause, people[0])
    today = project.today()
    rows = len(who(project, today).rows)
    assert len(who(project, today).gaps) == rows - 1
    Person.objects.filter(pk=people[0].pk).update(left_on=today)
    assert len(who(project, today).gaps) == rows
    give(project, manager, clause, people[1])
    assert len(who(project, today + timedelta(days=1)).gaps) == rows - 1


def test_departments_without_any_part_come_first(
    project: Project, manager: User, clause: Clause, people: list[Person]
) -> None:
    make_department(organization=project.organization, name="Zeppelins")
    give(project, manager, clause, people[0], C=people[1:])
    found = who(project, project.today()).departments
    assert [(name, total) for name, _cells, total in found][-1] == ("Applications", 3)
    assert ("Zeppelins", 0) in [(name, total) for name, _cells, total in found]
    assert found[-1][1][0] == {"A": 1, "C": 2}


def test_owners_of_all_checkpoints_become_accountable_where_nobody_is(
    project: Project, manager: User, people: list[Person]
) -> None:
    checkpoints = make_checklist(project)
    first = checkpoints[0].requirement.clause
    mine = list(Checkpoint.objects.of(project).filter(requirement__clause=first))
    assign_checkpoints(actor=manager, project=project, checkpoints=mine, owner=people[0], target_on=None)
    assert propose_accountable(actor=manager, project=project) == 1
    assert propose_accountable(actor=manager, project=project) == 0
    assert ClausePart.objects.get().clause == first
    assert ClausePart.history.count() == 1


def test_who_comes_second_is_told(
    project: Project, manager: User, clause: Clause, people: list[Person]
) -> None:
    seen = parts_seen([])
    give(project, manager, clause, people[0])
    with pytest.raises(StaleEdit):
        give_parts(actor=manager, project=project, clause=clause, accountable=people[1], others={}, seen=seen)


def test_it_is_said_in_the_browser_and_taken_as_a_table(
    client: Client, project: Project, manager: User, member: User, clause: Clause, people: list[Person]
) -> None:
    client.force_login(manager)
    root = f"/projects/{project.slug}/checklist/who/"
    assert "have nobody accountable" in client.get(root).content.decode()
    page = f"{root}{clause.number}/"
    sent = {"accountable": str(people[0].pk), "responsible": [str(people[0].pk)], "seen": ""}
    assert "has one part" in client.post(page, sent).content.decode()
    sent["responsible"] = [str(people[1].pk)]
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent | {"accountable": str(people[2].pk)}).status_code == 422
    assert people[0].name in client.get(root).content.decode()
    assert people[0].name not in client.get(root, {"show": "gaps"}).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{root}table/").content))
    row = next(iter(book["Who"].iter_rows(min_row=2, values_only=True)))
    assert row[:4] == (clause.number, clause.title, people[0].name, people[1].name)
    assert client.get(f"{root}4/").status_code == 404
    client.force_login(member)
    assert client.get(page).status_code == 403


def test_the_page_costs_the_same_with_many(
    client: Client, project: Project, manager: User, people: list[Person], django_assert_max_num_queries: Any
) -> None:
    for clause in Clause.objects.of(project.edition).auditable().leaves()[:5]:
        give(project, manager, clause, people[0], R=people[1:])
    client.force_login(manager)
    with django_assert_max_num_queries(13):
        client.get(f"/projects/{project.slug}/checklist/who/")
