"""`python -m tracker.core.texts.readers KIND FILE`: what the process of its own does with a file.

Nothing here is trusted to end: the limits below are set before the first byte is read. Whatever a file makes
a parser raise ends the process with 1; with 2 where it wanted more memory than there is for it.
"""

from __future__ import annotations

import codecs
import io
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from tracker.core.orphans import die_with_parent
from tracker.core.texts.limits import MOST
from tracker.core.texts.pages import words_of_pages

MEMORY = 768 * 1024 * 1024
PROCESSOR = 20  # seconds
WRITTEN = 4 * MOST + 4096
UNPACKED = 40 * 1024 * 1024
SHEETS = 60
WORD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _pdf(path: Path) -> Iterator[str]:
    yield from words_of_pages(path)


def _txt(path: Path) -> Iterator[str]:
    with path.open("rb") as source:
        content = source.read(4 * MOST)
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            yield content.decode(encoding, "replace")
            return
    try:
        yield codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError:
        yield content.decode("cp1252", "replace")


def _docx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        parts = sorted(name for name in archive.namelist() if WORD_PARTS.fullmatch(name))
        for name in sorted(parts, key=lambda name: name != "word/document.xml"):
            for tag, element in _elements(archive, name):
                if tag == f"{W}t":
                    yield element.text or ""
                elif tag in {f"{W}p", f"{W}br", f"{W}cr"}:
                    yield "\n"
                elif tag in {f"{W}tab", f"{W}tc"}:
                    yield "\t"


def _xlsx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        shared = list(_shared(archive)) if "xl/sharedStrings.xml" in names else []
        if "xl/workbook.xml" in names:
            for tag, element in _elements(archive, "xl/workbook.xml"):
                if tag == f"{S}sheet":
                    yield f"{element.get('name', '')}\n"
        sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
        for name in sheets[:SHEETS]:
            for tag, element in _elements(archive, name, keep=f"{S}c"):
                if tag == f"{S}row":
                    yield "\n"
                elif tag == f"{S}c":
                    yield _cell(element, shared) + "\t"


def _shared(archive: zipfile.ZipFile) -> Iterator[str]:
    for tag, element in _elements(archive, "xl/sharedStrings.xml", keep=f"{S}si"):
        if tag == f"{S}si":
            yield "".join(each.text or "" for each in element.iter(f"{S}t"))


def _cell(element: Any, shared: list[str]) -> str:
    if element.get("t") == "inlineStr":
        return "".join(each.text or "" for each in element.iter(f"{S}t"))
    value = element.findtext(f"{S}v") or ""
    if element.get("t") != "s":
        return value
    return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""


def _elements(archive: zipfile.ZipFile, name: str, keep: str = "") -> Iterator[tuple[str, Any]]:
    """Each element at its end, let go of at once; what lies within one called `keep` goes with it."""
    inside = 0
    with archive.open(name) as packed:
        for event, element in iterparse(_Capped(packed), events=("start", "end")):
            if event == "start":
                inside += element.tag == keep
                continue
            inside -= element.tag == keep
            if not inside:
                yield element.tag, element
                element.clear()


class _Capped(io.RawIOBase):
    """No more than so many bytes come out, however well they were packed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.left = source, UNPACKED

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(min(size if size > 0 else self.left, self.left))
        self.left -= len(chunk)
        if not self.left:
            raise ValueError("too much is packed into it")
        return chunk


READERS: dict[str, Callable[[Path], Iterator[str]]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "txt": _txt}


def main(arguments: list[str]) -> int:
    kind, path, *memory = arguments
    most = int(memory[0]) if memory else MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left = MOST
    try:
        for part in READERS[kind](Path(path)):
            sys.stdout.buffer.write(part[:left].encode("utf-8", "replace"))
            left -= len(part)
            if left <= 0:
                break
        sys.stdout.buffer.flush()
    except MemoryError:
        return 2
    return 0


if __name__ == "__main__":
    die_with_parent()
    sys.exit(main(sys.argv[1:]))
