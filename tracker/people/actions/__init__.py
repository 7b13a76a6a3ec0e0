"""The verbs of this room: organizations, departments, staff and logins."""

from tracker.people.actions.logins import (
    accept_invitation,
    change_own_profile,
    close_login,
    create_user,
    end_sessions,
    invited_by,
    make_invitation,
    open_login,
    reopen_login,
    set_first_password,
)
from tracker.people.actions.register import (
    add_person,
    create_department,
    create_organization,
    enter_person,
    record_leaving,
)
from tracker.people.actions.staff_import import (
    StaffImport,
    StaffLine,
    StaffPreview,
    import_staff,
    preview_staff,
    staff_lines,
    take_staff,
)

__all__ = [
    "StaffImport",
    "StaffLine",
    "StaffPreview",
    "accept_invitation",
    "add_person",
    "change_own_profile",
    "close_login",
    "create_department",
    "create_organization",
    "create_user",
    "end_sessions",
    "enter_person",
    "import_staff",
    "invited_by",
    "make_invitation",
    "open_login",
    "preview_staff",
    "record_leaving",
    "reopen_login",
    "set_first_password",
    "staff_lines",
    "take_staff",
]
