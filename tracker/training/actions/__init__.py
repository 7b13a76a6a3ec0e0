"""The verbs of this room: roles, courses, needs, sessions, attendance and results."""

from tracker.training.actions.checks import give_course_check, send_check_links, take_course_check
from tracker.training.actions.courses import change_course, define_course
from tracker.training.actions.evidence import publish_evidence
from tracker.training.actions.judging import check_effect, judge_competence, keep_coverage
from tracker.training.actions.needs import (
    assign_role,
    define_job_role,
    drop_need,
    end_job_role,
    need_course,
    rename_job_role,
    take_role,
)
from tracker.training.actions.records import import_records, record_result
from tracker.training.actions.seats import check_in, give_feedback
from tracker.training.actions.sessions import (
    enrol,
    keep_attendance,
    plan_session,
    record_attendance,
    release_seat,
)
from tracker.training.actions.shared import MANAGE, expiry
from tracker.training.actions.sheets import confirm_sheet, write_sheet

__all__ = [
    "MANAGE",
    "assign_role",
    "change_course",
    "check_effect",
    "check_in",
    "confirm_sheet",
    "define_course",
    "define_job_role",
    "drop_need",
    "end_job_role",
    "enrol",
    "expiry",
    "give_course_check",
    "give_feedback",
    "import_records",
    "judge_competence",
    "keep_attendance",
    "keep_coverage",
    "need_course",
    "plan_session",
    "publish_evidence",
    "record_attendance",
    "record_result",
    "release_seat",
    "rename_job_role",
    "send_check_links",
    "take_course_check",
    "take_role",
    "write_sheet",
]
