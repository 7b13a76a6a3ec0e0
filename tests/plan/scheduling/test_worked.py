"""The networks worked out by hand, and that the document shows exactly these."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.scheduling.table import table
from tests.plan.scheduling.worked import EXAMPLES, STD, Example, at
from tracker.plan.scheduling import schedule

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "scheduling.md"
MARK = "<!-- worked examples, written by tests/plan/scheduling/table.py -->"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_engine_comes_to_what_was_worked_out_by_hand(example: Example) -> None:
    found = schedule(example.tasks, example.links, basis=example.basis, calendars=example.calendars or [STD])
    for key, (start, finish, late_start, late_finish, total, free) in example.expected.items():
        row = found[key]
        dates = (row.start, row.finish, row.late_start, row.late_finish)
        expected = (at(start), at(finish, 17), at(late_start), at(late_finish, 17))
        assert dates == expected, key
        assert (row.total_float, row.free_float) == (total * 60, free * 60), key


def test_there_are_thirty_and_more() -> None:
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES) >= 30


def test_the_document_shows_them_all() -> None:
    _before, _mark, shown = DOCUMENT.read_text().partition(MARK)
    assert shown.strip() == table().strip(), "run python -m tests.plan.scheduling.table"
