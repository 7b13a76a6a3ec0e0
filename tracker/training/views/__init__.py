"""Doors of the training room."""

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
    "attendance",
    "attendance_evidence",
    "attendance_list",
    "course",
    "enrolment",
    "import_records",
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
