"""Reading Microsoft Project XML as a stream of records, each value with the line it stands on.

Tasks, resources and assignments are flat but for their links; calendars are kept as small trees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax import ContentHandler, SAXException, SAXParseException
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from tracker.plan.importing.refusal import refusal

MAX_BYTES = 100 * 1024 * 1024
MAX_DEPTH = 40
MAX_TEXT = 100_000
RECORDS = {"Task": "Tasks", "Resource": "Resources", "Assignment": "Assignments"}
TREES = {"Calendar": "Calendars"}
NESTED = {"PredecessorLink"}
PROJECT = "Project"


@dataclass(slots=True)
class Record:
    """A task, resource, assignment or calendar: its simple values, and what is nested in it."""

    kind: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    nested: list[Record] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)

    def all(self, *path: str) -> list[Record]:
        """What is nested under these names, one below the other."""
        found = [self]
        for name in path:
            found = [inner for record in found for inner in record.nested if inner.kind == name]
        return found


class _Limited:
    """Hands on at most so many bytes, whatever the file says of itself."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size if size >= 0 else 1 << 16)
        self.left -= len(block)
        if self.left < 0:
            raise refusal(0, _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
        return block

    def close(self) -> None:
        """The caller opened the file and closes it."""


class _Handler(ContentHandler):
    def __init__(self, take: Callable[[Record], None]) -> None:
        super().__init__()
        self.take = take
        self.path: list[str] = []
        self.text: list[str] = []
        self.length = 0
        self.line = 0
        self.project = Record(PROJECT, 1)
        self.record: Record | None = None
        self.inner: Record | None = None
        self.others: dict[str, int] = {}
        self.tree: list[Record] = []
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        self.line = int(self.locator.getLineNumber() or 0) if self.locator else 0
        if not self.path and name != PROJECT:
            raise refusal(
                self.line, _("This is not Microsoft Project XML: it begins with <%(name)s>.") % {"name": name}
            )
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise refusal(self.line, _("Elements are nested too deep."))
        self.text, self.length = [], 0
        depth = len(self.path)
        if self.tree or (depth == 3 and TREES.get(name) == self.path[1]):
            self.tree.append(Record(name, self.line))
        elif depth == 3 and RECORDS.get(name) == self.path[1]:
            self.record = Record(name, self.line)
        elif depth == 4 and self.record is not None and name in NESTED:
            self.inner = Record(name, self.line)
            self.record.nested.append(self.inner)
        elif depth == 2:
            self.others.setdefault(name, self.line)

    def characters(self, content: str) -> None:
        self.length += len(content)
        if self.length > MAX_TEXT:
            raise refusal(self.line, _("A value is longer than %(limit)s characters.") % {"limit": MAX_TEXT})
        self.text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        name, depth = self.path.pop(), len(self.path) + 1
        if self.tree:
            self._end_in_tree()
        elif depth == 2 and name not in RECORDS.values():
            self._put(self.project, name)
        elif self.record is not None:
            self._end_in_record(name, depth, self.record)
        self.text, self.length = [], 0

    def _end_in_tree(self) -> None:
        done = self.tree.pop()
        if not self.tree:
            self.take(done)
        elif done.values or done.nested:
            self.tree[-1].nested.append(done)
        else:
            self.tree[-1].values.setdefault(done.kind, "".join(self.text))
            self.tree[-1].lines.setdefault(done.kind, done.line)

    def _end_in_record(self, name: str, depth: int, record: Record) -> None:
        if depth == 3:
            self.record = None
            self.take(record)
        elif depth == 4 and name in NESTED:
            self.inner = None
        elif depth == 4:
            self._put(record, name)
        elif depth == 5 and self.inner is not None:
            self._put(self.inner, name)

    def _put(self, record: Record, name: str) -> None:
        record.values.setdefault(name, "".join(self.text))
        record.lines.setdefault(name, self.line)


def read_records(source: IO[bytes], take: Callable[[Record], None]) -> Record:
    """Hand each record to `take`; the project's own values come back. Raises `BadInput` with the line."""
    handler = _Handler(take)
    # A plan needs no document type; forbidding it leaves no room for entities of any kind.
    parser: Any = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    try:
        parser.parse(_Limited(source))
    except DefusedXmlException as forbidden:
        raise refusal(
            int(parser.getLineNumber() or 1),
            _("The file declares a document type or entities, which no plan needs."),
        ) from forbidden
    except SAXParseException as broken:
        raise refusal(
            int(broken.getLineNumber() or 0),
            _("The XML is broken here: %(why)s.") % {"why": broken.getMessage()},
        ) from broken
    except (SAXException, LookupError, ValueError) as broken:
        raise refusal(1, _("The XML cannot be read: %(why)s.") % {"why": broken}) from broken
    return handler.project
