"""Doors of the projects room."""

from tracker.projects.views.logins import login, login_closing, login_invitation, login_new, logins
from tracker.projects.views.members import end_role, invitation, membership
from tracker.projects.views.objectives import (
    objective,
    objective_closing,
    objective_reopening,
    objective_value,
)
from tracker.projects.views.settings import (
    change,
    change_scope,
    give_role,
    grants,
    project_list,
    remove_objective,
    set_objective,
    settings_page,
)
from tracker.projects.views.staff import (
    staff,
    staff_department,
    staff_department_new,
    staff_found,
    staff_import,
    staff_person,
    staff_person_new,
    staff_run,
)

__all__ = [
    "change",
    "change_scope",
    "end_role",
    "give_role",
    "grants",
    "invitation",
    "login",
    "login_closing",
    "login_invitation",
    "login_new",
    "logins",
    "membership",
    "objective",
    "objective_closing",
    "objective_reopening",
    "objective_value",
    "project_list",
    "remove_objective",
    "set_objective",
    "settings_page",
    "staff",
    "staff_department",
    "staff_department_new",
    "staff_found",
    "staff_import",
    "staff_person",
    "staff_person_new",
    "staff_run",
]
