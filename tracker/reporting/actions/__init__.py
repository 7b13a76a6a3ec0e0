"""The verbs of documents: ask for one, build it, try again, hand it out."""

from tracker.reporting.actions.build import build_pack, build_report
from tracker.reporting.actions.request import (
    record_download,
    request_pack,
    request_report,
    retry_pack,
    retry_report,
)

__all__ = [
    "build_pack",
    "build_report",
    "record_download",
    "request_pack",
    "request_report",
    "retry_pack",
    "retry_report",
]
