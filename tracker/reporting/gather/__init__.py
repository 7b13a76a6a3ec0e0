"""Asking the rooms for what a document says; each fact comes from a room's own queries."""

from tracker.reporting.gather.pack import gather_pack
from tracker.reporting.gather.report import gather_report
from tracker.reporting.gather.shared import log_place

__all__ = ["gather_pack", "gather_report", "log_place"]
