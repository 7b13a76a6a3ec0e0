"""Asking the rooms for what a document says; each fact comes from a room's own queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils import translation

from tracker.reporting.choices import Kind
from tracker.reporting.content import ReportContent
from tracker.reporting.gather.highlight import gather_highlight
from tracker.reporting.gather.pack import gather_pack
from tracker.reporting.gather.report import gather_report
from tracker.reporting.gather.shared import log_place
from tracker.reporting.gather.since import changes_since, earlier_of
from tracker.reporting.gather.single import gather_briefing, gather_exception
from tracker.reporting.gather.stage import gather_stage_end
from tracker.reporting.models import Report
from tracker.reporting.papers import Paper

__all__ = ["gather_pack", "gather_report", "gather_said", "log_place"]

PAPERS: dict[str, Callable[[Report], Paper]] = {
    Kind.HIGHLIGHT: gather_highlight,
    Kind.EXCEPTION: gather_exception,
    Kind.STAGE_END: gather_stage_end,
    Kind.BRIEFING: gather_briefing,
}


def gather_said(report: Report) -> ReportContent | Paper:
    """What the report of its kind says, in its language, with what changed since the one before of the same kind."""
    with translation.override(report.language):
        content = PAPERS[report.kind](report) if report.kind in PAPERS else gather_report(report)
        earlier = earlier_of(report)
        if earlier is None:
            return content
        return replace(content, compared_with=earlier.as_of, changes=changes_since(earlier, content))
