"""Drawings as pure functions: figures in, one SVG and its table twin out, for page and document."""

from tracker.core.charts.bars import (
    ClauseTally,
    Coverage,
    Part,
    coverage_bars,
    readiness_bars,
    stacked_tally,
)
from tracker.core.charts.dates import DateBin, date_distribution
from tracker.core.charts.drawing import Chart, Table
from tracker.core.charts.lines import Point, sparkline, trend_line
from tracker.core.charts.matrix import CellTally, cell_tone
from tracker.core.charts.milestones import Milestone, milestone_strip, slip_words
from tracker.core.charts.slips import Slip, slip_chart
from tracker.core.charts.values import value_chart

__all__ = [
    "CellTally",
    "Chart",
    "ClauseTally",
    "Coverage",
    "DateBin",
    "Milestone",
    "Part",
    "Point",
    "Slip",
    "Table",
    "cell_tone",
    "coverage_bars",
    "date_distribution",
    "milestone_strip",
    "readiness_bars",
    "slip_chart",
    "slip_words",
    "sparkline",
    "stacked_tally",
    "trend_line",
    "value_chart",
]
