"""The page for all staff says what the plan and the training say, and nothing that is restricted."""

import pytest
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tests.factories.training import make_course, make_job_role, make_record
from tracker.awareness.actions import begin_campaign, move_ambassador, nominate
from tracker.dashboard.for_everybody import for_everybody
from tracker.plan.actions import add_milestone
from tracker.training.queries import coverage_by_department


@pytest.fixture
def desk(project):
    return make_department(organization=project.organization, name="Service desk")


def test_all_see_progress_and_nobody_sees_results(client, project, manager, viewer, desk):
    facts = {"organization": project.organization, "department": desk}
    people = [make_person(name=f"Private {n}", **facts) for n in range(3)]
    course = make_course(project)
    make_job_role(project, people=people, needs=[course])
    make_record(course, people[0], project.today())
    alone = make_department(organization=project.organization, name="Alone")
    make_job_role(
        project, people=[make_person(organization=project.organization, department=alone)], needs=[course]
    )
    add_milestone(actor=manager, project=project, name="Policy in force", due_on=project.today())
    begin_campaign(
        actor=manager, project=project, title="Please read me", message="M", ends_on=project.today()
    )
    asked = nominate(actor=manager, project=project, department=desk, person=people[2])
    for state in ("accepted", "active"):
        move_ambassador(actor=manager, ambassador=asked, state=state)
    found = for_everybody(project)
    assert [(row.name, row.covered, row.people) for row in found.departments] == [("Service desk", 1, 3)]
    assert found.departments[0] in coverage_by_department(project)
    client.force_login(viewer)
    page = client.get(reverse("dashboard:everybody", args=[project.slug])).content.decode()
    for word in ("Policy in force", "Please read me", "Private 2"):
        assert word in page
    assert "Private 0" not in page
    assert "Alone" not in page
