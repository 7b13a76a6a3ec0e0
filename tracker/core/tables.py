"""Tables from outside and to outside: CSV and XLSX, read under limits and written without formulas."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from tracker.core.errors import BadInput, LineProblem

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 1000
MAX_COLUMNS = 200
MAX_CELL = 20_000
MAX_ROWS = 20_000
TITLE_LINES = 30
SHEET_ROWS = 1_048_576  # No sheet has more, whatever the numbers of its rows say.

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `cells` goes by the heading in small letters. Lines count from 1.

    `heading` names all columns: cells that are empty at the end of a row are not among `cells`.
    """

    line: int
    cells: dict[str, str]
    heading: tuple[str, ...] = field(default=(), compare=False)


def read_table(
    fileobj: IO[bytes],
    name: str,
    *,
    max_rows: int = MAX_ROWS,
    is_heading: Callable[[list[str]], bool] | None = None,
    sheet: str = "",
) -> list[Row]:
    """The rows below the heading, empty ones left out. Nothing in the file is evaluated.

    The heading is the first line that holds anything or, where `is_heading` knows one among the first lines,
    that one: titles above it are left out. Of a workbook it is the `sheet` of that name, else the first.
    Raises `BadInput` with the place and what to do.
    """
    data = _bytes_of(fileobj)
    lines = _xlsx_lines(data, sheet) if _is_package(data, name) else _csv_lines(_text(data))
    return _rows(_from_heading(lines, is_heading) if is_heading else lines, max_rows)


def first_lines(fileobj: IO[bytes], name: str) -> dict[str, list[list[str]]]:
    """The sheets of a workbook in their order, with the first lines of each; nothing for a CSV."""
    data = _bytes_of(fileobj)
    if not _is_package(data, name):
        return {}
    with _workbook(data) as book:
        return {
            sheet.title: [cells for _number, cells in islice(_lines_of(sheet), TITLE_LINES)]
            for sheet in book.worksheets
        }


