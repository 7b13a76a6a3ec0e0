"""The verbs of this room: roles, courses, needs, sessions, attendance and results."""

from tracker.training.actions.needs import (
    assign_role,
    change_course,
    define_course,
    define_job_role,
    drop_need,
    end_job_role,
    need_course,
    rename_job_role,
    take_role,
)
from tracker.training.actions.records import import_records, record_result
from tracker.training.actions.sessions import enrol, keep_attendance, plan_session, record_attendance
from tracker.training.actions.shared import MANAGE, expiry

__all__ = [
    "MANAGE",
    "assign_role",
    "change_course",
    "define_course",
    "define_job_role",
    "drop_need",
    "end_job_role",
    "enrol",
    "expiry",
    "import_records",
    "keep_attendance",
    "need_course",
    "plan_session",
    "record_attendance",
    "record_result",
    "rename_job_role",
    "take_role",
]
