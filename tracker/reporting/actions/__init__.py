"""The verbs of documents: ask for one, build it, try again, hand it out, look after it, let it expire; and the log."""

from tracker.reporting.actions.build import build_pack, build_report
from tracker.reporting.actions.request import (
    record_download,
    request_pack,
    request_report,
    retry_pack,
    retry_report,
)
from tracker.reporting.actions.take import export_log
from tracker.reporting.actions.upkeep import expire_packs, look_after

__all__ = [
    "build_pack",
    "build_report",
    "expire_packs",
    "export_log",
    "look_after",
    "record_download",
    "request_pack",
    "request_report",
    "retry_pack",
    "retry_report",
]
