"""What plan files say, and what is refused with the line and the reason."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from tests.plan.samples import HEAD, TAIL, csv, xlsx, xml, xml_link, xml_task
from tracker.core.errors import BadInput
from tracker.plan.importing import ImportedPlan, read_plan
from tracker.plan.importing.units import hanging, iso_minutes, span

SHEET = "ID,Name,Start,Finish,Predecessors"


def refused(source: io.BytesIO, name: str = "plan.xml") -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_plan(source, name)
    return caught.value


def at(source: io.BytesIO, name: str = "plan.xml") -> tuple[int, str]:
    """The first line refused and why."""
    problem = refused(source, name).lines[0]
    return problem.line, problem.message


def reasons(plan: ImportedPlan) -> list[str]:
    return [item.reason for item in plan.unread]


# Microsoft Project XML


@pytest.mark.parametrize(
    ("lag", "code", "minutes", "unit", "percent"),
    [
        (4800, 7, 480, "d", None),
        (-4800, 7, -480, "d", None),
        (14400, 8, 1440, "ed", None),
        (24000, 9, 2400, "w", None),
        (600, 6, 60, "eh", None),
        (4800, 39, 480, "d", None),
        (50, 19, 1200, "%", 50),
        (-25, 20, -600, "e%", -25),
        (50, 51, 1200, "%", 50),
    ],
)
def test_a_lag_keeps_its_unit(lag: int, code: int, minutes: int, unit: str, percent: int | None) -> None:
    plan = read_plan(xml(xml_task(1), xml_task(2, links=xml_link(1, 1, lag, code))), "plan.xml")
    link = plan.tasks[1].links[0]
    assert (link.lag_minutes, link.lag_unit, link.lag_percent) == (minutes, unit, percent)


def test_what_is_not_understood_is_said_with_its_line() -> None:
    plan = read_plan(xml(xml_task(1), xml_task(2, more="<Hyperlink>intranet</Hyperlink>")), "plan.xml")
    assert [(item.line, item.where) for item in plan.unread] == [(5, "Task 2")]
    assert "intranet" in reasons(plan)[0]


def test_a_link_into_another_file_is_said_and_left_out() -> None:
    link = xml_link(9).replace(
        "<Type>", "<CrossProject>1</CrossProject><CrossProjectName>b\\9</CrossProjectName><Type>"
    )
    plan = read_plan(xml(xml_task(1, links=link)), "plan.xml")
    assert plan.tasks[0].links == ()
    assert "b\\9" in reasons(plan)[0]


def test_people_come_from_the_files_own_resources() -> None:
    tail = (
        "</Tasks><Resources><Resource><UID>7</UID><Name>Mina Berg</Name><Type>1</Type></Resource></Resources>"
        "<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>7</ResourceUID></Assignment></Assignments></Project>"
    )
    plan = read_plan(io.BytesIO((HEAD + xml_task(1) + tail).encode()), "plan.xml")
    assert plan.tasks[0].owners == ("Mina Berg",)
    assert not plan.strict_people


@pytest.mark.parametrize(
    ("tasks", "line", "words"),
    [
        ([xml_task(1), xml_task(1)], 4, "used twice"),
        ([xml_task(1, links=xml_link(8))], 4, "task 8, which the file does not hold"),
        ([xml_task(1, links=xml_link(1))], 4, "hangs on itself"),
        ([xml_task(1), xml_task(2, links=xml_link(1) + xml_link(1))], 5, "twice"),
        ([xml_task(1), xml_task(2, Start="yesterday")], 5, "“yesterday”"),
        ([xml_task(1, Finish="2026-10-01T08:00:00")], 4, "ends before it starts"),
        ([xml_task(1, Duration="five days")], 4, "“five days”"),
        ([xml_task(1), xml_task(2, links=xml_link(1, kind=9))], 5, "no link of type “9”"),
        ([xml_task(1), xml_task(2, links=xml_link(1, lag=10, unit=77))], 5, "77"),
        ([xml_task(1, PercentComplete="140")], 4, "between 0 and 100"),
        ([xml_task(1), xml_task(2, level=4)], 5, "jumps from level 1 to 4"),
        ([xml_task(1, Name="x" * 301)], 4, "longer than 300"),
        ([], 0, "no tasks"),
    ],
)
def test_a_wrong_line_is_named(tasks: list[str], line: int, words: str) -> None:
    where, why = at(xml(*tasks))
    assert where == line
    assert words in why


def test_a_circle_is_spelled_out() -> None:
    tasks = [xml_task(1, links=xml_link(3)), xml_task(2, links=xml_link(1)), xml_task(3, links=xml_link(2))]
    line, why = at(xml(*tasks))
    assert line == 4
    assert "1 Task 1 → 2 Task 2 → 3 Task 3 → 1 Task 1" in why


def test_a_circle_through_a_summary_is_found() -> None:
    tasks = [xml_task(1), xml_task(2, level=2, links=xml_link(3)), xml_task(3, links=xml_link(1))]
    assert "circle" in at(xml(*tasks))[1]


def test_several_wrong_lines_are_all_named() -> None:
    problem = refused(xml(xml_task(1, links=xml_link(8)), xml_task(2, links=xml_link(9))))
    assert [line.line for line in problem.lines] == [4, 5]
    assert "2 lines" in problem.sentence


def test_an_entity_bomb_is_refused_before_it_goes_off() -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<Project>&b;</Project>'
    line, why = at(io.BytesIO(bomb.encode()))
    assert line >= 1
    assert "entities" in why


def test_a_file_outside_is_not_opened() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE p SYSTEM "file:///etc/passwd"><Project/>'
    assert "document type" in at(io.BytesIO(evil.encode()))[1]


def test_a_truncated_file_is_refused_at_its_end() -> None:
    whole = (HEAD + xml_task(1) + xml_task(2)).encode()
    line, why = at(io.BytesIO(whole[:-20]))
    assert line == 5
    assert "broken" in why


def test_bytes_of_another_encoding_are_refused_at_their_line() -> None:
    source = (HEAD + xml_task(1) + xml_task(2, Name="Größe") + TAIL).encode("latin-1")
    assert at(io.BytesIO(source))[0] == 5


def test_utf_16_is_read() -> None:
    text = (HEAD.replace("UTF-8", "UTF-16") + xml_task(1, Name="Größe") + TAIL).encode("utf-16")
    assert read_plan(io.BytesIO(text), "plan.xml").tasks[0].name == "Größe"


@pytest.mark.parametrize("encoding", ["klingon", "shift_jis", "utf-7"])
def test_a_strange_encoding_is_refused(encoding: str) -> None:
    source = (HEAD + xml_task(1) + TAIL).replace("UTF-8", encoding).encode()
    assert refused(io.BytesIO(source)).lines


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<html><body>Plan</body></html>", "not Microsoft Project XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"<Project>" * 60, "nested too deep"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(content: bytes, words: str) -> None:
    assert words in refused(io.BytesIO(content)).sentence


def test_a_hundred_thousand_tasks_are_refused_at_the_first_too_many() -> None:
    line, why = at(xml(*(xml_task(number) for number in range(1, 100_001))))
    assert line == 4 + 10_001
    assert "10000" in why


# Spreadsheets


def test_a_spreadsheet_is_read() -> None:
    plan = read_plan(
        xlsx(
            [
                "WBS",
                "Name",
                "Start",
                "Finish",
                "Duration",
                "Predecessors",
                "Owner",
                "% complete",
                "Milestone",
                "Mood",
            ],
            ["1", "Prepare", date(2026, 11, 2), date(2026, 11, 6), None, None, None, None, None, "good"],
            [
                "1.1",
                "Write",
                datetime(2026, 11, 2, 9),
                None,
                "5d",
                None,
                "mina@example.org",
                "50 %",
                None,
                None,
            ],
            ["1.2", "Done", None, date(2026, 11, 13), 0, "2FS+2d", None, "20 %", "yes", None],
        ),
        "plan.xlsx",
    )
    prepare, write, done = plan.tasks
    assert (prepare.summary, prepare.level, write.level) == (True, 1, 2)
    assert (write.start, write.finish) == (datetime(2026, 11, 2, 9), datetime(2026, 11, 6, 17))
    assert (write.duration_minutes, write.percent, write.owners) == (2400, 50, ("mina@example.org",))
    assert done.milestone
    assert (done.links[0].predecessor, done.links[0].kind, done.links[0].lag_minutes) == (2, "FS", 960)
    assert (done.percent, done.duration_minutes) == (20, 0)
    assert [(item.line, item.where) for item in plan.unread] == [(1, "mood")]
    assert plan.strict_people


def test_semicolons_and_german_headings_are_read() -> None:
    plan = read_plan(
        csv(
            "Nr.;Vorgangsname;Anfang;Ende;Vorgänger",
            "1;Größe;2.11.2026;6.11.2026;",
            "2;B;9.11.2026;10.11.2026;1EE"[:-2],
        ),
        "plan.csv",
    )
    assert [task.name for task in plan.tasks] == ["Größe", "B"]
    assert plan.tasks[1].links[0].predecessor == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,,2026-11-02,2026-11-06,", "no name"),
        ("1,A,02/11/2026,2026-11-06,", "“02/11/2026” is no date"),
        ("1,A,2026-11-02,2026-11-06,soon", "“soon” is no predecessor"),
        ("1,A,2026-11-02,2026-11-06,7", "task 7, which the file does not hold"),
        ("one,A,2026-11-02,2026-11-06,", "no whole number"),
        ("1,A,2026-11-09,2026-11-06,", "ends before it starts"),
        ("1,A,,,", "neither start nor finish"),
    ],
)
def test_a_wrong_row_is_named(row: str, words: str) -> None:
    line, why = at(csv(SHEET, "", row), "plan.csv")
    assert line == 3
    assert words in why


def test_a_column_that_is_missing_is_named() -> None:
    assert "“Start”" in refused(csv("Name,Finish", "A,2026-11-06"), "plan.csv").sentence


def test_a_hundred_thousand_rows_are_refused_with_the_line() -> None:
    rows = (f"{number},A,2026-11-02,2026-11-06," for number in range(1, 100_001))
    line, why = at(csv(SHEET, *rows), "plan.csv")
    assert line == 10_002
    assert "10000" in why


def test_bytes_that_are_no_text_are_refused_with_the_line() -> None:
    source = "\n".join([SHEET, "1,A,2026-11-02,2026-11-06,", "2,B\x81,2026-11-02,2026-11-06,"]).encode(
        "latin-1"
    )
    assert at(io.BytesIO(source), "plan.csv")[0] == 3


def test_a_workbook_in_name_only_is_refused() -> None:
    assert "no XLSX" in refused(csv(SHEET, "1,A,2026-11-02,2026-11-06,"), "plan.xlsx").sentence


def test_a_zip_bomb_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (101 * 2**20))
    made.seek(0)
    assert made.getbuffer().nbytes < 300_000
    assert "unpacks to far more" in refused(made, "plan.xlsx").sentence


def test_a_workbook_with_entities_is_refused() -> None:
    source = xlsx(["Name", "Start", "Finish"], ["A", date(2026, 11, 2), date(2026, 11, 6)])
    made = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(part, content)
    made.seek(0)
    assert "entities" in refused(made, "plan.xlsx").sentence


def test_units_are_read_as_people_write_them() -> None:
    assert [span(text) and span(text).minutes for text in ("5d", "2 wks", "8", "1.5h", "2ed", "3 foo")] == [  # type: ignore[union-attr]
        2400,
        4800,
        3840,
        90,
        2880,
        None,
    ]
    assert hanging("3 ss - 1w") == (3, "SS", (-2400, "w"), None)
    assert hanging("3FS+50%") == (3, "FS", (0, "%"), 50)
    assert hanging("three") is None
    assert iso_minutes("PT8H30M0S") == 510
    assert iso_minutes("P1DT0H0M0S") == 480
    assert iso_minutes("P") is None


@pytest.mark.parametrize(
    ("said", "meant"), [(["0.5", "1", "0"], [50, 100, 0]), (["50", "1", "100"], [50, 1, 100]), (["1 %"], [1])]
)
def test_shares_and_percentages_are_told_apart(said: list[str], meant: list[int]) -> None:
    rows = (f"A,2026-11-02,2026-11-06,{percent}" for percent in said)
    plan = read_plan(csv("Name,Start,Finish,Percent", *rows), "plan.csv")
    assert [task.percent for task in plan.tasks] == meant
