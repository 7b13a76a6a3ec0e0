"""Doors of the training room."""

from tracker.training.views.edits import assignment_end, course_edit, job_role, job_role_end
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
    import_records,
    need,
    need_end,
    result,
    role,
    setup,
)

__all__ = [
    "assignment",
    "assignment_end",
    "attendance",
    "attendance_evidence",
    "attendance_list",
    "course",
    "course_edit",
    "enrolment",
    "import_records",
    "job_role",
    "job_role_end",
    "matrix",
    "need",
    "need_end",
    "people",
    "person",
    "result",
    "role",
    "session",
    "session_list",
    "session_new",
    "setup",
]
