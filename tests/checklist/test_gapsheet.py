"""A gap sheet of any layout: what its columns and words mean, and which line cannot be taken and why."""

from __future__ import annotations

import io
from datetime import date

import pytest

from tracker.checklist.exchange.gapsheet import Point, Who, day_of, read, rows_of, words_of
from tracker.checklist.exchange.gapwords import guess, meaning
from tracker.core.tables import Row

pytestmark = pytest.mark.once

POINTS = [
    Point("a", "4.1", "4.1-1", "A current list names the inside and outside conditions", proved=True),
    Point("b", "4.1", "4.1-2", "The list is looked at again when something changes"),
    Point("c", "5.2", "5.2-1", "A policy for service management is signed"),
    Point("d", "8.2.1", "8.2.1-1", "Services are planned"),
    Point("e", "8.2.10", "8.2.10-1", "Other things are planned"),
]
PEOPLE = [
    Who("1", "Olga Owner", "olga@nordlicht.example"),
    Who("2", "Jan Zwei", "jan@nordlicht.example"),
    Who("3", "Jan Zwei", "zwei@nordlicht.example"),
]
MAPPING = {name: name for name in ("clause", "requirement", "status", "note", "owner", "due")}


def table(*rows: dict[str, str]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=2)]


def refused(**cells: str) -> str:
    _lines, problems = read(table({"clause": "5.2", **cells}), MAPPING, {}, POINTS, PEOPLE)
    assert [problem.line for problem in problems] == [2]
    return problems[0].message


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (
            [
                "#",
                "iso clause",
                "requirement text",
                "compliance status",
                "gap / comments",
                "responsible",
                "due date",
            ],
            [
                "iso clause",
                "requirement text",
                "compliance status",
                "gap / comments",
                "responsible",
                "due date",
            ],
        ),
        (
            ["nr.", "kapitel", "anforderung", "erfüllungsgrad (%)", "bemerkung", "verantwortlich", "frist"],
            ["kapitel", "anforderung", "erfüllungsgrad (%)", "bemerkung", "verantwortlich", "frist"],
        ),
    ],
)
def test_columns_are_guessed_in_english_and_german(headings: list[str], fields: list[str]) -> None:
    assert list(guess(headings).values()) == fields


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Erfüllt", "met"),
        ("100 %", "met"),
        ("40%", "partly_met"),
        ("Offen", "not_met"),
        ("n/a", ""),
        ("so so", ""),
    ],
)
def test_status_words_are_guessed_or_left_open(word: str, state: str) -> None:
    assert meaning(word) == state


def test_a_title_above_the_headings_does_not_matter() -> None:
    source = io.BytesIO(b"Gap analysis Nordlicht;2026\n\nKapitel;Status;Bemerkung\n5.2;Teilweise;fehlt\n")
    rows = rows_of(source, "gaps.csv")
    assert [(row.line, row.cells["kapitel"]) for row in rows] == [(4, "5.2")]
    assert words_of(rows, "status") == {"teilweise": "partly_met"}


def test_a_line_is_found_by_code_by_place_and_by_text() -> None:
    rows = table(
        {"clause": "", "requirement": "5.2-1", "status": "no"},
        {
            "clause": "Clause 4.1 Context",
            "requirement": "conditions inside and outside on a list",
            "status": "yes",
        },
        {
            "clause": "",
            "requirement": "b)",
            "status": "yes",
            "due": "31.12.26",
            "owner": "OLGA@nordlicht.example",
        },
        {"clause": "8.2.1"},
    )
    lines, problems = read(rows, MAPPING, {}, POINTS, PEOPLE)
    assert not problems
    assert [(line.point.id, line.state, line.lowered) for line in lines] == [
        ("c", "not_met", False), ("a", "met", False), ("b", "partly_met", True),
    ]  # fmt: skip
    assert (lines[2].owner, lines[2].due) == (PEOPLE[0], date(2026, 12, 31))


def test_a_line_about_a_clause_speaks_of_all_it_asks_and_says_so() -> None:
    lines, problems = read(
        table({"clause": "4.1", "status": "no"}, {"clause": "8.2", "note": "later"}), MAPPING, {}, POINTS, []
    )
    assert not problems
    assert [(line.point.id, line.whole) for line in lines] == [
        ("a", "4.1"),
        ("b", "4.1"),
        ("d", "8.2"),
        ("e", "8.2"),
    ]


def test_words_said_by_the_reader_go_before_the_guess() -> None:
    rows = table({"clause": "5.2", "status": "Offen"}, {"clause": "8.2.1", "status": "N/A", "note": "x"})
    lines, problems = read(rows, MAPPING, {"offen": "not_assessed", "n/a": "keep"}, POINTS, [])
    assert [line.state for line in lines] == ["not_assessed", ""]
    assert not problems


def test_what_cannot_be_taken_is_named_with_its_reason() -> None:
    assert "no clause “99.9, not 4.1”" in refused(clause="99.9, not 4.1", status="yes")
    assert "“so so” is an unknown status" in refused(status="so so")
    assert "nothing can be excluded" in refused(status="N/A")
    assert "“30.02.2027” is no date" in refused(due="30.02.2027")
    assert "can be two days" in refused(due="03/04/2027")
    assert "nobody on the staff register" in refused(owner="Nobody Here")
    assert "more than one person" in refused(owner="Jan Zwei")
    assert "fits no single checkpoint of 4.1" in refused(clause="4.1", requirement="Lorem ipsum", status="no")
    assert "no clause stands in this line" in refused(clause="", status="no")


def test_the_second_line_for_a_checkpoint_is_named_with_the_first() -> None:
    rows = table({"clause": "4.1", "status": "no"}, {"clause": "4.1-2", "status": "yes"})
    lines, problems = read(rows, MAPPING, {}, POINTS, [])
    assert len(lines) == 2
    assert [(problem.line, problem.message) for problem in problems] == [
        (3, "4.1-2 stands in line 2 already; leave one line for a checkpoint")
    ]


@pytest.mark.parametrize("text", ["2027-03-04", "2027-03-04 10:00", "4.3.2027", "04. 03. 27"])
def test_days_are_read_as_they_are_written(text: str) -> None:
    assert day_of(text) == date(2027, 3, 4)
    assert day_of("31/12/2026") == day_of("12/31/2026") == date(2026, 12, 31)
