"""What changes for me: drafted from clauses and courses, confirmed in the words that were read, counted from three."""

import pytest
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.training import make_course, make_job_role
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.standard.models import Clause
from tracker.training import actions
from tracker.training.models import SheetRead
from tracker.training.sheets import sheets


@pytest.fixture
def clause(project):
    return Clause.objects.filter(edition=project.edition, number="8.6.1").first() or Clause.objects.first()


@pytest.fixture
def me(project, member):
    member.person = make_person(organization=project.organization)
    member.save()
    return member.person


@pytest.fixture
def role(project, clause, me):
    course = make_course(project, name="Handling incidents", clause=clause)
    others = [make_person(organization=project.organization) for _n in range(2)]
    return make_job_role(project, name="Service desk agent", people=[me, *others], needs=[course])


def test_the_holder_confirms_the_words_that_were_read(client, project, role, manager, member, clause):
    client.force_login(manager)
    here = reverse("training:role_sheet", args=[project.slug, role.pk])
    draft = client.get(here).content.decode()
    assert f"Clause {clause.number}" in draft
    assert "You take part in: Handling incidents." in draft
    sent = {"text": "Every call gets a number.", "version": role.version}
    assert client.post(here, sent).status_code == 302
    client.force_login(member)
    page = client.get(reverse("training:changes", args=[project.slug])).content.decode()
    assert "Every call gets a number." in page
    read = reverse("training:sheet_read", args=[project.slug, role.pk])
    assert "changed while you read" in client.post(read, {"number": 7}, follow=True).content.decode()
    client.post(read, {"number": 1})
    client.post(read, {"number": 1})
    assert SheetRead.objects.count() == 1
    assert [(row.holders, row.figure, row.read_by_me) for row in sheets(project, member.person)] == [
        (3, 1, True)
    ]
    actions.write_sheet(actor=manager, job_role=role, text="Every call gets a number and a time.")
    assert sheets(project, member.person)[0].read_by_me is False


def test_who_does_not_hold_the_role_confirms_nothing(project, role, manager, member, auditor):
    actions.write_sheet(actor=manager, job_role=role, text="T")
    with pytest.raises(RuleBroken, match="who holds the role"):
        actions.confirm_sheet(actor=auditor, job_role=role, number=1)
    with pytest.raises(NotPermitted):
        actions.write_sheet(actor=member, job_role=role, text="Mine")
    with pytest.raises(RuleBroken, match="Say what changes"):
        actions.write_sheet(actor=manager, job_role=role, text=" ")


def test_a_role_ends_with_its_confirmations_and_few_make_no_figure(project, role, manager, member, me):
    actions.write_sheet(actor=manager, job_role=role, text="T")
    actions.confirm_sheet(actor=member, job_role=role, number=1)
    small = make_job_role(project, name="Alone", people=[me])
    actions.write_sheet(actor=manager, job_role=small, text="T")
    actions.confirm_sheet(actor=member, job_role=small, number=1)
    assert [row.figure for row in sheets(project) if row.role.pk == small.pk] == [None]
    actions.end_job_role(actor=manager, job_role=role, reason="Nobody does it")
    assert SheetRead.objects.count() == 1


def test_many_roles_cost_no_more_questions(project, role, django_assert_max_num_queries):
    for _n in range(5):
        make_job_role(project, needs=[make_course(project)])
    with django_assert_max_num_queries(3):
        assert len(sheets(project)) == 6
