"""Drawings: the same figures in the SVG, in its description and in the table beside it."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest

from tests.core.stylepage import CLAUSES, DEPARTMENTS, MILESTONES, TODAY, sample_charts
from tracker.core import charts
from tracker.core.charts.drawing import PAINT

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = sample_charts()


def parsed(chart: charts.Chart) -> ET.Element:
    return ET.fromstring(str(chart.svg))


def texts(chart: charts.Chart) -> list[str]:
    return [node.text or "" for node in parsed(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_every_drawing_is_named_described_and_has_a_table(name: str) -> None:
    chart = CHARTS[name]
    root = parsed(chart)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == chart.title
    assert desc.text == chart.description
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {len(chart.table.heads)}


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_a_drawing_carries_printed_colours_for_documents_and_classes_for_the_page(name: str) -> None:
    for node in parsed(CHARTS[name]).iter():
        assert "style" not in node.attrib
        css = node.get("class") or ""
        if css.startswith("d-"):
            assert css in PAINT, css
            assert (
                PAINT[css].items()
                <= {**node.attrib, **{k: v for k, v in PAINT[css].items() if k == "font-size"}}.items()
            )


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_nothing_is_drawn_outside_the_sheet(name: str) -> None:
    root = parsed(CHARTS[name])
    width, height = (float(root.get(side) or 0) for side in ("width", "height"))
    for node in root.iter():
        for x in (node.get("x"), node.get("x1"), node.get("x2")):
            assert x is None or -1 <= float(x) <= width + 1, node.attrib
        for y in (node.get("y"), node.get("y1"), node.get("y2")):
            assert y is None or -1 <= float(y) <= height + 1, node.attrib
        if node.tag == f"{SVG}rect":
            assert float(node.get("x") or 0) + float(node.get("width") or 0) <= width + 1


def test_the_stylesheet_knows_every_paint() -> None:
    from tests.core.test_components import STATIC

    sheet = (STATIC / "css/charts.css").read_text()
    for css in PAINT:
        assert re.search(rf"\.{css}\b", sheet), css


def test_names_of_people_and_things_are_escaped() -> None:
    evil = "<script>alert(1)</script> & co"
    chart = charts.milestone_strip([charts.Milestone(evil, TODAY, TODAY)], TODAY, labels=True)
    assert "<script" not in str(chart.svg)
    assert evil in (parsed(chart).findtext(f"{SVG}desc") or "")
    bars = charts.coverage_bars([charts.Coverage(evil, 1, 2)])
    assert "<script" not in str(bars.svg)


def test_the_strip_says_for_each_milestone_how_far_it_moved() -> None:
    rows = {row[0]: row for row in CHARTS["strip"].table.rows}
    assert rows["Start"][4] == "on plan"
    assert rows["Gap assessment"][4] == "+1 wk"
    assert rows["Certificate"][1:] == ("21 Apr 2027", "12 May 2027", "forecast", "+3 wk")
    assert len(rows) == len(MILESTONES)


def test_milestones_stand_in_the_order_of_time_on_one_scale() -> None:
    marks = [
        node for node in parsed(CHARTS["strip"]).iter(f"{SVG}path") if "mark" in (node.get("class") or "")
    ]
    reached = [
        float((node.get("d") or "m0").split(" ")[0][1:])
        for node in marks
        if node.get("class") != "d-mark-base"
    ]
    assert reached == sorted(reached)
    assert [node.get("class") for node in marks].count("d-mark-actual") == 3
    assert [node.get("class") for node in marks].count("d-mark-forecast") == 5


def test_a_milestone_without_baseline_has_no_slip() -> None:
    chart = charts.milestone_strip([charts.Milestone("Start", TODAY)], TODAY)
    assert chart.table.rows[0][4] == "–"
    assert "d-mark-base" not in str(chart.svg)


def test_an_empty_plan_is_said_not_drawn() -> None:
    chart = charts.milestone_strip([], TODAY)
    assert chart.description == "No milestone is set."
    assert charts.readiness_bars([]).table.rows == ()
    assert charts.sparkline([], title="x").description == "No figures yet."
    assert charts.trend_line([], title="x").table.rows == ()


def test_a_plan_of_one_day_or_of_ten_years_is_drawn() -> None:
    for days in (0, 1, 3650):
        marks = [charts.Milestone("A", TODAY), charts.Milestone("B", TODAY + dt.timedelta(days=days))]
        svg = str(charts.milestone_strip(marks, TODAY).svg)
        assert 0 < svg.count("<text") < 40


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "on plan"), (1, "+1 day"), (3, "+3 days"), (-2, "−2 days"), (7, "+1 wk"), (-21, "−3 wk")],
)
def test_a_slip_is_said_in_words(days: int, words: str) -> None:
    assert charts.slip_words(days) == words


def test_readiness_gives_ready_of_total_and_the_gain_since_last_month() -> None:
    chart = CHARTS["readiness"]
    assert chart.title == "Readiness by clause: 118 of 206 ready"
    shown = texts(chart)
    assert "51 / 104" in shown
    assert "+13" in shown
    assert chart.table.rows[4] == ("8", "Operation of the SMS", "51", "104", "29", "38")
    assert (
        CLAUSES[4].sentence
        == "Clause 8, Operation of the SMS: 51 of 104 ready, 29 partly met; 38 a month ago"
    )


def test_a_bar_is_as_long_as_its_share() -> None:
    rects = list(parsed(CHARTS["readiness"]).iter(f"{SVG}rect"))
    row = [n for n in rects if n.get("y") == str(4 * 28 + 6)]
    lengths = {n.get("class"): float(n.get("width") or 0) for n in row}
    assert lengths["d-a"] == pytest.approx(lengths["d-n"] * 51 / 104, abs=0.1)
    assert lengths["d-p"] == pytest.approx(lengths["d-n"] * 29 / 104, abs=0.1)


def test_a_clause_without_checkpoints_is_drawn_empty() -> None:
    chart = charts.readiness_bars([charts.ClauseTally("4", "Context", 0, 0, before=0)])
    assert "0 / 0" in texts(chart)


def test_coverage_names_who_is_off_track_in_words() -> None:
    chart = CHARTS["coverage"]
    assert "Network operations: 12 / 29 (off track)" in chart.description
    assert chart.table.rows[2][4] == "off track"
    assert len(DEPARTMENTS) == len(chart.table.rows)


def test_the_parts_of_a_stack_fill_it() -> None:
    rects = [n for n in parsed(CHARTS["stack"]).iter(f"{SVG}rect") if n.get("class") != "d-n"]
    assert sum(float(n.get("width") or 0) for n in rects) == pytest.approx(480, abs=0.5)
    assert CHARTS["stack"].description == "58 current, 9 to confirm, 6 expiring, 7 missing."


def test_the_distribution_turns_colour_at_p50_and_p80() -> None:
    classes = [n.get("class") for n in parsed(CHARTS["dist"]).iter(f"{SVG}rect")]
    assert classes == ["d-a"] * 4 + ["d-p"] * 3 + ["d-n"] * 6
    assert (
        "Half of 10,000 runs finish by 12 May 2027 (P50), 80 of 100 by 2 Jun 2027 (P80)"
        in CHARTS["dist"].description
    )


@pytest.mark.parametrize(
    ("valid", "needed", "expiring", "tone"),
    [
        (0, 0, 0, "no"),
        (31, 42, 0, "bad"),
        (4, 5, 0, "bad"),
        (39, 42, 0, "part"),
        (34, 34, 3, "warn"),
        (5, 5, 0, "ok"),
    ],
)
def test_a_cell_stands_on_the_ground_of_its_worst_fact(
    valid: int, needed: int, expiring: int, tone: str
) -> None:
    assert charts.cell_tone(charts.CellTally(valid, needed, expiring)) == tone


def test_long_names_are_cut_before_they_run_into_the_bar() -> None:
    long = "Rechenzentrumsbetriebsverantwortungsübergabeprotokoll"
    chart = charts.readiness_bars([charts.ClauseTally("8.2.6", long, 1, 2)])
    shown = next(t for t in texts(chart) if t.startswith("Rechen"))
    assert shown.endswith("…")
    assert long in chart.table.rows[0]