def _bytes_of(fileobj: IO[bytes]) -> bytes:
    data = fileobj.read(MAX_BYTES + 1)
    if not data:
        raise BadInput(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise BadInput(
            _("The file is larger than %(limit)s MB. Split it.") % {"limit": MAX_BYTES // 1024 // 1024}
        )
    return data


def _is_package(data: bytes, name: str) -> bool:
    if data.startswith(b"PK\x03\x04"):
        return True
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(_("This is an old or locked Excel file. Save it as .xlsx without a password."))
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise BadInput(_("The name says XLSX, but this is no XLSX file. Save it again as .xlsx or .csv."))
    return False


def _from_heading(
    lines: Iterator[tuple[int, list[str]]], is_heading: Callable[[list[str]], bool]
) -> Iterator[tuple[int, list[str]]]:
    first = list(islice(lines, TITLE_LINES))
    start = next((place for place, (_number, cells) in enumerate(first) if is_heading(cells)), 0)
    return chain(first[start:], lines)


def _rows(lines: Iterator[tuple[int, list[str]]], max_rows: int) -> list[Row]:
    heading: list[str] | None = None
    named: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in lines:
        if len(cells) > MAX_COLUMNS:
            raise _refused(
                number,
                _("more than %(limit)s columns") % {"limit": MAX_COLUMNS},
                _("There are too many columns."),
            )
        if any(len(cell) > MAX_CELL for cell in cells):
            raise _refused(
                number,
                _("a cell holds more than %(limit)s characters") % {"limit": MAX_CELL},
                _("A cell is too long."),
            )
        if not any(cells):
            continue
        if heading is None:
            heading = _heading(number, cells)
            named = tuple(key for key in heading if key)
            continue
        if len(rows) == max_rows:
            raise _refused(
                number,
                _("more than %(limit)s rows") % {"limit": max_rows},
                _("There are too many rows. Split the file."),
            )
        said = {key: plain_cell(cell) for key, cell in zip(heading, cells, strict=False) if key}
        rows.append(Row(number, said, named))
    if heading is None:
        raise BadInput(_("There is no row in this table."))
    return rows


def _heading(number: int, cells: list[str]) -> list[str]:
    heading = [" ".join(plain_cell(cell).lower().split()) for cell in cells]
    named = [key for key in heading if key]
    twice = sorted({key for key in named if named.count(key) > 1})
    if twice:
        raise _refused(
            number,
            _("“%(heading)s” stands twice in the heading") % {"heading": twice[0][:80]},
            _("Each column needs a heading of its own."),
        )
    return heading


def _refused(line: int, message: str, sentence: str) -> BadInput:
    return BadInput(sentence, lines=[LineProblem(line, message)])


# CSV ----------------------------------------------------------------------------


def _text(data: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-8 without one, else Windows-1252 where it fits."""
    try:
        if data.startswith(UTF16_MARKS):
            return data.decode("utf-16")
        if b"\x00" in data[:4096]:
            raise BadInput(_("This is not text. Save the table as CSV (UTF-8) or XLSX."))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        wrong = data.count(b"\n", 0, problem.start) + 1
    try:
        if data.startswith((b"\xef\xbb\xbf", *UTF16_MARKS)):
            raise ValueError
        return data.decode("cp1252")
    except ValueError:
        raise BadInput(
            _("The characters of this file cannot be read. Save it as CSV (UTF-8)."),
            lines=[LineProblem(wrong, _("neither UTF-8 nor Windows-1252"))],
        ) from None


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\x00" in text:
        raise BadInput(_("This is not text. Save the table as CSV (UTF-8) or XLSX."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        raise _refused(
            line,
            _("the quotation marks do not match, or a cell is too long"),
            _("This line is not valid CSV."),
        ) from None


def _delimiter(text: str) -> str:
    """The sign that stands most often, outside quotation marks, in the first line that holds anything."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=bare.count)


# XLSX -----------------------------------------------------------------------------


def _xlsx_lines(data: bytes, title: str) -> Iterator[tuple[int, list[str]]]:
    with _workbook(data) as book:
        if not book.worksheets:
            raise BadInput(_("There is no sheet in this file."))
        found = [sheet for sheet in book.worksheets if not title or sheet.title == title]
        if not found:
            words = {"sheet": title[:60], "sheets": ", ".join(each.title for each in book.worksheets)[:400]}
            raise BadInput(_("There is no sheet “%(sheet)s” in this file; there are: %(sheets)s.") % words)
        yield from _lines_of(found[0])


def _lines_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > SHEET_ROWS:
            raise zipfile.BadZipFile
        yield number, _trimmed([_plain(cell) for cell in cells[: MAX_COLUMNS + 1]])


@contextmanager
def _workbook(data: bytes) -> Iterator[Any]:
    """The workbook, looked over before; whatever goes wrong while it is read is said as a sentence."""
    from openpyxl import load_workbook  # slow to load, and most requests read no table
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_package(data)
        yield load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except DefusedXmlException:
        raise BadInput(_("This XLSX file defines entities of its own, which is refused.")) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
    ):
        # What openpyxl and zipfile raise on files that somebody bent.
        raise BadInput(_("This XLSX file is damaged. Open it, save it again, and send that.")) from None


def _check_package(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(data):
            raise BadInput(_("This XLSX file unpacks to far more than a table needs, and is refused."))
        if "[Content_Types].xml" not in package.namelist():
            raise BadInput(_("This is a ZIP file, but no XLSX table."))
        for member in members:
            if member.flag_bits & 0x1:
                raise BadInput(_("This file is locked with a password. Save it without one."))
            _check_member(package, member)


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Sizes in the directory may lie, and XML may define entities: read each part once, within bounds."""
    is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
    read, tail = 0, b""
    with package.open(member) as part:
        while chunk := part.read(1 << 16):
            read += len(chunk)
            if read > member.file_size or read > MAX_UNPACKED:
                raise zipfile.BadZipFile
            if is_xml:
                window = (tail + chunk).replace(b"\x00", b"")
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise BadInput(_("This XLSX file defines entities of its own, which is refused."))
                tail = chunk[-32:]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# Writing ------------------------------------------------------------------------------


def safe_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula: such a beginning gets an apostrophe before it."""
    if isinstance(value, int | float):
        return str(value)
    text = _CONTROLS.sub("", "" if value is None else str(value))
    return f"'{text}" if _begins_a_formula(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: without the apostrophe that it put before."""
    return text[1:].strip() if text.startswith("'") and _begins_a_formula(text[1:]) else text


def _begins_a_formula(text: str) -> bool:
    # A text that has such an apostrophe of its own gets another, so that one can be taken away again.
    return text.lstrip(" \u00a0\ufeff'").startswith(FORMULA_STARTS)


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in heading])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook."""

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_xlsx(heading: Sequence[str], rows: Iterable[Sequence[object]], title: str = "Table") -> bytes:
    """A workbook of one table, see `write_workbook`."""
    return write_workbook([Sheet(title, heading, rows)])


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX in which numbers and dates are such and all else is text, never a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for one in sheets:
        # A title that is taken gets a number from the library.
        _fill(book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", one.title)[:28].strip() or "Table"), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, table: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell

    def cell(value: object) -> Any:
        made = WriteOnlyCell(sheet)
        if isinstance(value, bool) or not isinstance(value, int | float | date):
            made.value = safe_cell(value)[:32_000]
            made.data_type = "s"
        else:
            made.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        return made

    sheet.append([cell(word) for word in table.heading])
    for row in table.rows:
        sheet.append([cell(value) for value in row])
