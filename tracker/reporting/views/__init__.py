"""The pages of documents and of those that come again."""

from tracker.reporting.views.documents import (
    pack,
    pack_new,
    pack_retry,
    report_list,
    report_new,
    report_retry,
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
from tracker.reporting.views.taking import (
    certificate,
    log_export,
    pack_bag,
    pack_file,
    pack_signed,
    public_key,
    report_file,
    report_tables,
    verifier,
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
    "report_tables",
    "schedule",
    "schedule_change",
    "schedule_ending",
    "schedule_new",
    "schedule_pausing",
    "schedule_resuming",
    "verifier",
]
