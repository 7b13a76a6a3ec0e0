"""The verbs of this room: a project, its scope, its objectives, its roles, and who is let in."""

from tracker.projects.actions.invitations import (
    Invited,
    invite_again,
    invite_login,
    invite_member,
    withdraw_invitation,
)
from tracker.projects.actions.keeping import drop_query, keep_query
from tracker.projects.actions.objectives import (
    close_objective,
    measure_objective,
    remove_objective,
    reopen_objective,
    set_objective,
)
from tracker.projects.actions.project import ScopeLine, change_project, change_scope, create_project
from tracker.projects.actions.roles import change_role, end_role, give_role, require_member
from tracker.projects.actions.staff import (
    add_department,
    add_staff,
    edit_department,
    edit_staff,
    hand_over_staff,
    import_staff,
    try_staff_again,
)
from tracker.projects.actions.talk import make_remark, take_remark_back

__all__ = [
    "Invited",
    "ScopeLine",
    "add_department",
    "add_staff",
    "change_project",
    "change_role",
    "change_scope",
    "close_objective",
    "create_project",
    "drop_query",
    "edit_department",
    "edit_staff",
    "end_role",
    "give_role",
    "hand_over_staff",
    "import_staff",
    "invite_again",
    "invite_login",
    "invite_member",
    "keep_query",
    "make_remark",
    "measure_objective",
    "remove_objective",
    "reopen_objective",
    "require_member",
    "set_objective",
    "take_remark_back",
    "try_staff_again",
    "withdraw_invitation",
]
