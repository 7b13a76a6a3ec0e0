"""Courses and job roles are changed and ended where they stand."""

import pytest
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.training import make_course, make_job_role
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.training import actions
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment


def at(name, project, *more):
    return reverse(f"training:{name}", args=[project.slug, *more])


def test_a_course_is_changed_once_and_the_second_writer_is_told(client, project, manager):
    course = make_course(project, name="Foundation")
    make_course(project, name="Audit")
    client.force_login(manager)
    page = at("course_edit", project, course.pk)
    sent = {"name": "Foundation", "level": "auditor", "validity_months": 24, "version": course.version}
    assert client.post(page, {**sent, "name": "audit"}).status_code == 422
    assert client.post(page, {**sent, "validity_months": 999}).status_code == 422
    assert client.post(page, sent).status_code == 302
    again = client.post(page, {**sent, "level": "introduction"}).content.decode()
    assert "Mina changed this a moment ago" in again
    assert "Now: Auditor" in again
    course.refresh_from_db()
    assert (course.level, course.validity_months) == ("auditor", 24)
    assert "changed the course Foundation" in client.get(page).content.decode()


def test_a_job_role_is_renamed_left_and_ended(client, project, manager):
    role = make_job_role(project, needs=[make_course(project)])
    person = make_person(organization=project.organization, name="Ada")
    held = actions.assign_role(actor=manager, job_role=role, people=[person])[0]
    client.force_login(manager)
    page = at("job_role", project, role.pk)
    assert client.post(page, {"name": "Coordinator", "version": role.version}).status_code == 302
    assert "Ada" in client.get(page).content.decode()
    client.post(at("assignment_end", project, held.pk), {"reason": "moved on"})
    assert not RoleAssignment.objects.exists()
    assert RoleAssignment.history.first().history_change_reason == "moved on"
    client.post(at("job_role_end", project, role.pk), {"reason": ""})
    assert JobRole.objects.exists()
    client.post(at("job_role_end", project, role.pk), {"reason": "outsourced"})
    assert not JobRole.objects.exists()
    assert not CourseNeed.objects.exists()


def test_who_only_reads_changes_nothing(project, viewer):
    course = make_course(project)
    with pytest.raises(NotPermitted):
        actions.change_course(
            actor=viewer,
            course=course,
            version=1,
            name="X",
            clause=None,
            level="practitioner",
            validity_months=1,
        )
    with pytest.raises(NotPermitted):
        actions.end_job_role(actor=viewer, job_role=make_job_role(project), reason="x")
    assert Course.objects.get(pk=course.pk).name != "X"


def test_a_job_role_needs_a_reason_to_end(project, manager):
    with pytest.raises(RuleBroken, match="Say why"):
        actions.end_job_role(actor=manager, job_role=make_job_role(project), reason=" ")
