"""Doors of the projects room."""

from tracker.projects.views.settings import (
    change,
    change_scope,
    end_role,
    give_role,
    grants,
    project_list,
    remove_objective,
    set_objective,
    settings_page,
)
from tracker.projects.views.staff import staff, staff_import, staff_person

__all__ = [
    "change",
    "change_scope",
    "end_role",
    "give_role",
    "grants",
    "project_list",
    "remove_objective",
    "set_objective",
    "settings_page",
    "staff",
    "staff_import",
    "staff_person",
]
