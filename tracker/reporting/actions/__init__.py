"""The verbs of documents: ask for one, build it, try again, hand it out, look after it, let it expire;
those that come again and to whom they go; and the log."""

from tracker.reporting.actions.build import build_pack, build_report
from tracker.reporting.actions.distribute import make_due_reports
from tracker.reporting.actions.heads import mail_heads, set_head_mailing
from tracker.reporting.actions.request import (
    record_download,
    request_pack,
    request_report,
    retry_pack,
    retry_report,
)
from tracker.reporting.actions.schedule import (
    Timetable,
    add_schedule,
    change_schedule,
    end_schedule,
    pause_schedule,
    resume_schedule,
)
from tracker.reporting.actions.take import export_log
from tracker.reporting.actions.upkeep import expire_packs, look_after

__all__ = [
    "Timetable",
    "add_schedule",
    "build_pack",
    "build_report",
    "change_schedule",
    "end_schedule",
    "expire_packs",
    "export_log",
    "look_after",
    "mail_heads",
    "make_due_reports",
    "pause_schedule",
    "record_download",
    "request_pack",
    "request_report",
    "resume_schedule",
    "retry_pack",
    "retry_report",
    "set_head_mailing",
]
