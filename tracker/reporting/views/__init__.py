"""The pages of documents and of those that come again."""

from tracker.reporting.views.documents import (
    certificate,
    log_export,
    pack,
    pack_bag,
    pack_file,
    pack_new,
    pack_retry,
    pack_signed,
    public_key,
    report_file,
    report_list,
    report_new,
    report_retry,
    verifier,
)
from tracker.reporting.views.heads import heads
from tracker.reporting.views.schedules import (
    schedule,
    schedule_change,
    schedule_ending,
    schedule_new,
    schedule_pausing,
    schedule_resuming,
)

__all__ = [
    "certificate",
    "heads",
    "log_export",
    "pack",
    "pack_bag",
    "pack_file",
    "pack_new",
    "pack_retry",
    "pack_signed",
    "public_key",
    "report_file",
    "report_list",
    "report_new",
    "report_retry",
    "schedule",
    "schedule_change",
    "schedule_ending",
    "schedule_new",
    "schedule_pausing",
    "schedule_resuming",
    "verifier",
]
