"""Tables from outside: read under limits, refused with the line; written without formulas."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tracker.core import tables
from tracker.core.errors import BadInput
from tracker.core.tables import read_table, safe_cell, write_csv, write_xlsx


def read(data, name="staff.csv", **limits):
    return read_table(io.BytesIO(data), name, **limits)


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, **changes):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, changes.pop(member.filename, old.read(member)))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_whatever_the_sign_and_the_encoding(sign, encoding):
    text = f"Name{sign}E-Mail\r\nJürgen Groß{sign}j@example.org\r\n"
    assert [row.cells for row in read(text.encode(encoding))] == [
        {"name": "Jürgen Groß", "e-mail": "j@example.org"}
    ]


def test_lines_count_as_in_the_file_even_over_breaks_in_cells():
    rows = read(b'name,note\n\n"A","two\nlines"\nB,x\n')
    assert [(row.line, row.cells["name"]) for row in rows] == [(3, "A"), (5, "B")]


def test_an_xlsx_is_read_with_formulas_left_unevaluated():
    rows = read(xlsx(["Name", "Age"], ["Mina", 41.0], [None, None], ["=1+1", 3]), "staff.xlsx")
    wanted = [(2, {"name": "Mina", "age": "41"}), (4, {"age": "3", "name": ""})]
    assert [(row.line, row.cells) for row in rows] == wanted


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"\n\n", "a.csv", "no row"),
        (b"name,name\nx,y\n", "a.csv", "heading of its own"),
        (b'name\n"open\n', "a.csv", "not valid CSV"),
        (b"name\n\x81\x8d\n", "a.csv", "cannot be read"),
        (b"\xff\xfen\x00\x00", "a.csv", "cannot be read"),
        (b"\x7fELF\x00\x00\x01", "a.csv", "not text"),
        (b"name\nx", "a.xlsx", "no XLSX"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "old or locked"),
        (b"PK\x03\x04rubbish", "a.xlsx", "damaged"),
        (("a," * 300).encode(), "a.csv", "too many columns"),
        (b"name\n" + b"x" * 30_000, "a.csv", "too long"),
    ],
)
def test_a_broken_table_is_refused_with_a_sentence(data, name, words):
    with pytest.raises(BadInput) as refusal:
        read(data, name)
    assert words in refusal.value.sentence


def test_too_many_rows_are_refused_at_the_line():
    with pytest.raises(BadInput) as refusal:
        read(b"name\n" + b"x\n" * 6, max_rows=5)
    assert [problem.line for problem in refusal.value.lines] == [7]


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(BadInput, match="larger than 1 MB"):
        read(b"name\n" + b"x" * 1024 * 1024)


def test_a_zip_bomb_is_refused():
    bomb = repacked(xlsx(["name"]), **{"xl/media/big.bin": b"\0" * 30_000_000})
    with pytest.raises(BadInput, match="unpacks to far more"):
        read(bomb, "a.xlsx")


def test_an_entity_bomb_is_refused():
    good = xlsx(["name"], ["x"])
    sheet = zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml")
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet
    for data in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(BadInput, match="entities"):
            read(repacked(good, **{"xl/worksheets/sheet1.xml": data}), "a.xlsx")


def test_a_zip_that_is_no_table_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("../../x", "y")
    with pytest.raises(BadInput, match="no XLSX"):
        read(out.getvalue(), "a.xlsx")


@pytest.mark.timeout(15)
def test_a_row_that_says_it_lies_beyond_the_end_of_any_sheet_is_refused_in_good_time():
    name = "xl/worksheets/sheet1.xml"
    data = xlsx(["name"], ["x"])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read(name)
    far = sheet.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="A2"', b'r="A99999999999"')
    assert far != sheet
    with pytest.raises(BadInput, match="damaged"):
        read(repacked(data, **{name: far}), "a.xlsx")


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_a_bent_xlsx_is_read_or_refused_but_never_breaks(place):
    data = bytearray(xlsx(["name"], ["x"]))
    data[len(data) * place // 100] ^= 0xFF
    refused, rows = "", []
    try:
        rows = read(bytes(data), "a.xlsx")
    except BadInput as refusal:
        refused = refusal.sentence
    # Where the flip hit nothing that is read, what is read is what was written.
    assert refused.endswith(".") or [row.cells for row in rows] == [{"name": "x"}]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1"])
def test_no_written_cell_starts_a_formula(text):
    assert safe_cell(text).startswith("'")
    second = write_csv(["a"], [[text]]).decode("utf-8-sig").splitlines()[1]
    assert second.strip('"').startswith("'")
    cell = load_workbook(io.BytesIO(write_xlsx(["a"], [[text]]))).worksheets[0]["A2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")


def test_what_is_written_can_be_read():
    assert read(write_csv(["Name"], [["Mina"]]))[0].cells == {"name": "Mina"}
    assert read(write_xlsx(["Name", "N"], [["Mina", 3]]), "a.xlsx")[0].cells == {"name": "Mina", "n": "3"}


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''-x", "'- x' -y", "+49 30", "'t is", "' =1", "＝1", "-5"])
@pytest.mark.parametrize(("write", "name"), [(write_csv, "a.csv"), (write_xlsx, "a.xlsx")])
def test_what_must_not_start_a_formula_is_read_as_it_was(text, write, name):
    assert read(write(["Name"], [[text]]), name)[0].cells == {"name": text}
