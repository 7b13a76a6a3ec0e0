"""Doors of the people room."""

from tracker.people.views.account import end_sessions, invitation, profile
from tracker.people.views.imports import import_staff, staff_run
from tracker.people.views.register import (
    add_department,
    add_organization,
    add_person,
    department,
    people_found,
    person,
    person_list,
    record_leaving,
    register,
)

__all__ = [
    "add_department",
    "add_organization",
    "add_person",
    "department",
    "end_sessions",
    "import_staff",
    "invitation",
    "people_found",
    "person",
    "person_list",
    "profile",
    "record_leaving",
    "register",
    "staff_run",
]
