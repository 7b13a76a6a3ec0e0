"""Doors of the training room."""

from tracker.training.views.attending import check_in, effect, feedback, invitation, seat_end, sheet
from tracker.training.views.checks import check, check_door, check_links, check_new
from tracker.training.views.competence import ahead, coverage_evidence, department, judgement
from tracker.training.views.edits import assignment_end, course_edit, job_role, job_role_end
from tracker.training.views.imports import import_records
from tracker.training.views.matrix import matrix, people, person
from tracker.training.views.sessions import (
    attendance,
    attendance_evidence,
    attendance_list,
    enrolment,
    session,
    session_list,
    session_new,
)
from tracker.training.views.setup import (
    assignment,
    course,
    need,
    need_end,
    result,
    role,
    setup,
)
from tracker.training.views.sheets import changes, role_sheet, sheet_read

__all__ = [
    "ahead",
    "assignment",
    "assignment_end",
    "attendance",
    "attendance_evidence",
    "attendance_list",
    "changes",
    "check",
    "check_door",
    "check_in",
    "check_links",
    "check_new",
    "course",
    "course_edit",
    "coverage_evidence",
    "department",
    "effect",
    "enrolment",
    "feedback",
    "import_records",
    "invitation",
    "job_role",
    "job_role_end",
    "judgement",
    "matrix",
    "need",
    "need_end",
    "people",
    "person",
    "result",
    "role",
    "role_sheet",
    "seat_end",
    "session",
    "session_list",
    "session_new",
    "setup",
    "sheet",
    "sheet_read",
]
