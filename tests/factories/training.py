"""Job roles, courses, sessions and records."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment, TrainingRecord

_number = count(1)


def make_job_role(project: Project, *, people: Any = (), needs: Any = (), **facts: Any) -> JobRole:
    system = User.objects.system()
    role = JobRole(project=project, **{"name": f"Role {next(_number)}", **facts})
    role.save_because("made for a test", by=system)
    for person in people:
        RoleAssignment(project=project, job_role=role, person=person).save_because("made", by=system)
    for course in needs:
        CourseNeed(project=project, job_role=role, course=course).save_because("made", by=system)
    return role


def make_course(project: Project, **facts: Any) -> Course:
    course = Course(project=project, **{"name": f"Course {next(_number)}", **facts})
    return course.save_because("made for a test", by=User.objects.system())


def make_record(course: Course, person: Any, achieved_on: date, **facts: Any) -> TrainingRecord:
    facts = {"result": "passed", **facts}
    row = TrainingRecord(
        project=course.project, course=course, person=person, achieved_on=achieved_on, **facts
    )
    return row.save_because("made for a test", by=User.objects.system())
